import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { rank } from '../../src/crm/leaderboard/board.ts'
import { spansOf } from '../../src/crm/leaderboard/periods.ts'
import { piecesOf } from '../../src/crm/leaderboard/pieces.ts'
import { Prisma } from '../../src/db/types.ts'

const yuan = (value: number) => new Prisma.Decimal(value)
const competitor = (name: string, value: number, before = 0) => ({
  id: name,
  name,
  value: yuan(value),
  before: yuan(before),
})

test('equals share a rank, and the rank after them is left out', () => {
  const rows = rank([competitor('丙', 5), competitor('甲', 9), competitor('乙', 9)])
  expect(rows.map(({ name, rank }) => [name, rank])).toEqual([
    ['甲', 1],
    ['乙', 1],
    ['丙', 3],
  ])
  expect(rows.map(({ gap }) => gap?.toString() ?? null)).toEqual([null, null, '4'])
})

test('places are compared with before; who had nothing then had no place', () => {
  const rows = rank([competitor('甲', 9, 1), competitor('乙', 8, 5), competitor('丙', 7)])
  expect(rows.map(({ previousRank, climbed }) => [previousRank, climbed])).toEqual([
    [2, 1],
    [1, -1],
    [null, null],
  ])
})

test('ranks agree with counting who has more, for any values', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -3, max: 6 }), fc.integer({ min: 0, max: 6 })), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(values, (pairs) => {
      const all = pairs.map(([value, before], index) => competitor(`m${index}`, value, before))
      const rows = rank(all)
      expect(rows.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort())
      for (const [place, row] of rows.entries()) {
        const better = all.filter(({ value }) => value.gt(row.value))
        expect(row.rank).toBe(better.length + 1)
        const nearest = better.map(({ value }) => value.toNumber()).sort((a, b) => a - b)[0]
        expect(row.gap?.toNumber() ?? null).toBe(
          nearest === undefined ? null : nearest - row.value.toNumber(),
        )
        const earlier = all.filter(({ before }) => before.gt(row.before)).length + 1
        expect(row.previousRank).toBe(row.before.gt(0) ? earlier : null)
        expect(rows[place + 1]?.value.gt(row.value) ?? false).toBe(false)
      }
    }),
  )
})

test.each([
  // 2026-06-10 is a Wednesday; 2026-06-08 a Monday.
  ['day', '2026-06-10', '2026-06-10', '2026-06-09', '2026-06-09'],
  ['day', '2026-06-08', '2026-06-08', '2026-06-05', '2026-06-05'],
  ['day', '2026-06-07', '2026-06-07', '2026-06-06', '2026-06-06'],
  ['week', '2026-06-10', '2026-06-08', '2026-06-01', '2026-06-03'],
  ['month', '2026-06-10', '2026-06-01', '2026-05-01', '2026-05-10'],
  ['month', '2026-03-31', '2026-03-01', '2026-02-01', '2026-02-28'],
  ['month', '2026-02-27', '2026-02-01', '2026-01-01', '2026-01-27'],
  ['month', '2026-02-28', '2026-02-01', '2026-01-01', '2026-01-31'],
  ['quarter', '2026-06-10', '2026-04-01', '2026-01-01', '2026-03-12'],
  ['year', '2026-06-10', '2026-01-01', '2025-01-01', '2025-06-10'],
] as const)('the %s of %s begins on %s and is compared with %s to %s', (period, today, from, first, last) => {
  expect(spansOf(period, today)).toEqual({ now: { from, to: today }, before: { from: first, to: last } })
})

test('months and days make up any stretch of days, each day once', () => {
  const stretch = fc.record({ begin: fc.nat(800), length: fc.nat(130), isRunning: fc.boolean() })
  fc.assert(
    fc.property(stretch, ({ begin, length, isRunning }) => {
      const from = after('2024-12-25', begin)
      const to = after(from, length)
      const counted = new Map<string, number>()
      for (const { of, from: first, to: last, sign } of piecesOf({ from, to }, isRunning ? to : '2030-01-01'))
        for (const day of daysIn(first, of === 'day' ? last : endOfMonth(last)))
          counted.set(day, (counted.get(day) ?? 0) + sign)
      const once = [...counted].filter(([, times]) => times !== 0)
      expect(once.map(([day]) => day).sort()).toEqual(daysIn(from, to))
      expect(once.every(([, times]) => times === 1)).toBe(true)
    }),
  )
})

test('a year that runs is read as its months', () => {
  expect(piecesOf({ from: '2026-01-01', to: '2026-06-10' }, '2026-06-10')).toEqual([
    { of: 'month', from: '2026-01-01', to: '2026-06-01', sign: 1 },
    { of: 'day', from: '2026-06-11', to: '2026-06-30', sign: -1 },
  ])
  expect(piecesOf({ from: '2025-01-01', to: '2025-06-10' }, '2026-06-10')).toEqual([
    { of: 'month', from: '2025-01-01', to: '2025-05-01', sign: 1 },
    { of: 'day', from: '2025-06-01', to: '2025-06-10', sign: 1 },
  ])
})

const after = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() as string
const endOfMonth = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc' }).endOf('month').toISODate() as string
function daysIn(from: string, to: string): string[] {
  const days = []
  for (let day = from; day <= to; day = after(day, 1)) days.push(day)
  return days
}
