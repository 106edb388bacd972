import { expect, test } from 'vitest'
import { businessDay } from '../../src/clock.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import type { Tx } from '../../src/db/types.ts'
import { quietUntil } from '../../src/jobs/quiet.ts'
import { dailyAt, either, workdaysAt } from '../../src/jobs/slots.ts'

const zone = 'Asia/Shanghai'
const at = (written: string) => new Date(`${written}:00+08:00`)
const none = null as unknown as Tx
const { quiet } = defaultRules

test('working days follow the Chinese calendar, with make-up days and without holidays', async () => {
  // National Day 2026: 1–7 October off, Saturday 10 October is worked.
  const range = { after: at('2026-09-30T12:00'), upTo: at('2026-10-11T12:00'), zone }
  expect(await workdaysAt('18:00')(none, range)).toEqual([
    at('2026-09-30T18:00'),
    at('2026-10-08T18:00'),
    at('2026-10-09T18:00'),
    at('2026-10-10T18:00'),
  ])
})

test('the range excludes its beginning and includes its end', () => {
  const range = { after: at('2026-06-08T08:00'), upTo: at('2026-06-09T08:00'), zone }
  expect(dailyAt('08:00')(none, range)).toEqual([at('2026-06-09T08:00')])
})

test('a moment that two rules name counts once', async () => {
  const both = either(dailyAt('09:00', '12:00'), dailyAt('09:00', '15:00'))
  const range = { after: at('2026-06-08T00:00'), upTo: at('2026-06-08T23:00'), zone }
  expect(await both(none, range)).toHaveLength(3)
})

test('quiet hours last over midnight', () => {
  expect(quietUntil(at('2026-06-08T20:59'), zone, quiet)).toBeUndefined()
  expect(quietUntil(at('2026-06-08T21:00'), zone, quiet)).toEqual(at('2026-06-09T08:00'))
  expect(quietUntil(at('2026-06-09T03:00'), zone, quiet)).toEqual(at('2026-06-09T08:00'))
  expect(quietUntil(at('2026-06-09T08:00'), zone, quiet)).toBeUndefined()
})

test('quiet hours within one day are kept too', () => {
  const siesta = { from: '12:00', to: '13:30' }
  expect(quietUntil(at('2026-06-08T12:10'), zone, siesta)).toEqual(at('2026-06-08T13:30'))
  expect(quietUntil(at('2026-06-08T14:00'), zone, siesta)).toBeUndefined()
})

// Lord Howe changes by half an hour; in Cairo and Havana midnight itself is left out.
test.each(['America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana'])(
  'in %s each time of the day comes once on every day of the year, in its order',
  (place) => {
    const range = { after: at('2026-01-01T12:00'), upTo: at('2026-12-31T12:00'), zone: place }
    const slots = dailyAt('00:30', '01:15', '02:15')(none, range) as Date[]
    const days = slots.map((slot) => businessDay(slot, place))
    expect(slots).toEqual(slots.toSorted((one, other) => one.getTime() - other.getTime()))
    expect(new Set(slots.map(Number)).size).toBe(slots.length)
    for (const day of new Set(days.slice(3, -3))) expect(days.filter((one) => one === day)).toHaveLength(3)
  },
)
