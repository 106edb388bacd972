import { businessDay, local } from '../clock.ts'
import { morningOf, nextMorning } from '../crm/settings/morning.ts'
import type { Rules } from '../crm/settings/rules.ts'

/** When a push of this moment may go out: the end of the quiet hours, or `undefined` for at once. */
export function quietUntil(at: Date, zone: string, quiet: Rules['quiet']): Date | undefined {
  const time = local(at, zone).toFormat('HH:mm')
  const overnight = quiet.from > quiet.to
  const isQuiet = overnight ? time >= quiet.from || time < quiet.to : time >= quiet.from && time < quiet.to
  if (!isQuiet) return undefined
  return time < quiet.to ? morningOf(businessDay(at, zone), zone, quiet) : nextMorning(at, zone, quiet)
}
