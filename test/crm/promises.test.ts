import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import { amendPayment, takeBackPayment } from '../../src/crm/receivables/amend-payment.ts'
import { takeBackPromise } from '../../src/crm/receivables/amend-promise.ts'
import { amendReceivable } from '../../src/crm/receivables/amend-receivable.ts'
import { planReceivable } from '../../src/crm/receivables/plan-receivable.ts'
import { breakPromises, promisePayment } from '../../src/crm/receivables/promise-payment.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { viewPayment } from '../../src/crm/receivables/view-payment.ts'
import { writeOff } from '../../src/crm/receivables/write-off.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import type { Database } from '../../src/db/open.ts'
import type { Account, Db, Member } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aMember, anAccount, byOf } from '../support/world.ts'

// What customers said they would pay, and what becomes of it when what they owe, or what was said, turns out otherwise.

let database: Database
let db: Db
let [lei, qian]: Member[] = []
let account: Account
let count = 0
let messages = 0

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  lei = await aMember(db, { name: '李雷' })
  qian = await aMember(db, { name: '钱进', role: 'finance' })
})
afterAll(() => database.close())
beforeEach(async () => {
  account = await anAccount(db, { name: `华联超市${++count}`, ownerId: (lei as Member).id })
})

/** Each act is a message of its own, on a day of June 2026 and a second after the one before. */
const on = async (day: number, member = lei): Promise<By & { inboundId: string }> => {
  const now = new Date(Date.parse(`${june(day)}T10:00:00+08:00`) + ++messages * 1000)
  const inboundId = `01890000-0000-7000-8000-${String(messages).padStart(12, '0')}`
  return { ...(await byOf(db, member as Member, now)), inboundId }
}
const june = (day: number) => `2026-06-${String(day).padStart(2, '0')}`
const owes = async (amount: string, day: number) => {
  const entry = { accountId: account.id, title: '货款', amount, dueOn: june(day) }
  const by = await on(1, qian)
  return db.$transaction((tx) => planReceivable(tx, by, entry))
}
type Word = { by: number; amount?: string; receivableId?: string; accountId?: string }
const promises = async (day: number, { by: due, ...word }: Word) => {
  const by = await on(day)
  const entry = { accountId: account.id, ...word, dueOn: june(due) }
  await db.$transaction((tx) => promisePayment(tx, by, entry))
  return by
}
const pays = async (day: number, amount: string, receivableId?: string) => {
  const by = await on(day)
  const entry = { accountId: account.id, amount, receivableId }
  const { id } = await db.$transaction((tx) => recordPayment(tx, by, entry))
  return { by, id }
}
const writesOff = async (day: number, id: string) => {
  const by = await on(day, qian)
  await db.$transaction((tx) => writeOff(tx, by, id))
  return by
}
const mends = async (day: number, id: string, values: Parameters<typeof amendReceivable>[3]) => {
  const by = await on(day, qian)
  await db.$transaction((tx) => amendReceivable(tx, by, id, values))
}
const corrects = async (id: string, values: Parameters<typeof amendPayment>[3]) => {
  const by = await on(7)
  await db.$transaction((tx) => amendPayment(tx, by, id, values))
  return by
}
const undoes = async (by: By & { inboundId: string }) =>
  db.$transaction((tx) => undoInbound(tx, by, by.inboundId))
const states = async () =>
  (await db.paymentPromise.findMany({ where: { accountId: account.id }, orderBy: { createdAt: 'asc' } })).map(
    ({ status }) => status,
  )

