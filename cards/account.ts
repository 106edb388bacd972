import {
  type Block,
  bold,
  button,
  buttons,
  type Card,
  fields,
  form,
  type ListItem,
  list,
  note,
  type Text,
  text,
} from '../src/chat/card.ts'

/** Everything about one account on one card: people, deals, money, follow-ups, tasks, and what to do next. */
export function accountCard(view: AccountCardView): Card {
  const account = { account: view.id }
  return {
    title: view.name,
    tone: view.urgent ? 'warning' : 'info',
    tags: view.tags.map((tag) => ({ text: tag })),
    summary: `${view.name}：${view.clock}`,
    blocks: [
      fields([
        ['负责人', view.owner],
        ['保护期', view.clock],
        ['应收', view.owed],
        ['今年回款', view.paid],
        ['地址', view.address],
      ]),
      ...section('联系人', view.contacts),
      ...section('在谈商机', view.deals),
      ...section('最近跟进', view.visits, '还没有跟进记录'),
      ...section('待办', view.tasks),
      ...(view.mayLog ? [followUpForm(view.id)] : []),
      buttons(
        view.mayWork &&
          view.dealCount > view.deals.rows.length &&
          button('推进', 'opportunity.pick', account),
        view.mayWork && button('新商机', 'opportunity.new', account),
        view.mayWork && button('新任务', 'task.new', account),
        view.mayRelease && button('退回公海', 'account.release', account),
        button('保护期说明', 'explain', account),
      ),
    ],
  }
}

export type AccountCardView = {
  id: string
  name: string
  tags: string[]
  owner: string
  /** When it drops, in words. */
  clock: Text
  urgent: boolean
  owed?: Text | null
  paid?: string | null
  address?: string | null
  contacts: Section
  deals: Section
  dealCount: number
  visits: Section
  tasks: Section
  mayLog: boolean
  mayWork: boolean
  mayRelease: boolean
}
/** The first rows, and how many there are in all. */
export type Section = { rows: Row[]; total: number }
export type Row = { title: string; detail?: string | undefined; deal?: string | undefined }

/** An account in the pool: what it is, why it is there, and how to get it. */
export function poolAccountCard(view: PoolAccountCardView): Card {
  return {
    title: view.name,
    tone: 'plain',
    tags: [{ text: '公海' }, ...view.tags.map((tag) => ({ text: tag }))],
    blocks: [
      fields([
        ['怎么来的', view.why],
        ['何时能领', view.claimable],
      ]),
      note('领取之后能看到联系人和全部跟进记录。'),
      buttons(
        button('领取', 'account.claim', { account: view.id }, { style: 'primary' }),
        button('为什么', 'explain', { account: view.id }),
      ),
    ],
  }
}

export type PoolAccountCardView = {
  id: string
  name: string
  tags: string[]
  why: string
  claimable: string
}

function section(label: string, { rows, total }: Section, empty?: string): Block[] {
  if (rows.length === 0) return empty ? [note(`${label}：${empty}`)] : []
  const more = total > rows.length ? `（共 ${total}）` : ''
  return [text([bold(`${label}${more}`)]), list(rows.map(row))]
}

const row = ({ title, detail, deal }: Row): ListItem => ({
  title,
  ...(detail ? { detail } : {}),
  ...(deal ? { button: button('推进', 'opportunity.show', { opportunity: deal }) } : {}),
})

const followUpForm = (account: string) =>
  form(
    'follow-up',
    [
      { kind: 'select', name: 'channel', label: '方式', options: channels, initial: 'visit' },
      { kind: 'paragraph', name: 'content', label: '聊了什么', required: true, maxLength: 1000 },
      { kind: 'date', name: 'nextOn', label: '下次联系', placeholder: '选个日子' },
      { kind: 'text', name: 'nextAction', label: '做什么', placeholder: '比如：送样、报价', maxLength: 100 },
    ],
    button('记跟进', 'account.log', { account }, { style: 'primary' }),
    button('记跟进', 'account.ask-log', { account }, { style: 'primary' }),
  )

const channels = [
  { label: '拜访', value: 'visit' },
  { label: '电话', value: 'call' },
  { label: '微信', value: 'message' },
  { label: '会议', value: 'meeting' },
  { label: '演示', value: 'demo' },
  { label: '其他', value: 'other' },
]
