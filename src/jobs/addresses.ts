import type { Target } from '../chat/message.ts'
import { directWith } from '../conversation/memory.ts'
import type { Identity, Tx } from '../db/types.ts'

/** Where an active member reads us: the platform in use if they are there, else the one they spoke on last. */
export async function addressesOf(tx: Tx, memberId: string, preferred?: string): Promise<Address[]> {
  const address = (await addressesOfAll(tx, [memberId], preferred)).get(memberId)
  return address ? [address] : []
}

/**
 * The same for many at once; who is on no platform is missing, and who has left, whatever they still own.
 * `mutedUntil`: they asked to be left alone.
 */
export async function addressesOfAll(
  tx: Tx,
  memberIds: string[],
  preferred?: string,
): Promise<Map<string, Address>> {
  const all = await tx.identity.findMany({
    where: { memberId: { in: memberIds }, member: { status: 'active' } },
    orderBy: { platform: 'asc' },
    include: { member: { select: { mutedUntil: true } } },
  })
  const byMember = Map.groupBy(all, ({ memberId }) => memberId)
  const several = [...byMember.values()].filter((theirs) => theirs.length > 1)
  const used = await lastUsed(tx, several.flat())
  return new Map(
    [...byMember].map(([memberId, theirs]) => {
      const one =
        theirs.find(({ platform }) => platform === preferred) ??
        theirs.toSorted((a, b) => (used.get(directWith(b)) ?? 0) - (used.get(directWith(a)) ?? 0))[0]
      const { platform, externalId, member } = one as (typeof theirs)[number]
      const target = { kind: 'user' as const, id: externalId }
      return [memberId, { platform, target, mutedUntil: member.mutedUntil }] as const
    }),
  )
}

export type Address = { platform: string; target: Target; mutedUntil: Date | null }

/** When each was last talked in, by the conversation's name. */
async function lastUsed(tx: Tx, identities: Identity[]): Promise<Map<string, number>> {
  if (identities.length === 0) return new Map()
  const talks = await tx.conversation.findMany({
    where: { id: { in: identities.map(directWith) } },
    select: { id: true, updatedAt: true },
  })
  return new Map(talks.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
}

export const channelTarget = (channel: { externalId: string; via: string }): Target => ({
  kind: 'chat',
  id: channel.externalId,
  via: channel.via as 'chat' | 'appchat' | 'webhook',
})
