import type { Tx } from '../db/types.ts'
import type { Asked } from './ask.ts'
import type { Ref } from './understand/understanding.ts'

/** What a conversation remembers between two messages. Changed in place by a turn, saved with it. */
export type Memory = {
  id: string
  /** Nothing has been said here before. */
  isNew: boolean
  /** The open question, until it expires. */
  pending: Asked | null
  pendingUntil: Date | null
  /** The records of the list shown last, in order: `领取 3` means the third. */
  lastList: Ref[]
  /** The account just talked about. */
  account: { id: string; at: Date } | null
}

/** What the conversation remembers, from its row; an expired question is forgotten. */
export function memoryOf(id: string, kept: Kept | null, now: Date): Memory {
  const until = kept?.pendingUntil ? new Date(kept.pendingUntil) : null
  const isOpen = until !== null && until > now
  return {
    id,
    isNew: kept === null,
    pending: isOpen ? (kept?.pending ?? null) : null,
    pendingUntil: isOpen ? until : null,
    lastList: kept?.lastList ?? [],
    account:
      kept?.lastAccountId && kept.lastAccountAt
        ? { id: kept.lastAccountId, at: new Date(kept.lastAccountAt) }
        : null,
  }
}

/** A conversation's row as JSON; moments are ISO 8601. */
export type Kept = {
  pending: Asked | null
  pendingUntil: string | null
  lastList: Ref[] | null
  lastAccountId: string | null
  lastAccountAt: string | null
}

/** The conversation's row as it is to be; the other way round from `memoryOf`. */
export const keptOf = ({ pending, pendingUntil, lastList, account }: Memory) => ({
  pending,
  pendingUntil,
  lastList,
  lastAccountId: account?.id ?? null,
  lastAccountAt: account?.at ?? null,
})

/** Leaves an open question in the speaker's own conversation with the bot, where it is asked. */
export async function rememberAlone(
  { tx, inbound, now }: Alone,
  { pending, pendingUntil }: { pending: Asked; pendingUntil: Date },
): Promise<void> {
  const id = `${inbound.platform}:direct:${inbound.sender}`
  const values = { pending, pendingUntil, updatedAt: now }
  await tx.conversation.upsert({ where: { id }, create: { id, ...values }, update: values })
}

type Alone = { tx: Tx; now: Date; inbound: { platform: string; sender: string | null } }
