import type { Inbound } from '../chat/inbound.ts'
import type { Clock } from '../clock.ts'
import { gathered } from '../db/gathered.ts'
import { isPassing } from '../db/passing.ts'
import type { Db } from '../db/types.ts'
import { newId } from '../ids.ts'

/**
 * Stores what came in, in one statement: the row is the receipt and the work order. What the platform delivers
 * again meets the unique key and changes nothing. Throws `StoreUnavailable` while the database is away.
 */
export function createInbox(deps: Deps) {
  const storeTogether = gathered((batch: Inbound[][]) => insert(deps, batch))
  let refusal: StoreUnavailable | null = null
  let refusedAt = 0

  return {
    /** Returns what was new. */
    async store(inbounds: Inbound[]): Promise<Stored[]> {
      try {
        const stored = await storeTogether(inbounds.map(storable))
        refusal = null
        return stored
      } catch (error) {
        if (!isPassing(error)) throw error
        refusal = new StoreUnavailable(error)
        refusedAt = performance.now()
        throw refusal
      }
    },

    /**
     * Why messages could not be stored, the last time any came; empty when all is well. Who is not ready is sent
     * nothing more, so a while after a refusal this tries by itself whether the database takes writes again. Not
     * sooner: on a full disk a small write may still find a place.
     */
    async problems(): Promise<string[]> {
      const last = refusal
      if (!last) return []
      if (performance.now() - refusedAt < doubtMs) return [last.message]
      try {
        await deps.db
          .$executeRaw`INSERT INTO "Setting" ("key", "value", "updatedAt") VALUES ('written', 'true', ${deps.clock.now()})
          ON CONFLICT ("key") DO UPDATE SET "updatedAt" = excluded."updatedAt"`
        refusal = null
        return []
      } catch {
        return [last.message]
      }
    },
  }
}

export type Inbox = ReturnType<typeof createInbox>

const doubtMs = 10_000

async function insert(deps: Deps, batch: Inbound[][]): Promise<Stored[][]> {
  const rows = batch.flat().map((inbound) => ({
    id: newId(),
    platform: inbound.platform,
    key: inbound.key,
    conversation: conversationOf(inbound),
    body: inbound,
    receivedAt: deps.clock.now(),
  }))
  // One text however many rows there are, so that the database prepares it once.
  const stored = await deps.db.$queryRaw<(Stored & Pick<Inbound, 'platform' | 'key'>)[]>`
    INSERT INTO "Inbound" (id, platform, key, conversation, body, "receivedAt")
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS i(id uuid, platform text, key text,
      conversation text, body jsonb, "receivedAt" timestamptz)
    ON CONFLICT (platform, key) DO NOTHING RETURNING id, conversation, platform, key`
  const byName = new Map<string, Stored>(stored.map((row) => [nameOf(row), row]))
  return batch.map((inbounds) => inbounds.flatMap((inbound) => taken(byName, inbound)))
}

/** Each row is given to one arrival only: of the same event twice in a batch, the second was no news. */
function taken(stored: Map<string, Stored>, inbound: Inbound): Stored[] {
  const row = stored.get(nameOf(inbound))
  stored.delete(nameOf(inbound))
  return row ? [row] : []
}

const nameOf = ({ platform, key }: { platform: string; key: string }): string => `${platform} ${key}`

/** Half a pair at the cut would make it no text any more. */
const cut = (text: string): string => text.slice(0, 200).toWellFormed()

/** PostgreSQL takes neither NUL nor half a surrogate pair in text or JSON. */
function storable(inbound: Inbound): Inbound {
  const clean = JSON.parse(JSON.stringify(inbound), (_key, value) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  ) as Inbound
  return { ...clean, key: cut(clean.key) }
}

/** Nothing was stored, so nothing may be acknowledged: the platform delivers again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
  constructor(cause: unknown) {
    const isFull = cause instanceof Error && /no space left|could not (extend|write)/i.test(cause.message)
    super(isFull ? 'the disk is full: messages cannot be stored' : 'messages cannot be stored', { cause })
  }
}

export type Stored = { id: string; conversation: string }

export type Deps = { db: Db; clock: Clock }

/** One person's talk in one chat: what is worked off in order, and what a question belongs to. */
export const conversationOf = (inbound: Inbound): string => {
  const place = inbound.chat?.kind === 'group' ? inbound.chat.id : 'direct'
  return cut([inbound.platform, place, inbound.sender ?? 'platform'].join(':'))
}
