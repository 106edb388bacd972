import { afterAll, beforeAll, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import { browsePool } from '../../src/crm/pool/browse-pool.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import type { Prospect } from '../../src/crm/pool/prospect.ts'
import { release } from '../../src/crm/pool/release.ts'
import { withinViews } from '../../src/crm/pool/views.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db, Member } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, start } from '../support/world.ts'

let database: Database
let db: Db
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000)
const days = (count: number): Date => minutes(count * 24 * 60)
const lead = async (company: string, values = {}): Promise<Prospect> => ({
  kind: 'lead',
  id: (await aLead(db, { company, ...values })).id,
})
const act = async <T>(member: Member, now: Date, work: (by: By) => Promise<T>, inboundId?: string) =>
  work({ ...(await byOf(db, member, now)), ...(inboundId ? { inboundId } : {}) })
const claims = (member: Member, prospect: Prospect, now = start, inboundId?: string) =>
  act(member, now, (by) => db.$transaction((tx) => claim(tx, by, prospect)), inboundId)
const releases = (member: Member, prospect: Prospect, now = start, inboundId?: string) =>
  act(member, now, (by) => db.$transaction((tx) => release(tx, by, prospect, '没预算')), inboundId)
const undoes = (member: Member, inboundId: string, now: Date, asked?: 'words') =>
  act(member, now, (by) => db.$transaction((tx) => undoInbound(tx, by, inboundId, asked)))
const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'not refused',
    (error) => {
      if (error instanceof Refusal) return error.rule
      throw error
    },
  )

/** Who had it, in order; fails when there is a gap or an overlap. */
async function stretchesOf({ id }: Prospect): Promise<string[]> {
  const rows = await db.ownership.findMany({
    where: { OR: [{ leadId: id }, { accountId: id }] },
    include: { member: true },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  })
  for (const [index, row] of rows.entries()) expect(row.endedAt).toEqual(rows[index + 1]?.startedAt ?? null)
  return rows.map(({ member, reason }) => `${member?.name ?? '公海'} ${reason}`)
}

test('of twenty who claim one lead at once, exactly one gets it; ten times over', async () => {
  const racers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => aMember(db, { name: `抢单${index}` })),
  )
  for (let round = 0; round < 10; round++) {
    const prospect = await lead(`抢单第${round}轮食品有限公司`)
    const at = days(round)
    const outcomes = await Promise.allSettled(racers.map((racer) => claims(racer, prospect, at)))
    const winners = outcomes.filter(({ status }) => status === 'fulfilled')
    expect(winners).toHaveLength(1)
    const row = await db.lead.findUniqueOrThrow({ where: { id: prospect.id }, include: { owner: true } })
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue
      expect(outcome.reason).toMatchObject({ rule: 'claimed-already' })
      expect(outcome.reason.message).toContain(`${row.owner?.name} 09:30 领走了`)
    }
    expect(await db.audit.count({ where: { entityId: prospect.id, action: 'lead.claim' } })).toBe(1)
    expect(await db.ownership.count({ where: { leadId: prospect.id } })).toBe(1)
  }
}, 60_000)

test('two claims of one person at once do not take the last place twice', async () => {
  const rep = await aMember(db, { name: '最后一席', createdAt: days(-400) })
  await db.lead.createMany({
    data: Array.from({ length: 49 }, (_, index) => ({
      company: `占位${index}`,
      status: 'owned' as const,
      ownerId: rep.id,
      claimedAt: start,
      claimableAt: start,
      createdAt: start,
      updatedAt: start,
    })),
  })
  const two = await Promise.all([lead('席位甲贸易'), lead('席位乙贸易')])
  const outcomes = await Promise.all(two.map((one) => refused(claims(rep, one))))
  expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1)
  await db.account.create({
    data: {
      name: '签约不占位',
      ownerId: rep.id,
      signedAt: start,
      claimableAt: start,
      createdAt: start,
      updatedAt: start,
    },
  })
  expect(await db.lead.count({ where: { ownerId: rep.id } })).toBe(50)
  expect(await refused(claims(rep, await lead('席位丙贸易'), days(7)))).toBe('capacity')
})

