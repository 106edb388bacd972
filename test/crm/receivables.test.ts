import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import {
  amendPayment,
  type PaymentAmendment,
  takeBackPayment,
} from '../../src/crm/receivables/amend-payment.ts'
import { amendReceivable } from '../../src/crm/receivables/amend-receivable.ts'
import { listOverdue } from '../../src/crm/receivables/list-overdue.ts'
import { planReceivable } from '../../src/crm/receivables/plan-receivable.ts'
import { breakPromises, promisePayment } from '../../src/crm/receivables/promise-payment.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { writeOff } from '../../src/crm/receivables/write-off.ts'
import { lastUndoable, undoActs, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import type { Database } from '../../src/db/open.ts'
import type { Account, Db, Member } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, anAccount, byOf, start } from '../support/world.ts'

let database: Database
let db: Db
let [lei, mei, fang, qian]: Member[] = []
let account: Account
const inboundId = '01890000-0000-7000-8000-000000000001'

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  const east = await aDepartment(db, { name: '华东区' })
  lei = await aMember(db, { name: '李雷', departmentId: east.id })
  mei = await aMember(db, { name: '韩梅', departmentId: east.id })
  fang = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
  qian = await aMember(db, { name: '钱进', role: 'finance' })
  await db.department.update({ where: { id: east.id }, data: { leaderId: fang.id } })
})
afterAll(() => database.close())
let count = 0
beforeEach(async () => {
  await db.memberDay.deleteMany()
  account = await anAccount(db, { name: `华联超市${++count}`, ownerId: (lei as Member).id })
})

const as = async (member: Member | undefined, now = start): Promise<By> => ({
  ...(await byOf(db, member as Member, now)),
  inboundId,
})
const owes = async (amount: string, dueOn: string, title = '货款') =>
  db.$transaction(async (tx) =>
    planReceivable(tx, await as(qian), { accountId: account.id, title, amount, dueOn }),
  )
const pays = (by: By, amount: string, more: Partial<Parameters<typeof recordPayment>[2]> = {}) =>
  db.$transaction((tx) => recordPayment(tx, by, { accountId: account.id, amount, ...more }))
const promises = (by: By, dueOn: string, amount?: string, receivableId?: string) =>
  db.$transaction((tx) => promisePayment(tx, by, { accountId: account.id, dueOn, amount, receivableId }))
const state = async () =>
  (await db.receivable.findMany({ where: { accountId: account.id }, orderBy: { dueOn: 'asc' } })).map(
    ({ paidAmount, status }) => `${paidAmount.toFixed(2)} ${status}`,
  )
const amends = (by: By, id: string, amendment: PaymentAmendment) =>
  db.$transaction((tx) => amendPayment(tx, by, id, amendment))
const takesBack = (by: By) => db.$transaction((tx) => undoInbound(tx, by, by.inboundId as string))
const waiting = async () =>
  (
    await db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  ).length
/** Returns as whose act, in a message of its own. */
const writesOff = async (id: string): Promise<By> => {
  const by = await inAMessage(qian)
  await db.$transaction((tx) => writeOff(tx, by, id))
  return by
}
/** The same person in a message of its own, which can be taken back alone. */
let messages = 100
const inAMessage = async (member: Member | undefined, now = start): Promise<By> => ({
  ...(await as(member, now)),
  inboundId: `01890000-0000-7000-8000-${String(++messages).padStart(12, '0')}`,
})
const board = async (member: Member | undefined, day = '2026-06-10') =>
  (
    await db.memberDay.findUnique({
      where: { memberId_day: { memberId: (member as Member).id, day: new Date(`${day}T00:00:00Z`) } },
    })
  )?.payments.toFixed(2) ?? '0.00'
const promiseStates = async () =>
  (await db.paymentPromise.findMany({ where: { accountId: account.id }, orderBy: { id: 'asc' } })).map(
    ({ status }) => status,
  )

