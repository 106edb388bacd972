import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, restOf, statusOf } from '../../src/crm/receivables/allocate.ts'
import { stepReached } from '../../src/crm/receivables/ladder.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import { Prisma } from '../../src/db/types.ts'

const yuan = (cents: number) => new Prisma.Decimal(cents).div(100)
const cents = fc.integer({ min: 1, max: 100_000_000 })
const owed = fc
  .record({ amount: cents, share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ amount, share }) => ({ amount, paid: Math.floor(amount * share) }))

/** The same in whole cents, one cent after the other in effect: pour until the next one is full. */
function pour(amount: number, debts: { amount: number; paid: number }[]) {
  let left = amount
  const shares = debts.map((debt) => {
    const share = Math.min(left, debt.amount - debt.paid)
    left -= share
    return share
  })
  return { shares, left }
}

test('a payment is spread to the cent, oldest first, and nobody is paid more than is owed', () => {
  fc.assert(
    fc.property(cents, fc.array(owed, { maxLength: 12 }), (amount, debts) => {
      const rows = debts.map((debt, index) => ({
        id: String(index),
        amount: yuan(debt.amount),
        paidAmount: yuan(debt.paid),
      }))
      const { shares, surplus } = allocate(yuan(amount), rows)
      const expected = pour(amount, debts)
      expect(surplus.toFixed(2)).toBe(yuan(expected.left).toFixed(2))
      expect(rows.map(({ id }) => shareOf(shares, id))).toEqual(
        expected.shares.map((share) => yuan(share).toFixed(2)),
      )
      const sum = shares.reduce((total, share) => total.add(share.amount), surplus)
      expect(sum.toFixed(2)).toBe(yuan(amount).toFixed(2))
      for (const share of shares) {
        const row = rows[Number(share.receivableId)] as (typeof rows)[number]
        expect(share.amount.gt(0) && share.amount.lte(restOf(row))).toBe(true)
      }
    }),
  )
})

const shareOf = (shares: { receivableId: string; amount: Prisma.Decimal }[], id: string): string =>
  (shares.find(({ receivableId }) => receivableId === id)?.amount ?? yuan(0)).toFixed(2)

test.each([
  ['0', 'open'],
  ['0.01', 'partial'],
  ['99.99', 'partial'],
  ['100', 'paid'],
])('of 100 yuan, %s paid is %s', (paid, status) => {
  expect(statusOf({ amount: new Prisma.Decimal(100), paidAmount: new Prisma.Decimal(paid) })).toBe(status)
})

const { ladder } = defaultRules.overdue
const due = (day: string) => new Date(`${day}T00:00:00Z`)

test.each([
  // 2026-06-10 is a Wednesday.
  ['2026-06-17', -7],
  ['2026-06-13', -3],
  ['2026-06-10', 0],
  ['2026-06-09', 1],
  ['2026-06-07', 3],
  ['2026-06-03', 7],
  ['2026-05-26', 15],
  ['2026-05-11', 30],
  ['2026-06-12', null],
  ['2026-06-05', null],
  ['2026-04-01', null],
])('on 10 June, what is due on %s reaches step %s', (day, step) => {
  expect(stepReached(due(day), '2026-06-10', ladder)).toBe(step)
})

test('a step that falls on a weekend is taken on Monday', () => {
  // 2026-06-06 is a Saturday.
  expect(stepReached(due('2026-06-05'), '2026-06-08', ladder)).toBe(3)
  expect(stepReached(due('2026-06-06'), '2026-06-08', ladder)).toBe(1)
  expect(stepReached(due('2026-06-07'), '2026-06-08', ladder)).toBe(1)
  expect(stepReached(due('2026-06-06'), '2026-06-09', ladder)).toBe(3)
})
