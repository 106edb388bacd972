import { DateTime, IANAZone } from 'luxon'

/** The only place that reads the machine's time. Everything else is handed a clock or a moment. */
export type Clock = {
  now(): Date
  /** The company's time zone (IANA name): days, weeks and quiet hours are counted in it. */
  readonly zone: string
}

export const systemClock = (zone: string): Clock => ({ now: () => new Date(), zone: remembered(zone) })

/** In ms since 1970, whatever the business's clock says: for what must be in the order of its making. */
export const machineTime = (): number => Date.now()

/** A clock that can be set forward; used by the sandbox and by tests. */
export type MovableClock = Clock & { set(to: Date): void; advance(ms: number): void }

export function movableClock(zone: string, start?: Date): MovableClock {
  let offset = start ? start.getTime() - Date.now() : 0
  return {
    zone: remembered(zone),
    now: () => new Date(Date.now() + offset),
    set(to) {
      offset = to.getTime() - Date.now()
    },
    advance(ms) {
      offset += ms
    },
  }
}

/** The calendar day of a moment in the company's zone, `YYYY-MM-DD`. */
export const businessDay = (at: Date, zone: string): string => local(at, zone).toISODate() as string

export const local = (at: Date, zone: string): DateTime => DateTime.fromJSDate(at, { zone })

/** The moment a calendar day begins in the company's zone. */
export const dayStart = (day: string, zone: string): Date =>
  DateTime.fromISO(day, { zone }).startOf('day').toJSDate()

/**
 * luxon asks `Intl` for the offset of a moment each time it is needed, which costs more than all else it does. It keeps
 * one object for each zone, and no offset changes within a minute.
 */
function remembered(name: string): string {
  const zone = IANAZone.create(name)
  const offsets = new Map<number, number>()
  zone.offset = (at) => {
    const minute = Math.floor(at / 60_000)
    const offset = offsets.get(minute) ?? IANAZone.prototype.offset.call(zone, at)
    if (offsets.size >= mostOffsets) offsets.clear()
    offsets.set(minute, offset)
    return offset
  }
  return name
}

const mostOffsets = 1_000
