import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDay } from '../../src/clock.ts'
import { nextDays, taskDays } from '../../src/conversation/days.ts'
import { typedWhen } from '../../src/conversation/typed.ts'
import { zone } from '../support/world.ts'

const noon = (day: string) => ({ now: new Date(`${day}T12:00:00+08:00`), zone })

test('whatever day it is, what is offered is still to come, and no two mean the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 800 }), (days) => {
      const at = noon(businessDay(new Date(Date.UTC(2026, 0, 1) + days * 86_400_000), zone))
      const today = businessDay(at.now, zone)
      const moved = nextDays(at).map(({ day }) => day)
      expect(moved.every((day) => day > today)).toBe(true)
      expect(new Set(moved).size).toBe(3)
      const read = taskDays(at).map((words) => typedWhen(words, at)?.slice(0, 10) ?? '')
      expect(read.every((day) => day >= today)).toBe(true)
      expect(new Set(taskDays(at).map((words) => typedWhen(words, at))).size).toBe(3)
    }),
  )
})