describe('a payment', () => {
  test('pays what was due first, then the next, and keeps the rest as surplus', async () => {
    await owes('10000.00', '2026-05-01')
    await owes('20000.50', '2026-06-01')
    await pays(await as(lei), '15000.25')
    expect(await state()).toEqual(['10000.00 paid', '5000.25 partial'])
    await pays(await as(lei), '20000.00')
    expect(await state()).toEqual(['10000.00 paid', '20000.50 paid'])
    const allocated = await db.allocation.aggregate({
      where: { payment: { accountId: account.id } },
      _sum: { amount: true },
    })
    expect(allocated._sum.amount?.toFixed(2)).toBe('30000.50')
    expect(await board(lei)).toBe('35000.25')
  })

  test('meant for one receivable pays that one and no other', async () => {
    await owes('10000.00', '2026-05-01')
    const second = await owes('5000.00', '2026-06-01')
    await pays(await as(qian), '6000.00', { receivableId: second.id })
    expect(await state()).toEqual(['0.00 open', '5000.00 paid'])
    await expect(pays(await as(qian), '1.00', { receivableId: second.id })).rejects.toMatchObject({
      rule: 'nothing-owed',
    })
  })

  test('counts for the owner on the day it was paid, whoever wrote it down', async () => {
    await pays(await as(qian), '300.00', { paidOn: '2026-06-08' })
    expect(await board(lei, '2026-06-08')).toBe('300.00')
    expect(await board(lei)).toBe('0.00')
    expect(await board(qian)).toBe('0.00')
  })

  test('is open to finance, the owner and the manager, and to nobody else', async () => {
    await pays(await as(fang), '1.00')
    await expect(pays(await as(mei), '1.00')).rejects.toMatchObject({ rule: 'not-your-money' })
    const marketing = await aMember(db, { name: '许诺', role: 'marketing' })
    await expect(pays(await as(marketing), '1.00')).rejects.toMatchObject({ rule: 'not-your-money' })
  })

  test.each(['0', '-5', '1.234', 'NaN', '', '1e9'])('of %j yuan is refused', async (amount) => {
    await expect(pays(await as(lei), amount)).rejects.toMatchObject({ rule: 'amount-not-positive' })
  })

  test('cannot come in tomorrow', async () => {
    await expect(pays(await as(lei), '1.00', { paidOn: '2026-06-11' })).rejects.toMatchObject({
      rule: 'paid-in-future',
    })
  })

  test('of two at once, each is spread after the other', async () => {
    await owes('100.00', '2026-05-01')
    const by = await as(lei)
    await Promise.all([pays(by, '60.00'), pays(by, '70.00')])
    expect(await state()).toEqual(['100.00 paid'])
    expect(await board(lei)).toBe('130.00')
  })

  test('taken back leaves everything as it was', async () => {
    await owes('10000.00', '2026-05-01')
    await promises(await as(lei), '2026-06-12', '500.00')
    const paying = { ...(await as(lei)), inboundId: '01890000-0000-7000-8000-000000000002' }
    const payment = await pays(paying, '12000.00')
    expect(await promiseStates()).toEqual(['kept'])
    await db.$transaction((tx) => undoInbound(tx, paying, paying.inboundId))
    expect(await state()).toEqual(['0.00 open'])
    expect(await board(lei)).toBe('0.00')
    expect(await promiseStates()).toEqual(['open'])
    expect(await db.payment.findUnique({ where: { id: payment.id } })).toMatchObject({ undoneAt: start })
    await expect(db.$transaction((tx) => undoInbound(tx, paying, paying.inboundId))).rejects.toMatchObject({
      rule: 'undone-already',
    })
  })
})