describe('a promise', () => {
  test('is not taken for what is paid, given up or another customer’s', async () => {
    const [paid, lost] = [await owes('100', 1), await owes('200', 2)]
    await pays(3, '100', paid.id)
    await writesOff(3, lost.id)
    const refused = (receivableId: string) => expect(promises(4, { by: 5, receivableId })).rejects
    await refused(paid.id).toMatchObject({ rule: 'paid-already' })
    await refused(lost.id).toMatchObject({ rule: 'written-off' })
    account = await anAccount(db, { name: `物美超市${count}`, ownerId: (lei as Member).id })
    await refused(paid.id).toMatchObject({ rule: 'other-account' })
    expect(await db.paymentPromise.count({ where: { receivableId: { in: [paid.id, lost.id] } } })).toBe(0)
  })

  test('is kept by the money that has come when what is owed turns out to be no more', async () => {
    const { id } = await owes('100', 1)
    await promises(3, { by: 8, receivableId: id })
    await promises(3, { by: 8 })
    await pays(4, '40')
    await mends(5, id, { amount: '40' })
    expect(await states()).toEqual(['kept', 'kept'])
  })

  test('ends when nothing is owed any more and nothing has come for it', async () => {
    const { id } = await owes('100', 1)
    await pays(2, '40')
    await promises(3, { by: 8, receivableId: id })
    await promises(3, { by: 8 })
    await mends(5, id, { amount: '40' })
    expect(await states()).toEqual(['cancelled', 'cancelled'])
  })

  test('for whatever is due by its day ends when that is put off beyond it, one for the receivable stays', async () => {
    const { id } = await owes('100', 1)
    await promises(3, { by: 8, receivableId: id })
    await promises(3, { by: 8 })
    await mends(4, id, { title: '首付款', amount: '120' })
    expect(await states()).toEqual(['open', 'open'])
    await mends(4, id, { dueOn: june(20) })
    expect(await states()).toEqual(['open', 'cancelled'])
  })

  test('that comes back is kept where its money has come meanwhile', async () => {
    await owes('1000', 1)
    await promises(3, { by: 8, amount: '500' })
    const again = await promises(3, { by: 9, amount: '900' })
    await pays(3, '500')
    await undoes(again)
    expect(await states()).toEqual(['kept', 'cancelled'])
    await breakPromises(db, june(9))
    expect(await states()).toEqual(['kept', 'cancelled'])
  })

  test('that comes back after its day is broken by money that came too late', async () => {
    const { id } = await owes('100', 1)
    await promises(3, { by: 4, receivableId: id })
    await promises(3, { by: 6, receivableId: id })
    await breakPromises(db, june(7))
    await pays(8, '100')
    const { id: last } = await db.paymentPromise.findFirstOrThrow({
      where: { status: 'broken', receivableId: id },
    })
    const by = await on(9, qian)
    await db.$transaction((tx) => takeBackPromise(tx, by, last))
    expect(await states()).toEqual(['broken', 'cancelled'])
  })

  test('that ended with a write-off stays so where a newer word stands for the same money', async () => {
    const { id } = await owes('100', 1)
    await promises(3, { by: 8 })
    const givenUp = await writesOff(3, id)
    await promises(3, { by: 9 })
    await undoes(givenUp)
    expect(await states()).toEqual(['cancelled', 'open'])
  })

  test('does not come back for what was given up meanwhile', async () => {
    const { id } = await owes('100', 1)
    await promises(3, { by: 12, receivableId: id })
    await promises(3, { by: 4, receivableId: id })
    await breakPromises(db, june(5))
    await writesOff(5, id)
    const { id: last } = await db.paymentPromise.findFirstOrThrow({
      where: { status: 'broken', receivableId: id },
    })
    const by = await on(6, qian)
    await db.$transaction((tx) => takeBackPromise(tx, by, last))
    expect(await states()).toEqual(['cancelled', 'cancelled'])
  })

  test('whose money was none leaves it to the word that was given after it', async () => {
    await owes('1000', 1)
    await promises(3, { by: 8, amount: '300' })
    const { id } = await pays(4, '300')
    await promises(5, { by: 12, amount: '400' })
    const by = await on(6, qian)
    await db.$transaction((tx) => takeBackPayment(tx, by, id))
    expect(await states()).toEqual(['cancelled', 'open'])
  })

  test('broken before another was given stays broken when its money was none', async () => {
    await owes('1000', 1)
    await promises(3, { by: 4, amount: '300' })
    const { id } = await pays(4, '300')
    await promises(5, { by: 12, amount: '400' })
    const by = await on(6, qian)
    await db.$transaction((tx) => takeBackPayment(tx, by, id))
    expect(await states()).toEqual(['broken', 'open'])
  })

  test('stays kept when its money was written down wrong, though another was given since', async () => {
    await owes('1000', 1)
    await promises(3, { by: 8, amount: '300' })
    const { id } = await pays(7, '300')
    await promises(7, { by: 12, amount: '400' })
    await corrects(id, { paidOn: june(6) })
    expect(await states()).toEqual(['kept', 'open'])
    const by = await corrects(id, { amount: '30' })
    expect(await states()).toEqual(['cancelled', 'open'])
    await undoes(by)
    expect(await states()).toEqual(['kept', 'open'])
  })

  test('that was kept is told of with its money, whatever of that is mended', async () => {
    await promises(3, { by: 8, amount: '300' })
    const { id, by } = await pays(4, '300')
    const isKept = async () => (await db.$transaction((tx) => viewPayment(tx, by, id))).keptPromise
    expect(await isKept()).toBe(true)
    await corrects(id, { note: '定金' })
    expect(await isKept()).toBe(true)
    await undoes(await corrects(id, { amount: '200' }))
    expect(await isKept()).toBe(true)
    await corrects(id, { amount: '200' })
    expect(await isKept()).toBe(false)
  })

  test.each(['one receivable', 'all that is due'])(
    'for %s stays broken when only part came in time',
    async (whose) => {
      const { id: receivableId } = await owes('100', 1)
      await promises(3, { by: 4, ...(whose === 'one receivable' && { receivableId }) })
      const { id } = await pays(3, '60')
      await breakPromises(db, june(5))
      await pays(6, '40')
      expect(await states()).toEqual(['broken'])
      const by = await on(7, qian)
      await db.$transaction((tx) => amendPayment(tx, by, id, { paidOn: june(2) }))
      expect(await states()).toEqual(['broken'])
    },
  )
})
