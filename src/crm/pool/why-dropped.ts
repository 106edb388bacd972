import type { Rules } from '../settings/rules.ts'
import { type Clocked, dropOf } from './clock.ts'
import { dateLabel } from './labels.ts'

/** Why it dropped or is about to: the limit, the number of days, and what they are counted from. */
export function whyDropped(held: Clocked, zone: string, rules: Rules['pool']): string {
  const drop = dropOf(held, zone, rules)
  if (!drop) return '到期'
  const since = `${dateLabel(drop.since, zone)} ${drop.from === 'claim' ? '接手' : '最后一次有效跟进'}算起`
  return drop.rule === 'idle'
    ? `${drop.days} 天没有有效跟进（${since}）`
    : `${drop.days} 天没有签约（${since}）`
}
