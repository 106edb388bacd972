import { businessDay } from '../../clock.ts'
import { closeDay } from '../../crm/leaderboard/ranks.ts'
import { nextDirtyDay, recountDay, recountMonth } from '../../crm/leaderboard/recount.ts'
import { daysOn } from '../../crm/moment.ts'
import type { Tx } from '../../db/types.ts'
import type { AlarmKind } from '../alarm.ts'
import type { Push, PushContext } from './push.ts'

/**
 * Closes the business day that has ended: every day that was written since the last night is counted again from
 * its facts, a difference is set right and raises an alarm, and the day's ranks are kept. Works in small pieces,
 * because webhooks wait behind each of them in the embedded database. A repeat finds nothing left to do.
 */
export const closeBoards: Push = {
  name: 'close-boards',
  async run(context) {
    const { db, now, zone } = context
    const today = businessDay(now, zone)
    const members = await piecesOfMembers(context)
    const months = new Set<string>()
    for (
      let day = await nextDirtyDay(db, '0001-01-01', today);
      day;
      day = await nextDirtyDay(db, day, today)
    ) {
      const counted = day
      await inPieces(context, members, { kind: 'board-day', of: day }, (tx, ids) =>
        recountDay(tx, zone, counted, ids),
      )
      months.add(`${day.slice(0, 8)}01`)
    }
    for (const month of months)
      await inPieces(context, members, { kind: 'board-month', of: month }, (tx, ids) =>
        recountMonth(tx, month, ids),
      )
    await closeDay(db, daysOn(today, -1))
  },
}

async function piecesOfMembers({ db }: PushContext): Promise<string[][]> {
  const members = await db.member.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  const ids = members.map(({ id }) => id)
  return Array.from({ length: Math.ceil(ids.length / pieceSize) }, (_, piece) =>
    ids.slice(piece * pieceSize, (piece + 1) * pieceSize),
  )
}

const pieceSize = 200

async function inPieces(
  { db, alarm }: PushContext,
  members: string[][],
  { kind, of }: { kind: AlarmKind; of: string },
  recount: (tx: Tx, memberIds: string[]) => Promise<number>,
): Promise<void> {
  let wrong = 0
  for (const ids of members) wrong += await db.$transaction((tx) => recount(tx, ids))
  if (wrong > 0) alarm(kind, { of, members: wrong })
}
