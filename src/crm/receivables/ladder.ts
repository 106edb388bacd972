import { dateOf, daysOn } from '../moment.ts'
import { isWorkday } from '../workdays.ts'
import { daysBetween } from './list-overdue.ts'

/**
 * The step of the dunning ladder (days relative to the due day, negative before it) that is reached today, or
 * `null`. On a working day the steps of the days off before it are reached too: nothing falls on a weekend and
 * gets lost. Rule: DOMAIN.md, Money, "Dunning".
 */
export function stepReached(dueOn: Date, today: string, ladder: number[]): number | null {
  const days = daysCovered(today).map((day) => daysBetween(dueOn, day))
  const reached = ladder.filter((step) => days.includes(step))
  return reached.length > 0 ? Math.max(...reached) : null
}

/** Today, and the days off that came right before it. */
export function daysCovered(today: string): string[] {
  const days = [today]
  for (let day = daysOn(today, -1); !isWorkday(day); day = daysOn(day, -1)) days.push(day)
  return days
}

/** The due days whose receivables reach a step today, each once. */
export const dueDaysReached = (today: string, ladder: number[]): Date[] =>
  [...new Set(daysCovered(today).flatMap((day) => ladder.map((step) => daysOn(day, -step))))].map(dateOf)
