import {
  type Block,
  type Button,
  bold,
  button,
  buttons,
  type Card,
  fields,
  form,
  list,
  note,
  type Text,
  type Tone,
  text,
} from '../src/chat/card.ts'

/** A lead, or an account fresh from the pool: who to talk to, what happened before, and what to do next. */
export function leadCard(view: LeadCardView): Card {
  const of = { [view.kind]: view.id }
  return {
    title: view.name,
    tone: view.tone,
    tags: view.tags.map((tag) => ({ text: tag })),
    summary: `${view.name}：${view.state}`,
    blocks: [
      ...(view.notice ? [text([bold(view.notice)])] : []),
      fields([
        ['归属', view.state],
        ['联系人', view.contact],
        ['来源', view.source],
        ['地址', view.address],
        ['备注', view.note],
        ['上次掉公海', view.lastDrop],
      ]),
      ...history(view),
      ...(view.mayLog ? [followUpForm(of)] : []),
      buttons(
        view.mayClaim && button('领取', `${view.kind}.claim`, of, { style: 'primary' }),
        view.mayOffer && button('发到群抢', 'pool.offer', of),
        view.mayConvert && button('转客户', 'lead.convert', of),
        view.kind === 'account' && view.mayLog && button('看客户', 'account.show', of),
        view.moreFrom !== undefined &&
          button('更多经过', `${view.kind}.history`, { ...of, from: String(view.moreFrom) }),
        view.mayRelease && release(view),
        view.undo ? button('撤销', 'undo', { of: view.undo }, { style: 'danger' }) : undefined,
      ),
    ],
  }
}

export type LeadCardView = {
  kind: 'lead' | 'account'
  id: string
  name: string
  tone: Tone
  tags: string[]
  /** What has just happened to it. */
  notice?: string | undefined
  /** Whose it is, or that it is free, with the clock. */
  state: string
  contact?: string | null | undefined
  source?: string | null | undefined
  address?: string | null | undefined
  note?: string | null | undefined
  lastDrop?: string | null | undefined
  /** The newest first, a page at a time. */
  history: { title: Text; detail?: string }[]
  moreFrom?: number | undefined
  mayLog: boolean
  mayClaim: boolean
  mayOffer: boolean
  mayConvert: boolean
  mayRelease: boolean
  /** The message to take back. */
  undo?: string | undefined
}

const history = ({ history }: LeadCardView): Block[] =>
  history.length === 0 ? [] : [text([bold('以前的经过')]), list(history)]

const release = ({ kind, id, name }: LeadCardView): Button =>
  button('退回', `${kind}.release`, { [kind]: id }, { confirm: `把「${name}」退回公海？` })

const followUpForm = (of: Record<string, string>): Block => {
  const kind = 'lead' in of ? 'lead' : 'account'
  return form(
    'follow-up',
    [
      { kind: 'paragraph', name: 'content', label: '聊了什么', required: true, maxLength: 1000 },
      { kind: 'date', name: 'nextOn', label: '下次联系', placeholder: '选个日子' },
      { kind: 'text', name: 'nextAction', label: '做什么', placeholder: '比如：送样、报价', maxLength: 100 },
    ],
    button('记跟进', `${kind}.log`, of, { style: 'primary' }),
    button('记跟进', `${kind}.ask-log`, of, { style: 'primary' }),
  )
}

/** Everything that happened, a page at a time. */
export function historyCard(view: HistoryCardView): Card {
  const page = (from: number) => ({ [view.kind]: view.id, from: String(from) })
  return {
    title: `${view.name} 的经过`,
    tone: 'plain',
    tags: [{ text: `共 ${view.total}` }],
    blocks: [
      view.rows.length > 0 ? list(view.rows) : note('还没有人跟过。'),
      buttons(
        view.from > 0 &&
          button('上一页', `${view.kind}.history`, page(Math.max(0, view.from - view.perPage))),
        view.from + view.rows.length < view.total &&
          button('更多', `${view.kind}.history`, page(view.from + view.rows.length)),
      ),
    ],
  }
}

export type HistoryCardView = {
  kind: 'lead' | 'account'
  id: string
  name: string
  from: number
  perPage: number
  total: number
  rows: { title: Text; detail?: string }[]
}