describe('a payment that was written down wrong', () => {
  const meantForTheSecond = async () => {
    await owes('10000.00', '2026-05-01')
    const { id: receivableId } = await owes('30000.00', '2026-06-01')
    return pays(await inAMessage(qian), '40000.00', { receivableId })
  }

  test('pays the same when only its note or day is mended, and again when that is taken back', async () => {
    const { id } = await meantForTheSecond()
    for (const amendment of [{ note: '定金' }, { paidOn: '2026-06-09' }]) {
      const mending = await inAMessage(qian)
      await amends(mending, id, amendment)
      expect(await state()).toEqual(['0.00 open', '30000.00 paid'])
      await takesBack(mending)
      expect(await state()).toEqual(['0.00 open', '30000.00 paid'])
    }
    expect([await board(lei), await board(lei, '2026-06-09')]).toEqual(['40000.00', '0.00'])
  })

  test('pays what it paid before when another amount or receivable is taken back', async () => {
    const { id } = await meantForTheSecond()
    const [first] = await db.receivable.findMany({ where: { accountId: account.id } })
    for (const amendment of [{ amount: '45000.00' }, { receivableId: first?.id }]) {
      const mending = await inAMessage(qian)
      await amends(mending, id, amendment)
      expect((await state())[0]).toBe('10000.00 paid')
      await takesBack(mending)
      expect(await state()).toEqual(['0.00 open', '30000.00 paid'])
    }
  })

  test('has its note mended and taken back when what it paid was given up, and no promise turns on that', async () => {
    const { id: receivableId } = await owes('100.00', '2026-06-01')
    const { id } = await pays(await as(lei), '60.00')
    await writesOff(receivableId)
    await promises(await as(lei), '2026-06-12')
    const mending = await inAMessage(lei)
    await amends(mending, id, { note: '定金' })
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).note).toBe('定金')
    await takesBack(mending)
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).note).toBeNull()
    expect([await state(), await promiseStates()]).toEqual([['60.00 written_off'], ['open']])
    await expect(amends(await as(lei), id, { amount: '50.00' })).rejects.toMatchObject({
      rule: 'newer-change',
    })
  })

  test('pays again only what is still open when its correction is taken back', async () => {
    await owes('30000.00', '2026-06-01')
    const { id } = await pays(await as(lei), '30000.00')
    const mending = await inAMessage(lei)
    await amends(mending, id, { amount: '20000.00' })
    await pays(await as(lei), '4000.00')
    await takesBack(mending)
    expect(await state()).toEqual(['30000.00 paid'])
    const shares = await db.allocation.findMany({ where: { paymentId: id, undoneAt: null } })
    expect(shares.map(({ amount }) => amount.toFixed(2))).toEqual(['26000.00'])
  })

  test('waits for its correction to be taken back first, which 撤销 then reaches with all before', async () => {
    const made = await inAMessage(lei)
    const { id } = await pays(made, '300.00')
    const mending = await inAMessage(lei)
    await amends(mending, id, { amount: '500.00' })
    await expect(takesBack(made)).rejects.toMatchObject({ rule: 'newer-change' })
    expect(await lastUndoable(db, mending)).toBe(mending.inboundId)
    await takesBack(mending)
    expect(await lastUndoable(db, mending)).toBe(made.inboundId)
    await takesBack(made)
    expect(await db.payment.findUniqueOrThrow({ where: { id } })).toMatchObject({ undoneAt: start })
  })
})

describe('a payment that was another customer’s', () => {
  test('pays what that one owes and counts for its owner, and all of it comes back', async () => {
    await owes('20000.00', '2026-05-01')
    const other = await anAccount(db, { name: `物美超市${count}`, ownerId: (mei as Member).id })
    await db.$transaction(async (tx) =>
      planReceivable(tx, await as(qian), {
        accountId: other.id,
        title: '货款',
        amount: '50000.00',
        dueOn: '2026-05-01',
      }),
    )
    const paid = await pays(await inAMessage(qian), '30000.00')
    const moving = await inAMessage(qian)
    const where = { accountId: other.id }
    await amends(moving, paid.id, where)
    expect(await state()).toEqual(['0.00 open'])
    expect((await db.receivable.findFirstOrThrow({ where })).paidAmount.toFixed(2)).toBe('30000.00')
    expect([await board(lei), await board(mei)]).toEqual(['0.00', '30000.00'])
    await takesBack(moving)
    expect(await state()).toEqual(['20000.00 paid'])
    expect((await db.receivable.findFirstOrThrow({ where })).status).toBe('open')
    expect([await board(lei), await board(mei)]).toEqual(['30000.00', '0.00'])
  })

  test('stays where it is when the other one’s money is not theirs to write down', async () => {
    const other = await anAccount(db, { name: `物美超市${count}`, ownerId: (mei as Member).id })
    const { id } = await pays(await as(lei), '1.00')
    await expect(amends(await as(lei), id, { accountId: other.id })).rejects.toMatchObject({
      rule: 'not-your-money',
    })
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).accountId).toBe(account.id)
  })
})

describe('what is to be paid', () => {
  test('does not lose the money that comes in while it is mended', async () => {
    const { id } = await owes('100.00', '2026-05-01')
    const [payer, keeper] = [await as(lei), await as(qian)]
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const paying = db.$transaction(async (tx) => {
      await recordPayment(tx, payer, { accountId: account.id, amount: '40.00' })
      begun.resolve()
      await release.promise
    })
    await begun.promise
    const amending = db
      .$transaction((tx) => amendReceivable(tx, keeper, id, { amount: '40.00' }))
      .then(
        () => 'amended',
        ({ rule }) => rule,
      )
    // On the embedded database it has not begun yet, on a server it waits for the row.
    if (process.env.TEST_ON === 'postgres') await expect.poll(waiting).toBe(1)
    release.resolve()
    await paying
    const [outcome, expected] = [
      await amending,
      process.env.TEST_ON === 'postgres' ? 'receivable-changed' : 'amended',
    ]
    expect(outcome).toBe(expected)
    expect(await state()).toEqual([expected === 'amended' ? '40.00 paid' : '40.00 partial'])
  })
})

