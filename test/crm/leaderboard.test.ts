import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import { listProof } from '../../src/crm/leaderboard/proof.ts'
import {
  departmentsBoard,
  personsBoard,
  readField,
  topLevel,
  totals,
} from '../../src/crm/leaderboard/read-board.ts'
import { addShareOn } from '../../src/crm/leaderboard/sums.ts'
import { createLead } from '../../src/crm/leads/create-lead.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import { type Db, type Department, type Member, Prisma } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, anAccount, byOf } from '../support/world.ts'

const today = '2026-06-10'
let database: Database
let db: Db
let company: Department
let east: Department
let south: Department
const people: Record<string, Member> = {}

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  company = await aDepartment(db, { name: '公司', path: 'c/' })
  east = await aDepartment(db, { name: '华东区', path: 'c/e/', parentId: company.id })
  south = await aDepartment(db, { name: '华南区', path: 'c/s/', parentId: company.id })
  const money = await aDepartment(db, { name: '财务部', path: 'c/m/', parentId: company.id })
  const first = await aDepartment(db, { name: '华东一组', path: 'c/e/1/', parentId: east.id })
  for (const [name, departmentId, role] of [
    ['李雷', first.id, 'rep'],
    ['韩梅', east.id, 'rep'],
    ['王芳', east.id, 'manager'],
    ['赵敏', south.id, 'rep'],
    ['钱进', money.id, 'finance'],
  ] as const)
    people[name] = await aMember(db, { name, departmentId, role })
  people.老周 = await aMember(db, { name: '老周', departmentId: south.id, status: 'frozen' })
  await db.department.update({ where: { id: east.id }, data: { leaderId: one('王芳').id } })
  const shares: [string, string, number, number][] = [
    ['李雷', today, 300, 1],
    ['韩梅', today, 300, 2],
    ['赵敏', today, 500, 0],
    ['李雷', '2026-06-09', 100, 4],
    ['韩梅', '2026-06-09', 200, 0],
    ['老周', '2026-06-01', 50, 0],
  ]
  for (const [name, day, amount, visits] of shares)
    await addShareOn(db, one(name).id, day, { amount: new Prisma.Decimal(amount), visits })
})
afterAll(() => database.close())
const one = (name: string) => people[name] as Member

test('a person’s board lists everybody who sells, with ranks, change since the day before and gap', async () => {
  const rows = personsBoard(await readField(db, 'day', today), '', 'amount')
  expect(
    rows.map((row) => [row.name, row.rank, row.climbed, row.change.toNumber(), row.gap?.toNumber() ?? null]),
  ).toEqual([
    ['赵敏', 1, null, 500, null],
    ['韩梅', 2, -1, 100, 200],
    ['李雷', 2, 0, 200, 200],
  ])
})

test('a department’s board has its people with all below, and another figure ranks them otherwise', async () => {
  const rows = personsBoard(await readField(db, 'day', today), east.path, 'visits')
  expect(rows.map((row) => [row.name, row.value.toNumber()])).toEqual([
    ['韩梅', 2],
    ['李雷', 1],
  ])
})

test('departments compete with the sums of their people; those that do not sell are left out', async () => {
  const field = await readField(db, 'day', today)
  const rows = departmentsBoard(field, topLevel(field), 'amount')
  expect(rows.map(({ name, value, rank }) => [name, value.toNumber(), rank])).toEqual([
    ['华东区', 600, 1],
    ['华南区', 500, 2],
  ])
  expect(totals(field, company.path).now.amount.toNumber()).toBe(1100)
})

test('who has left keeps what they sold', async () => {
  const month = personsBoard(await readField(db, 'month', today), south.path, 'amount')
  expect(month.map(({ name, value }) => [name, value.toNumber()])).toEqual([
    ['赵敏', 500],
    ['老周', 50],
  ])
})

test('a figure opens its proof to the person and those above, and to nobody beside', async () => {
  const account = await anAccount(db, { name: '华联超市', ownerId: one('李雷').id })
  const by = await byOf(db, one('李雷'))
  await db.$transaction(async (tx) => {
    await logVisit(tx, by, { accountId: account.id, channel: 'visit', content: '谈了报价和交期' })
    await recordPayment(tx, by, { accountId: account.id, amount: '88.00' })
  })
  const asked = { memberId: by.member.id, span: { from: today, to: today }, offset: 0, limit: 10 }
  for (const name of ['李雷', '王芳', '钱进']) {
    const reader = await byOf(db, one(name))
    expect(await listProof(db, reader, { ...asked, metric: 'visits' })).toMatchObject([
      { name: '华联超市', note: '谈了报价和交期' },
    ])
    const [payment] = await listProof(db, reader, { ...asked, metric: 'payments' })
    expect(payment?.amount?.toFixed(2)).toBe('88.00')
  }
  await expect(
    listProof(db, await byOf(db, one('韩梅')), { ...asked, metric: 'visits' }),
  ).rejects.toMatchObject({ rule: 'not-in-reach' })
})

test('behind the leads stands each one that was brought or claimed, an account too', async () => {
  const rep = await aMember(db, { name: '冯薇', departmentId: south.id })
  const by = await byOf(db, rep)
  const account = await anAccount(db, { name: '掉下来的酒店' })
  await db.$transaction(async (tx) => {
    await claim(tx, by, { kind: 'account', id: account.id })
    await createAccount(tx, by, { name: '自己开的客户' })
    await createLead(tx, by, { company: '自己带来的线索' })
  })
  const board = personsBoard(await readField(db, 'day', today), south.path, 'leads')
  expect(board.find(({ name }) => name === '冯薇')?.value.toNumber()).toBe(2)
  const span = { from: today, to: today }
  const proof = await listProof(db, by, { memberId: rep.id, metric: 'leads', span, offset: 0, limit: 10 })
  expect(proof.map(({ name }) => name)).toEqual(['自己带来的线索', '掉下来的酒店'])
})

test('the board is what a recount of the facts gives', async () => {
  const [row] = await db.$queryRaw<{ visits: bigint; payments: Prisma.Decimal }[]>`
    SELECT (SELECT count(*) FROM "Visit" WHERE "memberId" = ${one('李雷').id}::uuid AND "undoneAt" IS NULL) AS visits,
           (SELECT sum("amount") FROM "Payment" WHERE "memberId" = ${one('李雷').id}::uuid AND "undoneAt" IS NULL) AS payments`
  const board = personsBoard(await readField(db, 'day', today), '', 'payments')
  const mine = board.find(({ name }) => name === '李雷')
  expect(mine?.value.toFixed(2)).toBe(new Prisma.Decimal(row?.payments ?? 0).toFixed(2))
  expect(mine?.now.visits.toNumber()).toBe(Number(row?.visits) + 1)
})
