import type { Tx } from '../db/types.ts'
import { createNameBook, type NameBook, type NameEntry } from './understand/book/name-book.ts'

/** The names of this company in memory, brought up to date inside each turn's transaction. */
export type Names = {
  /** The book with everything that this transaction can see. */
  current(tx: Tx, now: Date): Promise<NameBook>
}

/**
 * Reads everything once and afterwards only what changed. Rows written by a slower transaction may become
 * visible late, so each look goes back a little behind the last one; reading an entry twice does no harm.
 */
export function createNames(): Names {
  const book = createNameBook()
  let seenUpTo: Date | null = null
  return {
    async current(tx, now) {
      const since = seenUpTo ? new Date(seenUpTo.getTime() - overlapMs) : new Date(0)
      for (const row of await changedSince(tx, since)) {
        if (row.gone) book.remove(row.kind, row.id)
        else book.replace(entryOf(row))
      }
      seenUpTo = now
      return book
    },
  }
}

const overlapMs = 30_000

const entryOf = (row: Row): NameEntry => ({
  kind: row.kind,
  id: row.id,
  name: row.name,
  aliases: row.aliases ?? [],
  ownerId: row.ownerId,
  ...(row.accountId ? { accountId: row.accountId } : {}),
  ...(row.region ? { region: row.region } : {}),
  ...(row.title ? { title: row.title } : {}),
  ...(row.phone ? { phone: row.phone } : {}),
})

type Row = {
  kind: NameEntry['kind']
  id: string
  name: string
  aliases: string[] | null
  ownerId: string | null
  accountId: string | null
  region: string | null
  title: string | null
  phone: string | null
  gone: boolean
}

/** One statement for all kinds: this runs with every message. Each branch reads its index on `updatedAt`. */
const changedSince = (tx: Tx, since: Date) => tx.$queryRaw<Row[]>`
  SELECT 'account' AS kind, id, name, aliases, "ownerId", NULL::uuid AS "accountId", region, NULL AS title, phone, false AS gone
    FROM "Account" WHERE "updatedAt" > ${since}
  UNION ALL SELECT 'lead', id, company, aliases, "ownerId", NULL, region, NULL, phone, status IN ('converted', 'invalid')
    FROM "Lead" WHERE "updatedAt" > ${since}
  UNION ALL SELECT 'opportunity', id, name, aliases, "ownerId", "accountId", NULL, NULL, NULL, status <> 'open'
    FROM "Opportunity" WHERE "updatedAt" > ${since}
  UNION ALL SELECT 'contact', c.id, c.name, c.aliases, a."ownerId", c."accountId", NULL, c.title, c.phone, false
    FROM "Contact" c JOIN "Account" a ON a.id = c."accountId" WHERE c."updatedAt" > ${since} OR a."updatedAt" > ${since}
  UNION ALL SELECT 'task', id, title, NULL, "assigneeId", "accountId", NULL, NULL, NULL, status <> 'open'
    FROM "Task" WHERE "updatedAt" > ${since}
  UNION ALL SELECT 'member', id, name, aliases, id, NULL, NULL, title, NULL, status = 'frozen'
    FROM "Member" WHERE "updatedAt" > ${since}
  UNION ALL SELECT 'department', id, name, NULL, NULL, NULL, NULL, NULL, NULL, "removedAt" IS NOT NULL
    FROM "Department" WHERE "updatedAt" > ${since}`