describe('a write-off', () => {
  test('stays when the payment before it is taken back at the same time', async () => {
    const owed = await owes('100.00', '2026-05-01')
    const paying = await inAMessage(qian)
    await pays(paying, '40.00')
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const writingOff = db.$transaction(async (tx) => {
      await writeOff(tx, await as(qian), owed.id)
      begun.resolve()
      await release.promise
    })
    await begun.promise
    const takingBack = takesBack(paying).catch(({ rule }) => rule)
    // On the embedded database it has not begun yet, on a server it waits for the row.
    if (process.env.TEST_ON === 'postgres') await expect.poll(waiting).toBe(1)
    release.resolve()
    await writingOff
    expect(['newer-change', 'receivable-changed']).toContain(await takingBack)
    expect(await state()).toEqual(['40.00 written_off'])
  })

  test('ends the promises for which nothing is owed any more, and they count again with it', async () => {
    const [first, second] = [await owes('100.00', '2026-05-01'), await owes('200.00', '2026-06-11')]
    const later = await owes('300.00', '2026-07-01')
    const latest = await owes('400.00', '2026-08-01')
    await promises(await as(lei), '2026-06-12')
    for (const { id } of [first, latest]) await writesOff(id)
    expect(await promiseStates()).toEqual(['open'])
    const givenUpup = await writesOff(second.id)
    expect(await promiseStates()).toEqual(['cancelled'])
    await takesBack(givenUpup)
    expect(await promiseStates()).toEqual(['open'])
    await promises(await as(lei), '2026-06-12', '50.00')
    await writesOff(second.id)
    expect(await promiseStates()).toEqual(['cancelled', 'open'])
    await writesOff(later.id)
    expect(await promiseStates()).toEqual(['cancelled', 'cancelled'])
  })

  test('taken back after the day of a promise breaks it', async () => {
    const { id } = await owes('100.00', '2026-05-01')
    await promises(await as(lei), '2026-06-10')
    const by = await writesOff(id)
    const entry = await db.audit.findFirstOrThrow({ where: { inboundId: by.inboundId as string } })
    const later = await as(qian, new Date('2026-06-12T10:00:00+08:00'))
    await db.$transaction((tx) => undoActs(tx, later, [entry]))
    expect(await promiseStates()).toEqual(['broken'])
  })
})

