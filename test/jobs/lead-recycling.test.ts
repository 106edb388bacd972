import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import type { Database } from '../../src/db/open.ts'
import { leadRecycling } from '../../src/jobs/pushes/lead-recycling.ts'
import type { PushContext } from '../../src/jobs/pushes/push.ts'
import { testDatabase } from '../support/database.ts'
import { aLead, aMember, anAccount, start, zone } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000)

/** Runs it as of `now`; who was told what. */
async function run(now: Date): Promise<{ memberId: string; text: string }[]> {
  const told: { memberId: string; text: string }[] = []
  const context: PushContext = {
    db: database.db,
    now,
    zone,
    rules: defaultRules,
    byHand: true,
    async toMember() {
      throw new Error('a batch is told at once')
    },
    async toMembers(_tx, posts) {
      for (const { memberId, message } of posts) told.push({ memberId, text: JSON.stringify(message) })
    },
    async overEarlier() {},
    alarm() {},
    notTold(_, error) {
      throw error
    },
    async toChannel() {
      throw new Error('nothing of this is for groups')
    },
  }
  await leadRecycling.run(context)
  return told
}

test('a rep is warned of one by its own card, told once of what dropped, and never twice', async () => {
  const { db } = database
  const boss = await aMember(db, { name: '王芳', role: 'manager' })
  const lilei = await aMember(db, { name: '李雷', reportsToId: boss.id })
  const hanmei = await aMember(db, { name: '韩梅' })
  await aLead(db, { company: '华联超市', ownerId: lilei.id, dropsAt: days(7) })
  await anAccount(db, { name: '宏泰陶瓷', ownerId: lilei.id, level: 'D', dropsAt: days(6.9) })
  await aLead(db, { company: '黄河面粉', ownerId: hanmei.id, dropsAt: days(9) })

  const told = await run(days(7))
  expect(told).toHaveLength(2)
  const drop = told.find(({ memberId }) => memberId === lilei.id)?.text
  expect(drop).toContain('2 家掉公海了')
  expect(drop).toContain('7 天没有有效跟进（6月10日 接手算起）')
  expect(drop).toContain('11:30 起大家都能领')
  expect(drop).toContain('王芳直接分回给你')
  const warning = told.find(({ memberId }) => memberId === hanmei.id)?.text
  expect(warning).toContain('快掉公海了：黄河面粉')
  for (const act of ['lead.ask-log', 'lead.extend', 'lead.release']) expect(warning).toContain(act)
  expect(await run(days(7))).toEqual([])
})
