import { moneyAlarm } from '../../../cards/money-alarm.ts'
import { businessDay, local } from '../../clock.ts'
import { yuan } from '../../conversation/money.ts'
import { overdueCard, reminderCard, rowsShown } from '../../conversation/views/overdue.ts'
import { heads, type MoneyAlarms, moneyAlarms } from '../../crm/receivables/alarms.ts'
import { listOverdue } from '../../crm/receivables/list-overdue.ts'
import { breakPromises } from '../../crm/receivables/promise-payment.ts'
import { whoIsTold } from '../../crm/receivables/who-is-told.ts'
import { Prisma } from '../../db/types.ts'
import { briefedAmong, carriedByBrief } from './carried-by-brief.ts'
import { type MemberPost, type Push, type PushContext, tellInGroups } from './push.ts'

/**
 * Money that chases itself: each receivable that reaches a step of the ladder today is brought up with its owner
 * and, by age, with the owner's manager and director, who have it in the morning brief on the days of one; finance
 * gets all that is overdue in one message.
 */
export const overdueReceivables: Push = {
  name: 'overdue-receivables',
  async run(context) {
    const { db, now, zone, rules } = context
    await db.$transaction((tx) => breakPromises(tx, businessDay(now, zone)))
    const told = await whoIsTold(db, context)
    if (await carriedByBrief(context)) for (const one of await briefedAmong(db, told.keys())) told.delete(one)
    const remind = (memberId: string): MemberPost => {
      const rows = told.get(memberId) ?? []
      const subject = rows.length === 1 ? { subject: `receivable:${rows[0]?.id}` } : {}
      const card = reminderCard(context, rows, rules.overdue.stopSupplyFromDays)
      return { memberId, message: { card }, options: { part: 'ladder', ...subject } }
    }
    await tellInGroups(context, [...told.keys()], (some) => some.map(remind))
    const alarms = linesOf(await moneyAlarms(db, context), rules)
    await tellFinance(context, alarms)
    await alarmHeads(context, alarms)
  },
}

async function tellFinance(context: PushContext, alarms: Line[]): Promise<void> {
  const { db, now, zone } = context
  const overdue = await listOverdue(db, { now, zone, reach: 'all', limit: rowsShown })
  if (overdue.count === 0) return
  const card = overdueCard(context, overdue, {
    title: '今日逾期汇总',
    offset: 0,
    args: { scope: 'all' },
    note: alarms.length > 0 ? `注意：${alarms.map(({ title }) => title).join('；')}。` : null,
  })
  const finance = await db.member.findMany({ where: { role: 'finance', status: 'active' } })
  const posts = finance.map(({ id }) => ({ memberId: id, message: { card }, options: { part: 'digest' } }))
  await tellInGroups(context, posts, (some) => some)
}

/** Finance has it in each day's digest, the head once a week while it lasts. */
async function alarmHeads(context: PushContext, alarms: Line[]): Promise<void> {
  if (alarms.length === 0) return
  const { db, now, zone, rules } = context
  const { bigAmount, bigCount, collectionPercent } = rules.overdue
  const card = moneyAlarm({
    lines: alarms,
    rule: `超过 ${yuan(new Prisma.Decimal(bigAmount))} 的逾期满 ${bigCount} 笔，或本月到期的款收回不到 ${collectionPercent}%，每周提醒一次。`,
  })
  const options = { part: 'alarm', urgent: true, once: local(now, zone).toFormat("kkkk-'W'WW") }
  const posts = (await heads(db)).map((memberId) => ({ memberId, message: { card }, options }))
  await tellInGroups(context, posts, (some) => some)
}

type Line = { title: string; detail: string }

const linesOf = ({ big, collection }: MoneyAlarms, { overdue }: PushContext['rules']): Line[] => [
  ...(big === null
    ? []
    : [
        {
          title: `超过 ${yuan(new Prisma.Decimal(overdue.bigAmount))} 的逾期有 ${big} 笔`,
          detail: '一笔一笔问清楚：谁去谈、什么时候付。',
        },
      ]),
  ...(collection === null
    ? []
    : [
        {
          title: `本月到期的款只收回 ${collection.percent}%`,
          detail: `到期 ${yuan(collection.due)}，收回 ${yuan(collection.paid)}`,
        },
      ]),
]