test('a lead goes round: claimed, given back, posted, claimed by another, barred to those who had it', async () => {
  const [lilei, hanmei, zhaomin] = await Promise.all(
    ['李雷', '韩梅', '赵敏'].map((name) => aMember(db, { name })),
  )
  if (!lilei || !hanmei || !zhaomin) throw new Error('three members')
  const prospect = await lead('华联超市有限公司')
  await claims(lilei, prospect)
  expect(await refused(claims(lilei, prospect, minutes(2)))).toBe('yours-already')
  expect(await refused(releases(hanmei, prospect, minutes(5)))).toBe('not-in-reach')
  await releases(lilei, prospect, minutes(10))
  expect(await refused(claims(hanmei, prospect, minutes(129)))).toBe('posting')
  expect(await refused(claims(lilei, prospect, minutes(131)))).toBe('former-owner')
  await claims(hanmei, prospect, minutes(130))
  await releases(hanmei, prospect, days(1))
  expect(await refused(claims(lilei, prospect, days(20)))).toBe('lineage')
  expect(await refused(claims(hanmei, prospect, days(7)))).toBe('former-owner')
  await claims(zhaomin, prospect, days(9))
  expect(await stretchesOf(prospect)).toEqual([
    '李雷 claim',
    '公海 release',
    '韩梅 claim',
    '公海 release',
    '赵敏 claim',
  ])
})

test('finance claims nothing', async () => {
  const finance = await aMember(db, { name: '钱进', role: 'finance' })
  expect(await refused(claims(finance, await lead('财务不领商贸')))).toBe('claim-not-your-role')
})

test('a dropped account is claimed with its open deals, a signed one is not given back', async () => {
  const rep = await aMember(db, { name: '曹阳' })
  const account = await anAccount(db, { name: '唐山宏泰陶瓷有限公司' })
  const signed = await anAccount(db, { name: '已签约客户', ownerId: rep.id, signedAt: start })
  await claims(rep, { kind: 'account', id: account.id })
  const row = await db.account.findUniqueOrThrow({ where: { id: account.id } })
  expect(row.ownerId).toBe(rep.id)
  expect(row.dropsAt).toEqual(days(7))
  expect(await refused(releases(rep, { kind: 'account', id: signed.id }))).toBe('signed-stays')
})

test('a manager assigns within the team, past the waiting times, but never beyond somebody’s capacity', async () => {
  const boss = await aMember(db, { name: '王芳', role: 'manager' })
  const team = await aDepartment(db, { name: '华东区', leaderId: boss.id })
  const rep = await aMember(db, { name: '小李', departmentId: team.id })
  const stranger = await aMember(db, { name: '外人' })
  const prospect = await lead('分配测试科技', { claimableAt: days(1) })
  const gives = (to: Member, by = boss) =>
    act(by, start, (who) => db.$transaction((tx) => assign(tx, who, prospect, to.id)))
  expect(await refused(gives(stranger))).toBe('not-in-reach')
  expect(await refused(gives(rep, rep))).toBe('assign-not-your-role')
  expect((await gives(rep)).ownerId).toBe(rep.id)
  const { dropsAt } = await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })
  expect(dropsAt).toEqual(days(7))
  expect(await stretchesOf(prospect)).toEqual(['小李 assign'])
})

test('a claim is undone by its button while nothing was done with it, and still counts as one of the day', async () => {
  const rep = await aMember(db, { name: '后悔' })
  const prospect = await lead('反悔餐饮管理')
  const inbound = crypto.randomUUID()
  await claims(rep, prospect, start, inbound)
  await undoes(rep, inbound, minutes(1))
  const row = await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })
  expect(row).toMatchObject({ status: 'pool', ownerId: null, claimableAt: start, dropsAt: null })
  expect(await stretchesOf(prospect)).toEqual(['后悔 claim', '公海 undo'])
  const again = crypto.randomUUID()
  await claims(rep, prospect, minutes(3), again)
  expect(await db.ownership.count({ where: { memberId: rep.id, reason: 'claim' } })).toBe(2)
  await act(rep, minutes(4), (by) =>
    db.$transaction((tx) =>
      logVisit(tx, by, { leadId: prospect.id, channel: 'call', content: '聊了新店的采购需求' }),
    ),
  )
  expect(await refused(undoes(rep, again, minutes(5)))).toBe('newer-change')
  const day = await db.memberDay.findFirstOrThrow({ where: { memberId: rep.id } })
  expect(day).toMatchObject({ leads: 1, visits: 1 })
})

test('a release is undone with the clock as it was, unless somebody was faster', async () => {
  const rep = await aMember(db, { name: '手滑' })
  const prospect = await lead('手滑物流')
  await claims(rep, prospect)
  const inbound = crypto.randomUUID()
  await releases(rep, prospect, days(2), inbound)
  await undoes(rep, inbound, new Date(days(2).getTime() + 60_000))
  const row = await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })
  expect(row).toMatchObject({ ownerId: rep.id, claimedAt: start, dropsAt: days(7) })
  expect(await stretchesOf(prospect)).toEqual(['手滑 claim', '公海 release', '手滑 undo'])
})

