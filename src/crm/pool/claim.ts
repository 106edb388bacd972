import { local } from '../../clock.ts'
import type { Role, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { addShare } from '../leaderboard/sums.ts'
import { coverageOf, covers } from '../organisation/regions.ts'
import { readRules } from '../settings/rules.ts'
import { changeHands } from './change-hands.ts'
import { type ClaimFacts, claimBarrier } from './claim-rules.ts'
import { countHeld, lockMember } from './holdings.ts'
import { timeLabel } from './labels.ts'
import { keyOf } from './ownership.ts'
import { type Held, type Prospect, readProspect } from './prospect.ts'

/**
 * Takes a lead or account out of the pool. Of many who try at once, one wins: the write itself checks that it
 * is still free. Throws `Refusal`: who has it and since when, or which rule stands against it.
 */
export async function claim(tx: Tx, by: By, prospect: Prospect): Promise<Held> {
  if (!mayHold(by.member.role))
    throw new Refusal(
      'claim-not-your-role',
      '领取是销售和主管的事，你的角色领不了。想让它尽快有人跟，请主管分配，或者发到群里抢。',
    )
  const { since } = await lockMember(tx, by.member.id)
  const before = await readProspect(tx, prospect)
  if (!before.inPool) throw tooLate(before, by)
  const { pool } = await readRules(tx)
  const barrier = claimBarrier(await factsOf(tx, by, before, since), pool)
  if (barrier) throw new Refusal(barrier.rule, barrier.text)
  const won = await changeHands(tx, by, prospect, {
    expected: { ownerId: null, claimableAt: { lte: by.now } },
    to: by.member,
    reason: 'claim',
  })
  const after = await readProspect(tx, prospect)
  if (!won) throw tooLate(after, by)
  await record(tx, by, {
    action: `${prospect.kind}.claim`,
    id: prospect.id,
    before: heldValues(before),
    after: heldValues(after),
  })
  await addShare(tx, by.member.id, by.now, by.zone, { leads: 1 })
  return after
}

/** Who works leads and accounts, and so may own them. */
export const mayHold = (role: Role): boolean => role === 'rep' || role === 'manager' || role === 'director'

/** What an audit entry keeps of who had it: enough to put it back. */
export const heldValues = (held: Held) => {
  const { ownerId, claimedAt, claimableAt, extendedAt, dropsAt, status, departmentId } = held
  return {
    name: held.name,
    owner: held.owner?.name,
    ownerId,
    claimedAt,
    claimableAt,
    extendedAt,
    dropsAt,
    status,
    departmentId,
  }
}

function tooLate(held: Held, by: By): Refusal {
  if (held.ownerId === by.member.id) return new Refusal('yours-already', `${held.name} 已经在你名下了。`)
  if (held.owner && held.claimedAt) {
    const since = timeLabel(held.claimedAt, by.now, by.zone)
    return new Refusal(
      'claimed-already',
      `晚了一步：${held.owner.name} ${since} 领走了。发「公海」看看别的。`,
    )
  }
  return new Refusal('not-in-pool', '这条已经不在公海了。发「公海」看看别的。')
}

async function factsOf(tx: Tx, by: By, held: Held, memberSince: Date | null): Promise<ClaimFacts> {
  const { now, zone } = by
  return {
    now,
    zone,
    memberSince,
    held: await countHeld(tx, by.member.id),
    claims: await claimsThisWeek(tx, by),
    claimableAt: held.claimableAt,
    outside: await outsideOf(tx, by.member.id, held.region),
    ...(await lineageOf(tx, by, held)),
  }
}

async function outsideOf(tx: Tx, memberId: string, region: string | null): Promise<ClaimFacts['outside']> {
  const coverage = region ? await coverageOf(tx, memberId) : null
  return region && coverage && !covers(coverage, region) ? { region, covered: coverage.regions } : null
}

/** Claims that were taken back count too: contacts were seen. */
async function claimsThisWeek(tx: Tx, { member, now, zone }: By): Promise<Date[]> {
  const monday = local(now, zone).startOf('week').toJSDate()
  const stretches = await tx.ownership.findMany({
    where: { memberId: member.id, reason: 'claim', startedAt: { gte: monday } },
    select: { startedAt: true },
  })
  return stretches.map(({ startedAt }) => startedAt)
}

/** Stretches that ended by undo are no past: nobody has worked on it. */
async function lineageOf(tx: Tx, by: By, held: Held): Promise<Pick<ClaimFacts, 'droppedAt' | 'past'>> {
  const stretches = await tx.ownership.findMany({
    where: { ...keyOf(held), memberId: { not: null }, endedAt: { not: null }, endReason: { not: 'undo' } },
    orderBy: { endedAt: 'desc' },
    select: { memberId: true, endedAt: true },
  })
  const droppedAt = stretches[0]?.endedAt ?? null
  const past = (stretches[0]?.memberId === by.member.id && 'last') || null
  const earlier = stretches.some(({ memberId }) => memberId === by.member.id) ? 'earlier' : 'never'
  return { droppedAt, past: past ?? earlier }
}
