import type { MorningBriefView } from '../../../cards/morning-brief.ts'
import { fitChars } from '../../characters.ts'
import { type Button, button } from '../../chat/card.ts'
import type { Dropping, Due, Morning, MorningTask } from '../../crm/briefs/morning.ts'
import type { PoolEntry } from '../../crm/pool/browse-pool.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import type { OverdueRow } from '../../crm/receivables/list-overdue.ts'
import type { Rules } from '../../crm/settings/rules.ts'
import type { Progress } from '../../crm/targets/progress.ts'
import { yuan } from '../money.ts'
import type { Ref } from '../understand/understanding.ts'
import { dateWithWeekday, dayLabel, momentLabel, startOf } from '../when.ts'
import { ageOf, promiseOf } from './overdue.ts'

/** How much is read: the first rows of each kind, and what may be claimed at once. */
export const firstShown = 4
export const leadsShown = 3
/** With the rows' own buttons that makes the six that a card of WeCom holds. */
const moreShown = 2

type At = { now: Date; zone: string; rules: Rules }
type Reader = { id: string; name: string }
type Read = { morning: Morning; target: Progress | null; open: PoolEntry[] }

/** Whether there is nothing to do, nothing lost and nothing to gain. */
export const isNothing = ({ first, lost, leads }: MorningBriefView): boolean =>
  first.length + lost.length + leads.length === 0

/** What somebody's working day begins with, as a card shows it, and what the numbers of its rows mean. */
export function morningView(context: At, reader: Reader, { morning, target, open }: Read): Shown {
  const { name } = reader
  const numbered = firstOf(context, reader, morning)
  const first = numbered.map(({ ref: _, ...row }) => row)
  const view = {
    name,
    day: dateWithWeekday(context.now, context.zone),
    summary: first[0] ? `先做：${first[0].title}` : '今天没有待办，去公海看看。',
    counts: countsOf(morning),
    first,
    lost: lostOf(context, morning),
    leads: open.map(({ name, region, source, score }) => ({
      title: name,
      detail: [region, source, `评分 ${score}`].filter(Boolean).join(' · '),
    })),
    target:
      target && `本月目标 ${yuan(target.target)}，已完成 ${target.attainment}%，时间过了 ${target.pace}%。`,
    more: openersOf(reader, morning, open).slice(0, moreShown),
  }
  return { view, refs: numbered.map(({ ref }) => ref) }
}

type Shown = { view: MorningBriefView; refs: Ref[] }

const countsOf = (morning: Morning) => figuresOf(morning, 1)

/** How much there is of each, by itself also of what there is none of. */
export const figuresOf = ({ today, overdue, given, drops, promises, money }: Morning, atLeast = 0) =>
  [
    { label: '今日任务', value: today.count, unit: '件' },
    { label: '逾期任务', value: overdue.count, unit: '件' },
    { label: '派出逾期', value: given.count, unit: '件' },
    { label: '快掉公海', value: drops.count, unit: '家' },
    { label: '付款承诺', value: promises.count, unit: '笔' },
    { label: '该催的款', value: money.count, unit: '笔' },
  ]
    .filter(({ value }) => value >= atLeast)
    .map(({ label, value, unit }) => ({ label, value: `${value} ${unit}` }))

/**
 * Money first, then what is lost when nobody calls, then what is late, then the day's own work. Of each kind one
 * before there are two of any.
 */
function firstOf(context: At, reader: Reader, morning: Morning) {
  const promised = new Set(morning.promises.rows.map(({ accountId }) => accountId))
  const owed = morning.money.rows.filter(({ accountId }) => !promised.has(accountId))
  const kinds = [
    morning.promises.rows.map((due) =>
      promiseRow(
        context,
        due,
        morning.money.rows.find(({ accountId }) => accountId === due.accountId),
      ),
    ),
    owed.map((row) => moneyRow(context, reader, row)),
    morning.drops.rows.map((one) => dropRow(context, one)),
    morning.overdue.rows.map((task) => taskRow(context, task, '已逾期')),
    morning.given.rows.map((task) => taskRow(context, task, '你派的，已逾期')),
    morning.today.rows.map((task) => taskRow(context, task, null)),
  ]
  const turns = Math.max(...kinds.map(({ length }) => length))
  const wanted = new Set(
    Array.from({ length: turns }, (_, turn) => kinds.flatMap((rows) => rows[turn] ?? []))
      .flat()
      .slice(0, firstShown),
  )
  return kinds.flat().filter((row) => wanted.has(row))
}