describe('a promise', () => {
  test('is kept when the money is in by then', async () => {
    await promises(await as(lei), '2026-06-12', '1000.00')
    await pays(await as(lei), '600.00')
    expect(await promiseStates()).toEqual(['open'])
    await pays(await as(lei), '400.00')
    expect(await promiseStates()).toEqual(['kept'])
  })

  test('without an amount is kept when nothing that was due by then is open', async () => {
    await owes('100.00', '2026-06-01')
    await owes('900.00', '2026-07-01')
    await promises(await as(lei), '2026-06-12')
    await pays(await as(lei), '50.00')
    expect(await promiseStates()).toEqual(['open'])
    await pays(await as(lei), '50.00')
    expect(await promiseStates()).toEqual(['kept'])
  })

  test('is broken once its day is over, and right again if the money had come in time', async () => {
    await promises(await as(lei), '2026-06-10', '100.00')
    await breakPromises(db, '2026-06-10')
    expect(await promiseStates()).toEqual(['open'])
    await breakPromises(db, '2026-06-11')
    expect(await promiseStates()).toEqual(['broken'])
    const later = await as(qian, new Date('2026-06-12T10:00:00+08:00'))
    await pays(later, '100.00', { paidOn: '2026-06-12' })
    expect(await promiseStates()).toEqual(['broken'])
    await pays(later, '100.00', { paidOn: '2026-06-10' })
    expect(await promiseStates()).toEqual(['kept'])
  })

  test('kept by two payments is open again without either of them, and kept again with both', async () => {
    await promises(await as(lei), '2026-06-12', '50000.00')
    const first = await inAMessage(lei)
    const { id } = await pays(first, '30000.00')
    await pays(await inAMessage(lei), '20000.00')
    const less = await inAMessage(lei)
    await amends(less, id, { amount: '29000.00' })
    expect(await promiseStates()).toEqual(['open'])
    await takesBack(less)
    expect(await promiseStates()).toEqual(['kept'])
    await takesBack(first)
    expect(await promiseStates()).toEqual(['open'])
  })

  test('kept when a correction was taken back is open again when the payment goes', async () => {
    await owes('500.00', '2026-06-01')
    const { id } = await pays(await as(lei), '500.00')
    await promises(await as(lei), '2026-06-12')
    const less = await inAMessage(lei)
    await amends(less, id, { amount: '400.00' })
    expect(await promiseStates()).toEqual(['open'])
    await takesBack(less)
    expect(await promiseStates()).toEqual(['kept'])
    await db.$transaction(async (tx) => takeBackPayment(tx, await as(qian), id))
    expect(await promiseStates()).toEqual(['open'])
  })

  test('without its money is broken when its day has passed meanwhile', async () => {
    await promises(await as(lei), '2026-06-10', '50.00')
    const { id } = await pays(await as(lei), '30.00')
    await pays(await as(lei), '20.00')
    const later = await as(qian, new Date('2026-06-12T10:00:00+08:00'))
    await db.$transaction((tx) => takeBackPayment(tx, later, id))
    expect(await promiseStates()).toEqual(['broken'])
  })

  test('kept by earlier money stays when a payment that came too late for it goes', async () => {
    await promises(await as(lei), '2026-06-10', '50.00')
    await pays(await as(lei), '50.00')
    const later = await inAMessage(lei, new Date('2026-06-12T10:00:00+08:00'))
    await pays(later, '70.00')
    await takesBack(later)
    expect(await promiseStates()).toEqual(['kept'])
  })

  test('is not kept by money that had come before it was given', async () => {
    const at = (time: string) => as(lei, new Date(`2026-06-10T${time}:00+08:00`))
    const owed = await owes('90000.00', '2026-06-10')
    await pays(await at('10:00'), '30000.00')
    await promises(await at('10:05'), '2026-06-12', '20000.00')
    await promises(await at('10:05'), '2026-06-12', '20000.00', owed.id)
    await pays(await at('10:10'), '100.00')
    expect(await promiseStates()).toEqual(['open', 'open'])
    await pays(await at('10:15'), '19900.00')
    expect(await promiseStates()).toEqual(['kept', 'kept'])
  })

  test('replaces the one before; taken back, the one before counts again', async () => {
    await promises(await as(lei), '2026-06-12')
    const again = { ...(await as(lei)), inboundId: '01890000-0000-7000-8000-000000000003' }
    const { replaced } = await promises(again, '2026-06-15')
    expect(replaced).toBe(true)
    expect(await promiseStates()).toEqual(['cancelled', 'open'])
    await db.$transaction((tx) => undoInbound(tx, again, again.inboundId))
    expect(await promiseStates()).toEqual(['open', 'cancelled'])
  })

  test('cannot be for yesterday, nor for another rep’s customer', async () => {
    await expect(promises(await as(lei), '2026-06-09')).rejects.toMatchObject({ rule: 'promise-in-past' })
    await expect(promises(await as(mei), '2026-06-12')).rejects.toMatchObject({ rule: 'not-your-money' })
  })
})

describe('what is overdue', () => {
  const overdue = async (member: Member | undefined, memberIds?: string[]) => {
    const { member: actor, now, zone } = await as(member)
    const asked = { now, zone, reach: actor.reach, memberIds, limit: 50 }
    const list = await listOverdue(db, asked)
    return { ...list, mine: list.rows.filter((row) => row.accountId === account.id) }
  }

  test('is what was due before today, less what was paid, with its age and promise', async () => {
    await owes('100.00', '2026-05-25', '首付')
    await owes('200.00', '2026-06-10', '今天到期')
    await pays(await as(lei), '30.00')
    await promises(await as(lei), '2026-06-12')
    const { mine } = await overdue(lei)
    expect(mine).toMatchObject([{ title: '首付', days: 16, ownerName: '李雷', promise: { status: 'open' } }])
    expect(mine[0]?.rest.toFixed(2)).toBe('70.00')
  })

  test('is seen by owner, manager and finance; a colleague sees nothing of it', async () => {
    await owes('100.00', '2026-05-25')
    for (const member of [lei, fang, qian]) expect((await overdue(member)).mine).toHaveLength(1)
    expect((await overdue(mei)).mine).toHaveLength(0)
    expect((await overdue(mei, [(lei as Member).id])).mine).toHaveLength(0)
  })

  test('is summed up by age to the cent', async () => {
    await db.receivable.updateMany({ data: { status: 'written_off' } })
    for (const [amount, day] of [
      ['0.10', '2026-06-09'],
      ['0.20', '2026-06-03'],
      ['10.00', '2026-06-02'],
      ['100.00', '2026-05-11'],
      ['1000.00', '2026-05-10'],
    ] as const)
      await owes(amount, day)
    const { ages, total, count } = await overdue(qian)
    expect(ages.map(({ amount }) => amount.toFixed(2))).toEqual(['0.30', '10.00', '100.00', '1000.00'])
    expect([total.toFixed(2), count]).toEqual(['1110.30', 5])
  })
})