test('a release is not undone once another has had it, also where it lies in the pool again', async () => {
  const [first, second] = await Promise.all(['退错', '接手'].map((name) => aMember(db, { name })))
  if (!first || !second) throw new Error('two members')
  const prospect = await lead('转手又退食品')
  await claims(first, prospect)
  const inbound = crypto.randomUUID()
  await releases(first, prospect, minutes(1), inbound)
  await claims(second, prospect, minutes(121))
  await releases(second, prospect, minutes(122))
  expect(await refused(undoes(first, inbound, minutes(123), 'words'))).toBe('newer-change')
  const { ownerId } = await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })
  expect(ownerId).toBeNull()
})

test('a release is not undone beyond one’s capacity', async () => {
  const rep = await aMember(db, { name: '退一领一', createdAt: days(-400) })
  const held = await Promise.all(
    Array.from({ length: 50 }, (_, index) => lead(`满仓${index}`, { ownerId: rep.id })),
  )
  const inbound = crypto.randomUUID()
  await releases(rep, held[0] as Prospect, minutes(1), inbound)
  await claims(rep, await lead('补位贸易'), minutes(2))
  expect(await refused(undoes(rep, inbound, minutes(3)))).toBe('capacity')
  expect(await db.lead.count({ where: { ownerId: rep.id } })).toBe(50)
  await releases(rep, held[1] as Prospect, minutes(4))
  await undoes(rep, inbound, minutes(5))
  expect(await db.lead.count({ where: { ownerId: rep.id } })).toBe(50)
})

test('two looks of one rep at once show no more than the day’s views', async () => {
  const rep = await aMember(db, { name: '两个窗口' })
  const thirty = () => Array.from({ length: 30 }, () => ({ id: crypto.randomUUID() }))
  const shown = await Promise.all(
    [thirty(), thirty()].map((entries) =>
      act(rep, start, (by) => db.$transaction((tx) => withinViews(tx, by, entries))),
    ),
  )
  expect(shown.flat()).toHaveLength(50)
  expect(await db.poolView.count({ where: { memberId: rep.id } })).toBe(50)
})

test('the pool shows the best first, then the oldest, contacts masked, and nothing that is taken', async () => {
  await db.lead.updateMany({ where: { status: 'pool' }, data: { status: 'invalid' } })
  await db.account.updateMany({ where: { ownerId: null }, data: { claimableAt: new Date('9999-12-31') } })
  const rep = await aMember(db, { name: '看海' })
  const reachable = { contact: '张伟', phone: '13800000001' }
  await aLead(db, { company: '后来的物业', score: 80, createdAt: minutes(5), region: '苏州', ...reachable })
  await aLead(db, { company: '先来的物业', score: 80, ...reachable })
  await aLead(db, { company: '最好的餐饮', score: 99, ...reachable })
  await aLead(db, { company: '有主的物业', score: 99, ownerId: rep.id })
  await anAccount(db, { name: '掉下来的物业', level: 'D' })
  const all = await browsePool(db, { offset: 0, size: 3 })
  expect(all.entries.map(({ name }) => name)).toEqual(['最好的餐饮', '先来的物业', '后来的物业'])
  expect(all).toMatchObject({ hasMore: true, total: 4 })
  expect(all.entries[0]).toMatchObject({ contact: '张**', phone: '138****0001' })
  const names = async (search: object) =>
    (await browsePool(db, { offset: 0, size: 6, ...search })).entries.map(({ name }) => name)
  expect(await names({ keyword: '物业' })).toEqual(['先来的物业', '后来的物业', '掉下来的物业'])
  expect(await names({ region: '苏州' })).toEqual(['后来的物业'])
  expect(await names({ keyword: '%' })).toEqual([])
  expect((await browsePool(db, { offset: 3, size: 3 })).entries.map(({ kind }) => kind)).toEqual(['account'])
  await aLead(db, { company: '富士五金', note: '想换注塑机，找王工 13812345678，微信 zhuse88' })
  expect(await names({ keyword: '注塑机' })).toEqual(['富士五金'])
  // What is masked is not found out by its parts.
  for (const keyword of ['13812345678', '1381', 'zhuse88', 'z', '王工 1'])
    expect(await names({ keyword })).toEqual([])
})
