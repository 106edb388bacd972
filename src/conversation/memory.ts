import { jsonOf } from '../characters.ts'
import type { Prisma, Tx } from '../db/types.ts'
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
export const rememberAlone = (turn: Alone, asked: { pending: Asked; pendingUntil: Date }): Promise<void> =>
  leaveAlone(turn, asked)

/**
 * The same with what a message in a group has shown and was about, as against `before`: it is read there, and what
 * is said there next counts its rows and means that customer.
 */
export async function rememberShown(
  turn: Alone & { memory: Memory },
  before: Pick<Memory, 'lastList' | 'account'>,
): Promise<void> {
  const { lastList, account } = turn.memory
  const shown = {
    ...(lastList !== before.lastList && { lastList }),
    ...(account !== before.account && {
      lastAccountId: account?.id ?? null,
      lastAccountAt: account?.at ?? null,
    }),
  }
  if (Object.keys(shown).length > 0) await leaveAlone(turn, shown)
}

/**
 * What a push shows in somebody's own conversation: its numbers are what they answer with, not those of an older list.
 * Who has never spoken has no list yet.
 */
export async function rememberPushed(tx: Tx, shown: Pushed[]): Promise<void> {
  if (shown.length === 0) return
  const lists = shown.map((one) => ({ id: directWith(one), refs: one.refs }))
  await tx.$executeRaw`
    UPDATE "Conversation" c SET "lastList" = s.refs
    FROM jsonb_to_recordset(${jsonOf(lists)}::jsonb) AS s(id text, refs jsonb) WHERE c.id = s.id`
}

export type Pushed = Person & { refs: Ref[] }

/** The conversation of one person alone with the bot, as the inbox names it. */
export const directWith = ({ platform, externalId }: Person): string => `${platform}:direct:${externalId}`

type Person = { platform: string; externalId: string | null }

async function leaveAlone({ tx, inbound, now }: Alone, left: Left): Promise<void> {
  const id = directWith({ platform: inbound.platform, externalId: inbound.sender })
  const values = { ...left, updatedAt: now }
  await tx.conversation.upsert({ where: { id }, create: { id, ...values }, update: values })
}

type Left = Omit<
  Prisma.ConversationUncheckedUpdateInput & Prisma.ConversationUncheckedCreateInput,
  'id' | 'updatedAt'
>
type Alone = { tx: Tx; now: Date; inbound: { platform: string; sender: string | null } }
