import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { type Clocked, dropsAt, type Plan } from '../../src/crm/pool/clock.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'

const zone = 'Asia/Shanghai'
const rules = defaultRules.pool

// The long holidays as the State Council announced them (2025: 国办发明电〔2024〕12号; 2026: 国办发明电〔2025〕7号).
const announced = [
  ['2025-01-28', '2025-02-04'],
  ['2025-05-01', '2025-05-05'],
  ['2025-10-01', '2025-10-08'],
  ['2026-02-15', '2026-02-23'],
  ['2026-05-01', '2026-05-05'],
  ['2026-10-01', '2026-10-07'],
] as const
const stands = (day: string): boolean => announced.some(([from, to]) => day >= from && day <= to)

/** The rule told day by day: each evening that is not in a long holiday uses up one day. */
function reference(held: Clocked, plans: Plan[]): number | null {
  if (!held.ownerId || !held.claimedAt || held.signedAt) return null
  const start = held.followedUpAt && held.followedUpAt > held.claimedAt ? held.followedUpAt : held.claimedAt
  const level = held.level ? { A: 15, B: 10, C: 7, D: 5, key: 30 }[held.level] : 7
  const more = Math.ceil(level / 2)
  const granted = held.extendedAt && held.extendedAt >= start ? more : 0
  let idle = walk(start, level + granted)
  const furthest = walk(start, 2 * level + granted)
  for (const plan of [...plans].sort((a, b) => +a.madeAt - +b.madeAt)) {
    const evening = DateTime.fromJSDate(plan.for, { zone }).endOf('day').toMillis()
    const madeInside = +plan.madeAt >= +start && +plan.madeAt <= idle
    if (madeInside && +plan.for <= furthest && evening > idle) {
      idle = evening
      break
    }
  }
  if (!held.level) return idle
  const unsigned = (held.level === 'key' ? 180 : 60) + (held.extendedAt ? more : 0)
  return Math.min(idle, walk(held.claimedAt, unsigned))
}

function walk(start: Date, days: number): number {
  let at = DateTime.fromJSDate(start, { zone })
  for (let left = days; left > 0; ) {
    at = at.plus({ days: 1 })
    if (!stands(at.toFormat('yyyy-MM-dd'))) left -= 1
  }
  return at.toMillis()
}

const moment = fc
  .integer({ min: Date.parse('2025-01-02T00:00:00Z'), max: Date.parse('2026-06-20T00:00:00Z') })
  .map((at) => new Date(at))
const later = (from: Date) => fc.integer({ min: 0, max: 40 * 86_400_000 }).map((ms) => new Date(+from + ms))

const cases = moment.chain((claimedAt) =>
  fc.record({
    held: fc.record({
      ownerId: fc.constant('somebody'),
      claimedAt: fc.constant(claimedAt),
      followedUpAt: fc.option(fc.oneof(moment, later(claimedAt))),
      level: fc.constantFrom('A' as const, 'B' as const, 'C' as const, 'D' as const, 'key' as const, null),
      extendedAt: fc.option(later(claimedAt)),
    }),
    plans: fc.array(fc.record({ madeAt: later(claimedAt), for: later(claimedAt) }), { maxLength: 4 }),
  }),
)

test('the clock agrees with the rule told day by day', () => {
  fc.assert(
    fc.property(cases, ({ held, plans }) => {
      expect(dropsAt(held, zone, rules, plans)?.getTime()).toBe(reference(held, plans))
    }),
    { numRuns: 600 },
  )
})

const held = (values: Partial<Clocked>): Clocked => ({
  ownerId: 'somebody',
  claimedAt: at('2026-06-10T09:30'),
  followedUpAt: null,
  level: 'C',
  ...values,
})
const at = (local: string): Date => new Date(`${local}:00+08:00`)
const drop = (values: Partial<Clocked>, plans: Plan[] = []) => dropsAt(held(values), zone, rules, plans)

test.each([
  ['A', '2026-06-25T09:30'],
  ['B', '2026-06-20T09:30'],
  ['C', '2026-06-17T09:30'],
  ['D', '2026-06-15T09:30'],
  ['key', '2026-07-10T09:30'],
  [null, '2026-06-17T09:30'],
] as const)('level %s drops at %s', (level, when) => {
  expect(drop({ level })).toEqual(at(when))
})

test('a follow-up before the claim does not count, one after it does', () => {
  expect(drop({ followedUpAt: at('2026-06-01T10:00') })).toEqual(at('2026-06-17T09:30'))
  expect(drop({ followedUpAt: at('2026-06-12T15:00') })).toEqual(at('2026-06-19T15:00'))
})

test('the clock stands still over National Day, and runs on over the three days of Dragon Boat', () => {
  expect(drop({ claimedAt: at('2026-09-29T10:00') })).toEqual(at('2026-10-13T10:00'))
  expect(drop({ claimedAt: at('2026-06-18T10:00') })).toEqual(at('2026-06-25T10:00'))
})

test('without a signature an account drops after 60 days, however well it is looked after', () => {
  expect(drop({ claimedAt: at('2026-06-01T10:00'), followedUpAt: at('2026-07-29T10:00') })).toEqual(
    at('2026-07-31T10:00'),
  )
})

test('a plan delays the drop once, to the end of its day', () => {
  const plan = (made: string, when: string) => ({ madeAt: at(made), for: at(when) })
  const evening = new Date(at('2026-06-20T23:59').getTime() + 59_999)
  expect(drop({}, [plan('2026-06-16T10:00', '2026-06-20T00:00')])).toEqual(evening)
  const again = [plan('2026-06-16T10:00', '2026-06-20T00:00'), plan('2026-06-17T08:00', '2026-06-23T00:00')]
  expect(drop({}, again)).toEqual(evening)
  expect(drop({}, [plan('2026-06-16T10:00', '2026-06-15T00:00')])).toEqual(at('2026-06-17T09:30'))
  expect(drop({}, [plan('2026-06-16T10:00', '2026-08-20T00:00')])).toEqual(at('2026-06-17T09:30'))
})

test('an extension adds half of the days, for this stretch of work only', () => {
  expect(drop({ extendedAt: at('2026-06-15T10:00') })).toEqual(at('2026-06-21T09:30'))
  const followed = { extendedAt: at('2026-06-15T10:00'), followedUpAt: at('2026-06-16T10:00') }
  expect(drop(followed)).toEqual(at('2026-06-23T10:00'))
})

test('what is signed, or nobody owns, has no clock', () => {
  expect(drop({ signedAt: at('2026-06-11T10:00') })).toBeNull()
  expect(drop({ ownerId: null })).toBeNull()
})
