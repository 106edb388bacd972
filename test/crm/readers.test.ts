import { afterAll, beforeAll, expect, test } from 'vitest'
import { maySee } from '../../src/crm/readers.ts'
import { viewTask } from '../../src/crm/tasks/view-task.ts'
import type { Member } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, anAccount, byOf, start } from '../support/world.ts'

// 李雷 and 韩梅 sell under 王芳; the account is 李雷's, the task was given to him by 韩梅.
const database = await testDatabase()
const { db } = database
const people: Record<string, Member> = {}
const ids: Record<string, string> = {}
afterAll(() => database.close())

beforeAll(async () => {
  const { id: departmentId } = await aDepartment(db, { name: '华东区' })
  for (const name of ['李雷', '韩梅']) people[name] = await aMember(db, { name, departmentId })
  people.王芳 = await aMember(db, { name: '王芳', role: 'manager', departmentId })
  await db.department.update({ where: { id: departmentId }, data: { leaderId: people.王芳.id } })
  people.钱进 = await aMember(db, { name: '钱进', role: 'finance' })
  people.孙莉 = await aMember(db, { name: '孙莉', role: 'sales_ops' })
  const [lei, mei] = [people.李雷?.id as string, people.韩梅?.id as string]
  const account = await anAccount(db, { name: '杭州华联超市有限公司', ownerId: lei })
  const at = { accountId: account.id, createdAt: start }
  const made = { ...at, updatedAt: start }
  const due = { dueOn: new Date('2026-06-20T00:00:00Z') }
  // She had the account when it was paid and promised.
  const hers = { ...at, memberId: mei }
  ids.payment = (await db.payment.create({ data: { ...hers, amount: '3', paidOn: start } })).id
  ids.promise = (await db.paymentPromise.create({ data: { ...hers, ...due } })).id
  ids.receivable = (await db.receivable.create({ data: { ...made, ...due, title: '首付', amount: '9' } })).id
  const given = { ...made, title: '回访', assigneeId: lei, creatorId: mei }
  ids.task = (await db.task.create({ data: given })).id
})

const sees = (name: string, kind: string) =>
  maySee(db, people[name] as Member, { kind, id: ids[kind] ?? (ids.payment as string) })

test.each(['payment', 'promise', 'receivable'])(
  'a %s is for the account’s owner, who leads them, and who follows money',
  async (kind) => {
    for (const name of ['李雷', '王芳', '钱进']) expect(await sees(name, kind), name).toBe(true)
    expect(await sees('韩梅', kind)).toBe(false)
  },
)

test('a task’s card goes to whoever may open the task, and to nobody else', async () => {
  for (const [name, member] of Object.entries(people)) {
    const opened = viewTask(db, await byOf(db, member), ids.task as string).then(
      () => true,
      () => false,
    )
    expect(await sees(name, 'task'), name).toBe(await opened)
  }
  expect(await sees('韩梅', 'task')).toBe(true)
  expect(await sees('钱进', 'task')).toBe(false)
})

test('who has a customer is told to all, and of a kind without a rule nothing', async () => {
  for (const kind of ['lead', 'pool', 'account', 'win']) expect(await sees('韩梅', kind), kind).toBe(true)
  expect(await sees('韩梅', 'commission')).toBe(false)
})

test('who has left sees nothing of what they had', async () => {
  const left = { ...(people.李雷 as Member), status: 'frozen' as const }
  for (const kind of ['payment', 'task', 'account'])
    expect(await maySee(db, left, { kind, id: ids[kind] ?? '' }), kind).toBe(false)
})
