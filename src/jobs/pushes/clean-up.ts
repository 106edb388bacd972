import { local } from '../../clock.ts'
import { tidy } from '../../db/tidy.ts'
import { Prisma } from '../../db/types.ts'
import type { Push, PushContext } from './push.ts'

/**
 * Throws away what grows without end and only served to bring messages in and out, each after its own time
 * (`rules.keep`). What is still to be done stays, and so do the business rows. Platforms push the same event again
 * for hours, never for weeks. Works in small pieces: in the embedded database webhooks wait behind each of them.
 */
export const cleanUp: Push = {
  name: 'clean-up',
  async run(context) {
    const { db, now, zone, rules } = context
    const { keep } = rules
    const before = (days: number): Date => local(now, zone).minus({ days }).toJSDate()
    const drop = (table: string, key: string, where: Prisma.Sql) =>
      inPieces(
        () => db.$executeRaw`DELETE FROM ${Prisma.raw(`"${table}"`)} WHERE ${Prisma.raw(key)} IN
          (SELECT ${Prisma.raw(key)} FROM ${Prisma.raw(`"${table}"`)} WHERE ${where} LIMIT ${piece})`,
      )
    const heard = before(keep.inboundDays)
    await drop('Inbound', 'id', Prisma.sql`"receivedAt" < ${heard} AND status IN ('handled', 'failed')`)
    await emptySent(context, before(keep.messageDays))
    const sent = before(keep.deliveryDays)
    await drop(
      'Delivery',
      'id',
      Prisma.sql`"createdAt" < ${sent} AND status IN ('sent', 'failed', 'merged', 'lapsed')`,
    )
    await drop('IdempotencyKey', 'key', Prisma.sql`"createdAt" < ${heard}`)
    await drop('JoinCode', 'code', Prisma.sql`"expiresAt" < ${heard}`)
    await drop('PoolView', 'ctid', Prisma.sql`"day" < ${before(keep.poolViewDays)}::date`)
    await drop('RankSnapshot', 'ctid', Prisma.sql`"day" < ${before(keep.rankDays)}::date`)
    await dropSlots(context, before(keep.slotDays))
    await dropNameNotes(context, before(keep.nameNoteDays))
    await tidy(db)
  },
}

const piece = 500

async function inPieces(dropSome: () => Promise<number>): Promise<void> {
  while ((await dropSome()) === piece);
}

/** What was sent is on the platforms; the row tells that it was. Nights that were missed are made up for, a week of them. */
async function emptySent({ db, zone }: PushContext, before: Date): Promise<void> {
  let at = local(before, zone).minus({ days: 7 }).toJSDate()
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await db.$queryRaw<{ id: string; createdAt: Date }[]>`
      SELECT id, "createdAt" FROM "Delivery"
      WHERE "createdAt" >= ${at} AND "createdAt" < ${before} AND ("createdAt", id) > (${at}, ${after}::uuid)
      ORDER BY "createdAt", id LIMIT ${piece}`
    await db.$executeRaw`
      UPDATE "Delivery" SET message = '{"text":""}' WHERE id = ANY(${rows.map(({ id }) => id)}::uuid[])
      AND status IN ('sent', 'merged', 'lapsed') AND message <> '{"text":""}'`
    const last = rows.at(-1)
    if (!last || rows.length < piece) return
    at = last.createdAt
    after = last.id
  }
}

/** The last slot of each schedule stays: the next ones count from it. */
const dropSlots = ({ db }: PushContext, before: Date): Promise<void> =>
  inPieces(
    () => db.$executeRaw`
      DELETE FROM "ScheduleRun" WHERE (schedule, slot) IN (
        SELECT schedule, slot FROM "ScheduleRun" r WHERE slot < ${before} AND status <> 'queued'
          AND EXISTS (SELECT 1 FROM "ScheduleRun" n WHERE n.schedule = r.schedule AND n.slot > r.slot)
        LIMIT ${piece})`,
  )

/** The last note stays: a process that has not looked for longer sees by it that notes are gone, and reads all. */
const dropNameNotes = ({ db }: PushContext, before: Date): Promise<void> =>
  inPieces(
    () => db.$executeRaw`
      DELETE FROM "NameChange" WHERE id IN (
        SELECT id FROM (SELECT id, "at" FROM "NameChange" ORDER BY id LIMIT ${piece}) oldest
        WHERE "at" < ${before} AND id < (SELECT max(id) FROM "NameChange"))`,
  )
