import type { Tx } from '../db/types.ts'
import { Prisma } from '../db/types.ts'
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

/** Reads what the conversation remembers; an expired question is forgotten. */
export async function recall(tx: Tx, id: string, now: Date): Promise<Memory> {
  const row = await tx.conversation.findUnique({ where: { id } })
  const open = row?.pendingUntil && row.pendingUntil > now
  return {
    id,
    isNew: row === null,
    pending: open ? (row.pending as Asked | null) : null,
    pendingUntil: open ? row.pendingUntil : null,
    lastList: (row?.lastList as Ref[] | null) ?? [],
    account:
      row?.lastAccountId && row.lastAccountAt ? { id: row.lastAccountId, at: row.lastAccountAt } : null,
  }
}

export async function remember(tx: Tx, memory: Memory, now: Date): Promise<void> {
  const values = {
    pending: memory.pending ?? Prisma.DbNull,
    pendingUntil: memory.pendingUntil,
    lastList: memory.lastList,
    lastAccountId: memory.account?.id ?? null,
    lastAccountAt: memory.account?.at ?? null,
    updatedAt: now,
  }
  await tx.conversation.upsert({
    where: { id: memory.id },
    create: { id: memory.id, ...values },
    update: values,
  })
}
