import { DateTime } from 'luxon'
import type { Span } from './periods.ts'

/**
 * A stretch of days put together from sums that exist: whole months, single days, and whole months less the
 * days after the stretch. What runs up to today is nearly the whole of what its month has so far.
 */
export function piecesOf({ from, to }: Span, today: string): Piece[] {
  const pieces: Piece[] = []
  for (let month = utc(from).startOf('month'); iso(month) <= to; month = month.plus({ months: 1 })) {
    const last = month.endOf('month').startOf('day')
    const begin = from > iso(month) ? from : iso(month)
    const end = to < iso(last) ? to : iso(last)
    const covered = utc(end).day
    const isCheaperWhole = begin === iso(month) && (end >= today || covered * 2 > last.day)
    if (!isCheaperWhole) pieces.push({ of: 'day', from: begin, to: end, sign: 1 })
    else {
      pieces.push({ of: 'month', from: iso(month), to: iso(month), sign: 1 })
      if (end < iso(last))
        pieces.push({ of: 'day', from: iso(utc(end).plus({ days: 1 })), to: iso(last), sign: -1 })
    }
  }
  return joined(pieces)
}

/** `from` and `to` are days, or the first days of months. */
export type Piece = { of: 'day' | 'month'; from: string; to: string; sign: 1 | -1 }

/** Months in a row are read in one go. */
function joined(pieces: Piece[]): Piece[] {
  const months = pieces.filter((piece) => piece.of === 'month')
  const [first] = months
  const last = months.at(-1)
  const days = pieces.filter((piece) => piece.of === 'day')
  return first && last ? [{ ...first, to: last.to }, ...days] : days
}

const utc = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' })
const iso = (at: DateTime): string => at.toISODate() as string
