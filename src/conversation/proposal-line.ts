import { fitChars } from '../characters.ts'
import { momentOf } from '../crm/moment.ts'
import { yuan } from './money.ts'
import type { Turn } from './turn.ts'
import type { Intent, Named, Understanding } from './understand/understanding.ts'
import { momentLabel } from './when.ts'

/**
 * One reading as a line of a card: what it would do to whom, and its facts. `openly`: others read it, who may not
 * know which records were meant, so it says no more than the sentence did.
 */
export function lineOf(
  turn: Turn,
  { intent, arguments: known, question }: Understanding,
  { openly = false } = {},
) {
  const nameOf = ({ record, text }: Named): string => (openly ? text : (record?.name ?? text))
  const whom = known.account ?? known.target
  const name = whom ? nameOf(whom) : known.company
  const facts = [
    known.content ?? known.title ?? known.name ?? known.reason ?? known.note,
    known.contact && `联系人 ${nameOf(known.contact)}`,
    known.phone,
    known.stage,
    known.amount && yuan(known.amount),
    known.competitor && `竞品 ${known.competitor}`,
    known.assignee && `派给 ${nameOf(known.assignee)}`,
    ...[known.nextAt, known.dueAt, known.closeOn, known.paidOn, known.dueOn].map(
      (when) => when && momentLabel(momentOf(when, turn.zone), turn),
    ),
    question && (openly ? '还没说全' : `还缺：${question.text}`),
  ].filter((fact) => typeof fact === 'string' && fact !== '')
  const title = [labels[intent], name].filter(Boolean).join(' · ')
  return { title, detail: fitChars(facts.join('；'), 200) || undefined }
}

const labels: Partial<Record<Intent, string>> = {
  log_follow_up: '记跟进',
  create_lead: '新线索',
  claim: '领取',
  release: '退回公海',
  convert_lead: '线索转客户',
  create_opportunity: '新商机',
  advance_stage: '推进商机',
  win: '赢单',
  lose: '输单',
  create_task: '新任务',
  complete_task: '完成任务',
  record_payment: '登记回款',
  promise_payment: '付款承诺',
}

/** What can be proposed: every intent that writes, but taking back, which is the person's own word. */
export const writingIntents: ReadonlySet<Intent> = new Set(Object.keys(labels) as Intent[])
