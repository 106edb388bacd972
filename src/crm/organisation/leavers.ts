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
  const missing = gone.filter(({ member }) => !isListed(member))
  const known = identities.length - (gone.length - missing.length)
  if (missing.length > Math.max(1, known * mostAtOnce)) return { frozen: [], kept: missing.length }
  const frozen: Member[] = []
  for (const { externalId, member } of gone) {
    const isElsewhere = member.identities.some(
      (one) => one.platform !== platform || present.has(one.externalId),
    )
    if (isElsewhere) await tx.identity.delete({ where: { platform_externalId: { platform, externalId } } })
    else frozen.push(await freeze(tx, now, member))
  }
  return { frozen, kept: 0 }
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
