import type { RecordRow, RecordsView } from '../../../cards/records.ts'
import { button, type Text } from '../../chat/card.ts'
import { listAccounts, listLeads, listReceivables, type Whose } from '../../crm/accounts/portfolio.ts'
import type { Moment } from '../../crm/moment.ts'
import { listOpportunities } from '../../crm/opportunities/list-opportunities.ts'
import { listTasks } from '../../crm/tasks/list-tasks.ts'
import { isOverdue } from '../../crm/tasks/view-task.ts'
import type { Tx } from '../../db/types.ts'
import { levelLabels } from '../labels.ts'
import { yuan } from '../money.ts'
import type { Turn } from '../turn.ts'
import type { Listing, Ref } from '../understand/understanding.ts'
import { dayLabel, momentLabel, startOf } from '../when.ts'
import { daysLeft } from './account.ts'

/** One page of a list as the card shows it, with the records that its numbers mean. */
export async function pageOf(turn: Turn, asked: Asked): Promise<Shown> {
  return lists[asked.what].page(turn, { ...asked, take: perPage })
}

export const perPage = 6
type Asked = { what: Listing; whose: Whose; key: string; from: number }
type Windowed = Asked & { take: number }
export type Shown = { rows: RecordRow[]; refs: Ref[]; total: number }

type List = {
  /** What it lists: 团队 + 客户. */
  noun: string
  page(turn: Turn, window: Windowed): Promise<Shown>
  empty: RecordsView['empty']
  note?: string
}

/** A page of what `list` finds, each row with the record that its number means. */
function paged<Row>(
  list: (tx: Tx, by: Turn, window: Windowed) => Promise<{ rows: Row[]; total: number }>,
  show: (row: Row, turn: Turn, window: Windowed) => RecordRow & { ref: Ref },
): List['page'] {
  return async (turn, window) => {
    const { rows, total } = await list(turn.tx, turn, window)
    const shown = rows.map((row) => show(row, turn, window))
    return { total, refs: shown.map(({ ref }) => ref), rows: shown.map(({ ref: _, ...row }) => row) }
  }
}

/** What can be listed: its title, its rows, and what to do where there are none. */
export const lists: Record<Listing, List> = {
  accounts: {
    noun: '客户',
    page: paged(listAccounts, (row, turn, window) => ({
      ref: { kind: 'account', id: row.id, name: row.name },
      title: row.name,
      detail: detail(
        levelLabels[row.level],
        row.signedAt ? '已签约' : dropLabel(turn, row.dropsAt),
        owner(turn, window, row),
      ),
      button: button('看', 'account.show', { account: row.id }),
    })),
    empty: {
      text: '名下还没有客户。',
      next: '去公海领一条，或者说「新线索 公司名 联系人 电话」。',
      buttons: [{ label: '看公海', sentence: '公海' }],
    },
  },
  leads: {
    noun: '线索',
    page: paged(listLeads, (row, turn, window) => ({
      ref: { kind: 'lead', id: row.id, name: row.company },
      title: row.company,
      detail: detail(row.contact, dropLabel(turn, row.dropsAt), owner(turn, window, row)),
      button: button('看', 'lead.show', { lead: row.id }),
    })),
    empty: {
      text: '手上没有线索。',
      next: '公海里有新的，先到先得。',
      buttons: [{ label: '看公海', sentence: '公海' }],
    },
  },
  opportunities: {
    noun: '商机',
    page: paged(listOpportunities, (row, turn, window) => ({
      ref: { kind: 'opportunity', id: row.id, name: row.name },
      title: row.name,
      detail: detail(row.stage, row.amount && yuan(row.amount), row.accountName, owner(turn, window, row)),
      button: button('推进', 'opportunity.show', { opportunity: row.id }),
    })),
    empty: {
      text: '没有在谈的商机。',
      next: '客户有意向了就建一个：「新商机 客户名 商机名 金额」。',
      buttons: [{ label: '我的客户', sentence: '我的客户' }],
    },
  },
  tasks: {
    noun: '任务',
    page: paged(listTasks, (row, turn, window) => ({
      ref: { kind: 'task', id: row.id, name: row.title },
      title: row.title,
      detail: [
        dueLabel(turn, row.due),
        ...rest(
          row.accountName,
          owner(turn, window, { ownerId: row.assigneeId, ownerName: row.assigneeName }),
        ),
      ],
      button: button('完成', 'list.done', {
        task: row.id,
        what: window.what,
        whose: window.key,
        from: String(window.from),
      }),
    })),
    empty: {
      text: '没有待办任务。',
      next: '想起什么就说一声：「提醒我周五给张总回电」。',
      buttons: [{ label: '我的客户', sentence: '我的客户' }],
    },
    note: '点「完成」划掉，或者回复「完成 序号」。',
  },
  receivables: {
    noun: '应收',
    page: paged(listReceivables, (row, turn, window) => ({
      ref: { kind: 'account', id: row.accountId, name: row.accountName },
      title: row.accountName,
      detail: [
        `${yuan(row.left)} · `,
        row.overdueDays > 0
          ? overdue(`逾期 ${row.overdueDays} 天`)
          : `${dayLabel(startOf(row.dueOn, turn.zone), turn)} 到期`,
        ...rest(owner(turn, window, row)),
      ],
      button: button('看', 'account.show', { account: row.accountId }),
    })),
    empty: { text: '没有未收的款，账都清了。', buttons: [{ label: '我的商机', sentence: '我的商机' }] },
  },
}

const dropLabel = (turn: Turn, dropsAt: Date | null): string | null => {
  const left = daysLeft(turn, dropsAt)
  if (left === Number.POSITIVE_INFINITY) return null
  return left > 0 ? `还有 ${left} 天掉公海` : '今天掉公海'
}

const dueLabel = (turn: Turn, due: Moment | null) => {
  if (!due) return '不定时间'
  const label = momentLabel(due, turn)
  return isOverdue(due, turn.now) ? overdue(label) : label
}

/** Whose a row is, where a list is of several. */
const owner = (turn: Turn, { whose }: Windowed, row: Owned): string | null =>
  row.ownerId === turn.member.id || isOfOne(whose) ? null : row.ownerName

const isOfOne = (whose: Whose): boolean => typeof whose === 'object' && whose.memberIds.length === 1
type Owned = { ownerId: string | null; ownerName: string }

const detail = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' · ')
const rest = (...parts: (string | null)[]): string[] =>
  parts.filter((part) => part !== null).map((part) => ` · ${part}`)
const overdue = (text: string): Exclude<Text, string>[number] => ({ tone: 'danger', text })
