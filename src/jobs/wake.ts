import type { Message, Target } from '../chat/message.ts'
import { keptCard } from '../conversation/views/kept.ts'
import { readRules } from '../crm/settings/rules.ts'
import { isPassing } from '../db/passing.ts'
import { inSavepoint } from '../db/savepoint.ts'
import type { Db, Tx } from '../db/types.ts'
import { lineOf } from '../errors.ts'
import type { Alarm } from './alarm.ts'
import { orEachAlone } from './batches.ts'
import { type Draft, postAll } from './post.ts'
import type { Queue } from './queue.ts'
import { quietUntil } from './quiet.ts'

/**
 * Sends what was held back until now: quiet hours, somebody's silence (also one that they asked for since), more than a
 * day's budget. What has waited for the same person goes out as one message. While another process is at it, all is
 * left to that.
 */
export async function wakeWaiting(db: Db, queue: Queue, now: Date, alarm?: Alarm): Promise<void> {
  await endLapsed(db, now)
  while ((await wakeSome(db, queue, now, alarm)) >= batch);
}

/** What falls due at night waits for the morning: a silence that ends late, a morning at which nobody was here. */
export async function holdOverNight(db: Db, now: Date, zone: string): Promise<void> {
  const { quiet } = await readRules(db)
  const notBefore = quietUntil(now, zone, quiet)
  if (!notBefore) return
  await db.delivery.updateMany({ where: { status: 'waiting', notBefore: { lte: now } }, data: { notBefore } })
}

async function endLapsed(db: Db, now: Date): Promise<void> {
  await endForLeavers(db, now)
  await endForUnbound(db, now)
  await endWarnings(db, now)
}

/** What was written for somebody who has left since is none of their business any more. */
const endForLeavers = (db: Db, now: Date): Promise<number> =>
  db.$executeRaw`
    UPDATE "Delivery" d SET "status" = 'lapsed', "error" = 'lapsed: its receiver has left'
    FROM "Member" m
    WHERE d."status" = 'waiting' AND d."notBefore" <= ${now} AND m.id = d."memberId" AND m."status" = 'frozen'`

/** Who unbound a group was told that nothing is pushed there any more. */
const endForUnbound = (db: Db, now: Date): Promise<number> =>
  db.$executeRaw`
    UPDATE "Delivery" d SET "status" = 'lapsed', "error" = 'lapsed: its group is no longer bound'
    WHERE d."status" = 'waiting' AND d."notBefore" <= ${now} AND d.kind = 'push' AND d.target->>'kind' = 'chat'
      AND NOT EXISTS (SELECT FROM "Channel" c WHERE c.platform = d.platform AND c."externalId" = d.target->>'id')`

/**
 * A warning that comes after the drop is worse than none. It holds while its receiver still has one of what it warns
 * of, and no follow-up has set the clock anew, which unmarks it as warned of.
 */
const endWarnings = (db: Db, now: Date): Promise<number> =>
  db.$executeRaw`
    UPDATE "Delivery" d SET "status" = 'lapsed', "error" = ${notWarnedOf}
    WHERE d."status" = 'waiting' AND d."notBefore" <= ${now} AND cardinality(d."warnsOf") > 0
      AND NOT EXISTS (SELECT FROM "Lead" l
        WHERE l.id = ANY(d."warnsOf") AND l."ownerId" = d."memberId" AND l."warnedDays" IS NOT NULL)
      AND NOT EXISTS (SELECT FROM "Account" a
        WHERE a.id = ANY(d."warnsOf") AND a."ownerId" = d."memberId" AND a."warnedDays" IS NOT NULL)`

const notWarnedOf = 'lapsed: what it warns of is no longer the receiver’s, or its clock began anew'

const batch = 100