/** Where there is more than the first rows can show. */
function openersOf(reader: Reader, morning: Morning, open: PoolEntry[]): Button[] {
  const { today, overdue, given, drops, money } = morning
  const owed = money.rows.every(({ ownerId }) => ownerId === reader.id) ? '我的逾期' : '逾期'
  return [
    // First: this list has no sentence that asks for it.
    given.count > 1 && button('派出逾期的', 'tasks.given'),
    today.count + overdue.count > 0 && button('我的任务', 'say', { sentence: '我的任务' }),
    drops.count > 1 && button('快掉公海的', 'drops.show'),
    money.count > 1 && button(owed, 'say', { sentence: owed }),
    open.length > 0 && button('公海', 'say', { sentence: '公海' }),
  ].filter((one) => one !== false)
}

const promiseRow = (
  context: At,
  { accountId, accountName, amount, at, status }: Due,
  owed: OverdueRow | undefined,
) => ({
  title: status === 'broken' ? `追 ${accountName}：说好的款没到` : `盯 ${accountName}：今天该付款`,
  detail: [
    dayLabel(startOf(at, context.zone), context),
    amount && yuan(amount),
    owed && `欠 ${yuan(owed.rest)}，${ageOf(owed.days)}`,
  ]
    .filter(Boolean)
    .join(' · '),
  button: button('记回款', 'payment.ask', { account: accountId }),
  ref: { kind: 'account' as const, id: accountId, name: accountName },
})

/** Money that has waited long is brought up with those above its owner, too. */
const moneyRow = (context: At, reader: Reader, row: OverdueRow) => ({
  title: `${row.days > 0 ? '催' : '提醒'} ${row.accountName}：${yuan(row.rest)} ${ageOf(row.days)}`,
  detail: [
    row.ownerId !== reader.id && row.ownerName,
    row.title,
    promiseOf(context, row),
    stopOf(context, row),
  ]
    .filter(Boolean)
    .join(' · '),
  button: button('处理', 'receivable.show', { receivable: row.id }),
  ref: { kind: 'account' as const, id: row.accountId, name: row.accountName },
})

const stopOf = ({ rules }: At, { days }: OverdueRow): string | null =>
  days >= rules.overdue.stopSupplyFromDays ? '建议先停止供货' : null

/** Opens its three buttons: log, ask one extension, release. */
const dropRow = (context: At, { kind, id, name, at }: Dropping) => ({
  title: `跟进 ${name}：快掉公海了`,
  detail: `${momentLabel({ at, allDay: false }, context)} 到期`,
  button: button('处理', `${kind}.warned`, { [kind]: id }),
  ref: { kind, id, name },
})

const taskRow = (
  context: At,
  { id, title, at, allDay, accountName, who }: MorningTask,
  late: string | null,
) => ({
  title: who ? `催 ${who}：${fitChars(title, 50)}` : fitChars(title, 60),
  detail: [late, momentLabel({ at, allDay }, context), accountName].filter(Boolean).join(' · '),
  button: who ? button('看', 'task.show', { task: id }) : button('完成', 'task.complete', { task: id }),
  ref: { kind: 'task' as const, id, name: title },
})

function lostOf({ now, zone, rules }: At, { lost }: Morning): MorningBriefView['lost'] {
  return lost.rows.map(({ name, at, why }) => {
    const claimableAt = timeLabel(new Date(at.getTime() + rules.pool.postingHours * 3_600_000), now, zone)
    return { title: name, detail: [why, `${claimableAt} 起大家都能领`].filter(Boolean).join(' · ') }
  })
}
