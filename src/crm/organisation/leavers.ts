import type { Identity, Member, Tx } from '../../db/types.ts'
import { record } from '../audit.ts'

/**
 * Whoever a complete listing no longer has: frozen, never deleted; somebody who is still on the other platform
 * only loses this identity. More than a third at once is no departure but a scope that was narrowed: nobody is
 * frozen then.
 */
export async function freezeLeavers(
  tx: Tx,
  now: Date,
  platform: string,
  present: ReadonlySet<string>,
): Promise<Leavers> {
  const identities = await tx.identity.findMany({
    where: { platform, member: { status: 'active' } },
    include: { member: { include: { identities: true } } },
  })
  const gone = identities.filter((identity) => !present.has(identity.externalId))
  // Another spelling of an id that is listed: nobody is missing for it.
  const isListed = ({ identities: theirs }: { identities: Identity[] }) =>
    theirs.some((one) => one.platform === platform && present.has(one.externalId))
  // People, not ids: who left may be known by two spellings, too.
  const missing = new Set(gone.filter(({ member }) => !isListed(member)).map((one) => one.memberId))
  const known = new Set(identities.map((one) => one.memberId)).size
  if (missing.size > Math.max(1, known * mostAtOnce)) return { frozen: [], kept: missing.size }
  const frozen = new Map<string, Member>()
  for (const { externalId, member } of gone) {
    const isElsewhere = member.identities.some(
      (one) => one.platform !== platform || present.has(one.externalId),
    )
    if (isElsewhere) await tx.identity.delete({ where: { platform_externalId: { platform, externalId } } })
    else if (!frozen.has(member.id)) frozen.set(member.id, await freeze(tx, now, member))
  }
  return { frozen: [...frozen.values()], kept: 0 }
}

/** `kept`: how many would have been frozen, had it not been too many. */
export type Leavers = { frozen: Member[]; kept: number }

const mostAtOnce = 0.3

async function freeze(tx: Tx, now: Date, member: Member): Promise<Member> {
  await record(tx, { now }, { action: 'member.freeze', id: member.id, before: { status: member.status } })
  return tx.member.update({
    where: { id: member.id },
    data: { status: 'frozen', frozenAt: now, updatedAt: now },
  })
}
