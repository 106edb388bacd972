import { afterAll, beforeAll, expect, test } from 'vitest'
import { readField, totals } from '../../src/crm/leaderboard/read-board.ts'
import { addShareOn } from '../../src/crm/leaderboard/sums.ts'
import { progressOf, readProgress } from '../../src/crm/targets/progress.ts'
import { setTarget } from '../../src/crm/targets/set-target.ts'
import type { Database } from '../../src/db/open.ts'
import { type Db, type Department, type Member, Prisma } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, byOf } from '../support/world.ts'

const yuan = (value: number | string) => new Prisma.Decimal(value)
let database: Database
let db: Db
let east: Department
let [lei, mei, fang]: Member[] = []

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  east = await aDepartment(db, { name: '华东区', path: 'e/' })
  lei = await aMember(db, { name: '李雷', departmentId: east.id })
  mei = await aMember(db, { name: '韩梅', departmentId: east.id })
  fang = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
  await db.department.update({ where: { id: east.id }, data: { leaderId: fang.id } })
})
afterAll(() => database.close())
const idOf = (member: Member | undefined) => (member as Member).id
const sets = async (
  who: Member | undefined,
  of: { memberId: string } | { departmentId: string },
  amount: string,
) => setTarget(db, await byOf(db, who as Member), { of, period: 'month', day: '2026-06-10', amount })

test.each([
  ['100', '0', 0, '100', '10'],
  ['100', '49.99', 49, '50.01', '5.01'],
  ['100', '100', 100, '0', null],
  ['100', '180', 180, '0', null],
] as const)('of %s, %s done is %d percent; %s missing is %s a day', (target, done, percent, gap, perDay) => {
  const progress = progressOf(yuan(target), yuan(done), { over: 10, left: 10 })
  expect([progress.attainment, progress.gap.toString(), progress.perDay?.toString() ?? null]).toEqual([
    percent,
    gap,
    perDay,
  ])
  expect(progress.pace).toBe(50)
})

test('on the last working day nothing is asked per day', () => {
  expect(progressOf(yuan(100), yuan(1), { over: 20, left: 0 })).toMatchObject({ pace: 100, perDay: null })
})

test('a member stands where their daily sums put them, in working days', async () => {
  await sets(fang, { memberId: idOf(lei) }, '100000.00')
  await addShareOn(db, idOf(lei), '2026-06-03', { amount: yuan(30_000) })
  await addShareOn(db, idOf(lei), '2026-05-29', { amount: yuan(99_000) })
  const progress = await readProgress(db, { memberId: idOf(lei) }, 'month', '2026-06-10')
  // June 2026 has 21 working days (19 June is the Dragon Boat Festival); 8 are over on the 10th.
  expect(progress).toMatchObject({ attainment: 30, pace: Math.round((8 / 21) * 100), daysLeft: 13 })
})

test('a department without a target of its own has the sum of its people’s', async () => {
  await sets(fang, { memberId: idOf(mei) }, '50000.00')
  const read = () => readProgress(db, { department: east }, 'month', '2026-06-10')
  expect((await read())?.target.toNumber()).toBe(150_000)
  const director = await aMember(db, { name: '林岚', role: 'director' })
  await db.department.update({ where: { id: east.id }, data: { leaderId: director.id } })
  await sets(director, { departmentId: east.id }, '200000.00')
  expect((await read())?.target.toNumber()).toBe(200_000)
  expect(await readProgress(db, { department: east }, 'year', '2026-06-10')).toBeNull()
})

test('the company’s counts who sits in no department, as its board does', async () => {
  const alone = await aMember(db, { name: '陈建国', role: 'director' })
  await addShareOn(db, alone.id, '2026-06-04', { amount: yuan(20_000) })
  const company = { id: '00000000-0000-0000-0000-000000000000', path: '' }
  const progress = await readProgress(db, { department: company }, 'month', '2026-06-10')
  const { amount } = totals(await readField(db, 'month', '2026-06-10'), '').now
  expect([progress?.done.toNumber(), amount.toNumber()]).toEqual([50_000, 50_000])
})

test('a target set again replaces the first, and nobody sets their own', async () => {
  const ops = await aMember(db, { name: '孙莉', role: 'sales_ops' })
  await sets(ops, { memberId: idOf(lei) }, '1.00')
  await sets(ops, { memberId: idOf(lei) }, '2.00')
  expect(await db.target.findMany({ where: { memberId: idOf(lei) } })).toHaveLength(1)
  await expect(sets(lei, { memberId: idOf(lei) }, '3.00')).rejects.toMatchObject({ rule: 'not-in-reach' })
  await expect(sets(lei, { memberId: idOf(mei) }, '3.00')).rejects.toMatchObject({ rule: 'not-in-reach' })
})
