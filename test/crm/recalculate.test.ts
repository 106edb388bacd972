import { afterAll, beforeAll, expect, test } from 'vitest'
import { recalculate } from '../../src/crm/pool/recalculate.ts'
import { defaultRules, type Rules } from '../../src/crm/settings/rules.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { aLead, aMember, anAccount, byOf, start, zone } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const day = (count: number): Date => new Date(start.getTime() + count * 86_400_000)
const rulesWith = (pool: Partial<Rules['pool']>): Rules => ({
  ...defaultRules,
  pool: { ...defaultRules.pool, ...pool },
})

/** Everything, in batches of two; what drops when. */
async function recalculated(now: Date, rules: Rules): Promise<Record<string, Date | null>> {
  const { db } = database
  for (const kind of ['lead', 'account'] as const) {
    let after: string | undefined
    do
      after =
        (await db.$transaction((tx) => recalculate(tx, { now, zone, rules }, kind, { after, limit: 2 }))) ??
        undefined
    while (after)
  }
  const rows = [
    ...(await db.account.findMany()).map(({ name, dropsAt }) => [name, dropsAt] as const),
    ...(await db.lead.findMany()).map(({ company, dropsAt }) => [company, dropsAt] as const),
  ]
  return Object.fromEntries(rows)
}

test('new rules move every clock; who loses time keeps enough to be warned, and a repeat changes nothing', async () => {
  const { db } = database
  const rep = await aMember(db, { name: '李雷' })
  const mine = { ownerId: rep.id, claimedAt: start }
  for (const name of ['甲食品', '乙食品', '丙食品']) await anAccount(db, { name, level: 'C', ...mine })
  const planned = await anAccount(db, { name: '丁食品', level: 'C', ...mine })
  await anAccount(db, { name: '签约食品', level: 'C', ...mine, signedAt: start })
  await anAccount(db, { name: '公海食品' })
  await aLead(db, { company: '戊食品', ...mine })
  const by = await byOf(db, rep, start)
  const visit = {
    channel: 'visit' as const,
    content: '谈了报价，月底定',
    next: { at: day(9), allDay: false },
  }
  await db.$transaction((tx) => logVisit(tx, by, { accountId: planned.id, ...visit }))

  const first = await recalculated(start, defaultRules)
  expect(first).toMatchObject({
    甲食品: day(7),
    丙食品: day(7),
    戊食品: day(7),
    签约食品: null,
    公海食品: null,
  })
  expect(first.丁食品?.getTime()).toBeGreaterThan(day(9).getTime())

  const longer = await recalculated(day(1), rulesWith({ idleDays: { ...defaultRules.pool.idleDays, C: 20 } }))
  expect([longer.甲食品, longer.戊食品]).toEqual([day(20), day(7)])

  const shorter = rulesWith({ idleDays: { ...defaultRules.pool.idleDays, C: 2 }, leadIdleDays: 6 })
  expect(await recalculated(day(4), shorter)).toMatchObject({ 甲食品: day(7), 戊食品: day(7) })
  expect(await recalculated(day(5), shorter)).toMatchObject({ 甲食品: day(7), 戊食品: day(7) })
  expect(await db.account.count({ where: { updatedAt: { gt: day(4) } } })).toBe(0)
})
