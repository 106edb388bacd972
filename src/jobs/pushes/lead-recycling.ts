import { poolDropped, poolWarning, poolWarnings } from '../../../cards/pool-warning.ts'
import { tasksEnded } from '../../../cards/tasks-ended.ts'
import { subjectsOf } from '../../conversation/prospects.ts'
import { droppingView } from '../../conversation/views/dropping.ts'
import { stateCard } from '../../conversation/views/lead.ts'
import { type Manager, managersOf } from '../../crm/organisation/manager-of.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import type { Held } from '../../crm/pool/prospect.ts'
import { type Dropped, ownersOfDue, recycleDue } from '../../crm/pool/recycle.ts'
import { ownersToWarn, type Warning, warnDue } from '../../crm/pool/warn.ts'
import { endedFor } from '../../crm/tasks/follow-owner.ts'
import { type LastVisits, lastVisitsOf } from '../../crm/visits/last-visit.ts'
import type { Tx } from '../../db/types.ts'
import { groupsOf, orEachAlone } from '../batches.ts'
import { briefedAmong, briefOf, carriedByBrief } from './carried-by-brief.ts'
import { type MemberPost, notTold, type Push, type PushContext } from './push.ts'

/**
 * Drops what has run out of time into the pool and tells its former owners why; warns of what is about to. The
 * rows themselves remember that they were dropped or warned of, so a repeat finds nothing.
 */
export const leadRecycling: Push = {
  name: 'lead-recycling',
  async run(context) {
    const { db, now, startedAt = now } = context
    const brief = briefOf(context)
    // Before the brief is sent, what its readers would be told here goes into it.
    const but = { briefed: now < brief && (await carriedByBrief(context)) }
    // A brief that is read while this is caught up, or was read before, does not know what is dropped only now.
    const told = { briefed: but.briefed && startedAt < brief }
    const dropSome = (owners: string[]) =>
      untilFewer(() => db.$transaction((tx) => drop(context, tx, owners, told)))
    for (const owners of groupsOf(await ownersOfDue(db, now), peopleAtOnce))
      await orEachAlone(owners, dropSome, notTold(context))
    const warnSome = (owners: string[]) =>
      untilFewer(() => db.$transaction((tx) => warn(context, tx, owners)))
    for (const owners of groupsOf(await ownersToWarn(db, context, but), peopleAtOnce))
      await orEachAlone(owners, warnSome, notTold(context))
  },
}

/** By day only: nobody loses an account while asleep, and the posting of two hours is seen by all. */
export const recyclingTimes = ['08:10', '10:10', '12:10', '14:10', '16:10', '18:10', '20:10']

/** Hardly anybody has more than that due at once: in a transaction nobody else's list is cut either. */
const rowsAtOnce = 200

async function untilFewer(work: () => Promise<number>): Promise<void> {
  while ((await work()) >= rowsAtOnce);
}

/** In a transaction with the messages that tell of it. Returns how many that were. */
async function drop(
  context: PushContext,
  tx: Tx,
  ownerIds: string[],
  but: { briefed: boolean },
): Promise<number> {
  const { now } = context
  const dropped = await recycleDue(tx, context, ownerIds, rowsAtOnce)
  const briefed = but.briefed ? await briefedAmong(tx, ownerIds) : new Set<string>()
  const owners = Map.groupBy(dropped, ({ formerOwnerId }) => formerOwnerId)
  const told = [...owners].filter(([memberId]) => !briefed.has(memberId))
  const managers = await managersOf(
    tx,
    told.map(([memberId]) => memberId),
  )
  const accounts = dropped.flatMap(({ held }) => (held.kind === 'account' ? held.id : []))
  const ended = await endedFor(tx, accounts, now)
  await context.toMembers(tx, [
    ...told.map(([memberId, theirs]) => droppedPost(context, memberId, theirs, managers.get(memberId))),
    ...[...ended].map(([giver, rows]) => ({
      ...{ memberId: giver, message: { card: tasksEnded({ rows }) } },
      options: { part: `tasks-${rows[0]?.id}` },
    })),
  ])
  // Cards that still show contacts and history say instead that it is in the pool.
  await context.overEarlier(
    tx,
    dropped.map(({ now }) => ({ subjects: subjectsOf(now), message: { card: stateCard(context, now) } })),
  )
  return dropped.length
}

async function warn(context: PushContext, tx: Tx, ownerIds: string[]): Promise<number> {
  const warnings = await warnDue(tx, context, ownerIds, rowsAtOnce)
  const owners = Map.groupBy(warnings, ({ held }) => held.ownerId as string)
  const shown = [...owners.values()].flatMap((theirs) => theirs.slice(0, rowsShown).map(({ held }) => held))
  const visits = await lastVisitsOf(tx, shown)
  const posts = [...owners].map(([memberId, theirs]) => warnedPost(context, memberId, theirs, visits))
  await context.toMembers(tx, posts)
  return warnings.length
}

function droppedPost(
  { now, zone, rules }: PushContext,
  memberId: string,
  dropped: Dropped[],
  manager: Manager | undefined,
): MemberPost {
  const card = poolDropped({
    rows: dropped.slice(0, rowsShown).map(({ held, why }) => ({ name: held.name, why })),
    total: dropped.length,
    claimableAt: timeLabel((dropped[0] as Dropped).claimableAt, now, zone),
    barredDays: rules.pool.formerOwnerDays,
    waiver: manager?.name ?? null,
  })
  return { memberId, message: { card }, options: { part: partOf('dropped', dropped) } }
}

function warnedPost(
  context: PushContext,
  memberId: string,
  warnings: Warning[],
  visits: LastVisits,
): MemberPost {
  const rows = warnings.slice(0, rowsShown).map((warning) => viewOf(context, warning, visits))
  const [only] = rows
  const card =
    warnings.length === 1 && only ? poolWarning(only) : poolWarnings({ rows, total: warnings.length })
  const warnsOf = warnings.map(({ held }) => held.id)
  return { memberId, message: { card }, options: { part: partOf('warned', warnings), warnsOf } }
}

const viewOf = (context: PushContext, { held, days, why }: Warning, visits: LastVisits) => ({
  ...droppingView(held, visits.get(held.id), context),
  days,
  why,
})

/** What drops after a slot was taken up again, after a crash, is told in a message of its own. */
const partOf = (kind: string, [first]: { held: Held }[]): string => `${kind}-${first?.held.id}`

/** Each group is a transaction of its own, and everybody gets one message. */
const peopleAtOnce = 10
const rowsShown = 5
