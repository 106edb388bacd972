import type { VisitView } from '../../crm/visits/view-visit.ts'
import { channelLabels } from '../labels.ts'
import { yuan } from '../money.ts'
import type { Turn } from '../turn.ts'
import { momentLabel } from '../when.ts'

/** What is different of a follow-up now, one line each: `金额：5万元 → 8万元`. */
export function visitChanges(before: VisitView, after: VisitView, at: Pick<Turn, 'now' | 'zone'>): string[] {
  const was = worded(before, at)
  const is = worded(after, at)
  return Object.keys(is).flatMap((label) =>
    was[label] === is[label] ? [] : [`${label}：${was[label] ?? '无'} → ${is[label] ?? '无'}`],
  )
}

const worded = (view: VisitView, at: Pick<Turn, 'now' | 'zone'>): Record<string, string | null> => ({
  客户: view.name,
  联系人: view.contactName,
  下次: view.next && momentLabel(view.next, at),
  做什么: view.nextAction,
  金额: view.amount && yuan(view.amount),
  方式: channelLabels[view.channel],
  竞品: view.competitor,
  内容: view.content,
})
