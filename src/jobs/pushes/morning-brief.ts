import { type MorningBriefView, morningBrief } from '../../../cards/morning-brief.ts'
import { button } from '../../chat/card.ts'
import { businessDay } from '../../clock.ts'
import { yuan } from '../../conversation/money.ts'
import { dayLabel, momentLabel, startOf } from '../../conversation/when.ts'
import {
  type Dropping,
  type Due,
  type Morning,
  type MorningTask,
  readMorning,
} from '../../crm/briefs/morning.ts'
import { browsePool, type PoolEntry } from '../../crm/pool/browse-pool.ts'
import { type Progress, readProgress } from '../../crm/targets/progress.ts'
import { inBatches, type Push, type PushContext } from './push.ts'

/** What each rep's working day begins with. Who has nothing to do and nothing to gain is left in peace. */
export const morningBriefPush: Push = {
  name: 'morning-brief',
  async run(context) {
    const { db, now, zone } = context
    const reps = await db.member.findMany({
      where: { role: 'rep', status: 'active' },
      select: { id: true, name: true },
      orderBy: { id: 'asc' },
    })
    const { entries } = await browsePool(db, { offset: 0, size: leadsShown })
    const open = entries.filter(({ claimableAt }) => claimableAt <= now)
    await inBatches(db, reps, async (tx, rep) => {
      const morning = await readMorning(tx, rep.id, { now, zone, dropDays, limit: firstShown })
      const target = await readProgress(tx, { memberId: rep.id }, 'month', businessDay(now, zone))
      const view = viewOf(context, rep.name, { morning, target, open })
      if (view.first.length + view.leads.length > 0)
        await context.toMember(tx, rep.id, { card: morningBrief(view) })
    })
  },
}

const dropDays = 3
const firstShown = 4
const leadsShown = 3

type Read = { morning: Morning; target: Progress | null; open: PoolEntry[] }

function viewOf(context: PushContext, name: string, { morning, target, open }: Read): MorningBriefView {
  const first = firstOf(context, morning)
  return {
    name,
    day: dayLabel(context.now, context).replace(/^今天（(.*)）$/u, '$1'),
    summary: first[0] ? `先做：${first[0].title}` : '今天没有待办，去公海看看。',
    counts: countsOf(morning),
    first,
    leads: open.map(({ name, region, source, score }) => ({
      title: name,
      detail: [region, source, `评分 ${score}`].filter(Boolean).join(' · '),
    })),
    target:
      target && `本月目标 ${yuan(target.target)}，已完成 ${target.attainment}%，时间过了 ${target.pace}%。`,
  }
}

const countsOf = ({ today, overdue, drops, promises }: Morning) =>
  [
    { label: '今日任务', value: today.count, unit: '件' },
    { label: '逾期任务', value: overdue.count, unit: '件' },
    { label: '快掉公海', value: drops.count, unit: '家' },
    { label: '付款承诺', value: promises.count, unit: '笔' },
  ]
    .filter(({ value }) => value > 0)
    .map(({ label, value, unit }) => ({ label, value: `${value} ${unit}` }))

/** Money first, then what is lost when nobody calls, then what is late, then the day's own work. */
function firstOf(context: PushContext, { today, overdue, drops, promises }: Morning) {
  const all = [
    ...promises.rows.map((due) => promiseRow(context, due)),
    ...drops.rows.map((one) => dropRow(context, one)),
    ...overdue.rows.map((task) => taskRow(context, task, '已逾期')),
    ...today.rows.map((task) => taskRow(context, task, null)),
  ]
  return all.slice(0, firstShown)
}

const promiseRow = (context: PushContext, { accountId, accountName, amount, dueOn, status }: Due) => ({
  title: status === 'broken' ? `追 ${accountName}：说好的款没到` : `盯 ${accountName}：今天该付款`,
  detail: [dayLabel(startOf(dueOn, context.zone), context), amount && yuan(amount)]
    .filter(Boolean)
    .join(' · '),
  button: button('记回款', 'payment.ask', { account: accountId }),
})

const dropRow = (context: PushContext, { kind, id, name, dropsAt }: Dropping) => ({
  title: `跟进 ${name}：快掉公海了`,
  detail: `${momentLabel({ at: dropsAt, allDay: false }, context)} 到期`,
  button: button('记跟进', `${kind}.ask-log`, { [kind]: id }),
})

const taskRow = (
  context: PushContext,
  { id, title, at, allDay, accountName }: MorningTask,
  late: string | null,
) => ({
  title: title.slice(0, 60),
  detail: [late, momentLabel({ at, allDay }, context), accountName].filter(Boolean).join(' · '),
  button: button('完成', 'task.complete', { task: id }),
})