/** About so many, and all of each person's. */
const wakeSome = (db: Db, queue: Queue, now: Date, alarm?: Alarm): Promise<number> =>
  db.$transaction(async (tx) => {
    if (!(await isOurs(tx))) return 0
    const due = await tx.$queryRaw<Waiting[]>`
      WITH due AS (
        SELECT id FROM "Delivery" d
        WHERE "status" = 'waiting' AND "notBefore" <= ${now}
          AND NOT EXISTS (SELECT FROM "Member" m WHERE m.id = d."memberId" AND m."mutedUntil" > ${now})
        ORDER BY coalesce("memberId", id) FETCH FIRST (${batch}) ROWS WITH TIES
      )
      SELECT id, platform, target, message, kind, "memberId", "updatesId" FROM "Delivery"
      WHERE id IN (SELECT id FROM due) AND "status" = 'waiting'
      ORDER BY "notBefore", id FOR UPDATE SKIP LOCKED`
    if (due.length === 0) return 0
    const [single, several] = apart(due)
    // What cannot be made one goes out one by one: nothing waits for ever, and nobody for somebody else's.
    const mergeSome = (some: Waiting[][]) =>
      inSavepoint(
        tx,
        () => merge(tx, queue, some, now),
        (error) => !isPassing(error),
      )
    const goApart = (theirs: Waiting[], error: unknown) => {
      // The transaction has taken too long, and with it is over.
      if (isPassing(error)) throw error
      single.push(...theirs)
      alarm?.('not-merged', { member: theirs[0]?.memberId ?? '', error: lineOf(error) })
    }
    if (several.length > 0) await orEachAlone(several, mergeSome, goApart)
    const ids = single.map(({ id }) => id)
    await tx.delivery.updateMany({ where: { id: { in: ids } }, data: { status: 'queued' } })
    await queue.sendAll(
      tx,
      'deliver',
      ids.map((deliveryId) => ({ deliveryId })),
    )
    return due.length
  })

/** Two at once would each have some of what waits for one person. */
async function isOurs(tx: Tx): Promise<boolean> {
  const [lock] = await tx.$queryRaw<[{ ours: boolean }]>`
    SELECT pg_try_advisory_xact_lock(hashtext('wake')) AS ours`
  return lock.ours
}

type Waiting = {
  id: string
  platform: string
  target: unknown
  message: unknown
  kind: string
  memberId: string | null
  updatesId: string | null
}

/** What goes out by itself, and what several wait for one person. */
function apart(due: Waiting[]): [Waiting[], Waiting[][]] {
  const isNews = ({ kind, memberId, updatesId }: Waiting) => kind === 'push' && memberId && !updatesId
  const byMember = Map.groupBy(due.filter(isNews), ({ memberId }) => memberId)
  const several = [...byMember.values()].filter((theirs) => theirs.length > 1)
  const merged = new Set(several.flat())
  return [due.filter((one) => !merged.has(one)), several]
}

/** The slot is the first one's: two wakings of the same rows cannot both write it. */
async function merge(tx: Tx, queue: Queue, several: Waiting[][], now: Date): Promise<void> {
  await tx.delivery.updateMany({
    where: { id: { in: several.flat().map(({ id }) => id) } },
    data: { status: 'merged', deliveredAt: now },
  })
  await postAll(
    queue,
    tx,
    several.map((theirs) => ({ ...mergedOf(theirs), now })),
  )
}

function mergedOf(theirs: Waiting[]): Draft {
  const [first] = theirs as [Waiting, ...Waiting[]]
  return {
    platform: first.platform,
    target: first.target as Target,
    kind: 'push',
    message: { card: keptCard(theirs.map(({ id, message }) => ({ id, message: message as Message }))) },
    slot: `kept:${first.id}`,
    memberId: first.memberId ?? undefined,
  }
}

/** The next moment after `after` at which something held back may go out. */
export async function nextWaking(db: Db, after: Date): Promise<Date | null> {
  const [next] = await db.$queryRaw<[{ at: Date | null }]>`
    SELECT min(greatest(d."notBefore", m."mutedUntil")) AS at
    FROM "Delivery" d LEFT JOIN "Member" m ON m.id = d."memberId"
    WHERE d."status" = 'waiting' AND greatest(d."notBefore", m."mutedUntil") > ${after}`
  return next.at
}
