import { local } from '../clock.ts'
import type { Rules } from '../crm/settings/rules.ts'

/** When a push of this moment may go out: the end of the quiet hours, or `undefined` for at once. */
export function quietUntil(at: Date, zone: string, quiet: Rules['quiet']): Date | undefined {
  const here = local(at, zone)
  const time = here.toFormat('HH:mm')
  const overnight = quiet.from > quiet.to
  const isQuiet = overnight ? time >= quiet.from || time < quiet.to : time >= quiet.from && time < quiet.to
  if (!isQuiet) return undefined
  const [hour = 0, minute = 0] = quiet.to.split(':').map(Number)
  const end = here.set({ hour, minute, second: 0, millisecond: 0 })
  return (time < quiet.to ? end : end.plus({ days: 1 })).toJSDate()
}
