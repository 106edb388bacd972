import { Prisma, type Tx } from '../db/types.ts'
import { createNameBook, type NameBook, type NameEntry } from './understand/book/name-book.ts'

/** The names of this company in memory, brought up to date inside each turn's transaction. */
export type Names = {
  /** The book with everything that this transaction can see. The first call reads all. */
  current(tx: Tx): Promise<NameBook>
}

/**
 * Reads everything once and afterwards only what the triggers noted (`NameChange`). A transaction that is
 * still open may have noted something that is not visible yet, so each look begins with the oldest one that
 * was open at the last look; reading an entry twice does no harm.
 */
export function createNames(): Names {
  const book = createNameBook()
  let since: bigint | null = null
  return {
    async current(tx) {
      const [look] = await tx.$queryRaw<Look[]>`
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "openSince",
          (SELECT jsonb_agg(DISTINCT jsonb_build_array("kind", "recordId")) FROM "NameChange" WHERE "txid" >= ${since ?? 0n}) AS changed`
      if (since === null) learn(book, await read(tx, null))
      else if (look?.changed) await refresh(tx, book, look.changed)
      since = look?.openSince ?? since
      return book
    },
  }
}

type Look = { openSince: bigint; changed: [NameEntry['kind'], string][] | null }

async function refresh(tx: Tx, book: NameBook, changed: [NameEntry['kind'], string][]): Promise<void> {
  const rows = await read(
    tx,
    changed.map(([, id]) => id),
  )
  const found = new Set(rows.map((row) => row.id))
  for (const [kind, id] of changed) if (!found.has(id)) book.remove(kind, id)
  learn(book, rows)
}

function learn(book: NameBook, rows: Row[]): void {
  for (const row of rows) {
    if (row.gone) book.remove(row.kind, row.id)
    else book.replace(entryOf(row))
  }
}

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

/** The entries of these records, with the contacts of these accounts (theirs is the owner); `null`: of all. */
function read(tx: Tx, ids: string[] | null): Promise<Row[]> {
  const among = (column: string) =>
    ids === null ? Prisma.sql`true` : Prisma.sql`${Prisma.raw(column)} = ANY(${ids}::uuid[])`
  return tx.$queryRaw<Row[]>`
    SELECT 'account' AS kind, id, name, aliases, "ownerId", NULL::uuid AS "accountId", region, NULL AS title, phone, false AS gone
      FROM "Account" WHERE ${among('id')}
    UNION ALL SELECT 'lead', id, company, aliases, "ownerId", NULL, region, NULL, phone, status IN ('converted', 'invalid')
      FROM "Lead" WHERE ${among('id')}
    UNION ALL SELECT 'opportunity', id, name, aliases, "ownerId", "accountId", NULL, NULL, NULL, status <> 'open'
      FROM "Opportunity" WHERE ${among('id')}
    UNION ALL SELECT 'contact', c.id, c.name, c.aliases, a."ownerId", c."accountId", NULL, c.title, c.phone, false
      FROM "Contact" c JOIN "Account" a ON a.id = c."accountId" WHERE ${among('c.id')} OR ${among('a.id')}
    UNION ALL SELECT 'task', id, title, NULL, "assigneeId", "accountId", NULL, NULL, NULL, status <> 'open'
      FROM "Task" WHERE ${among('id')} AND status = 'open'
    UNION ALL SELECT 'member', id, name, aliases, id, NULL, NULL, title, NULL, status = 'frozen'
      FROM "Member" WHERE ${among('id')}
    UNION ALL SELECT 'department', id, name, NULL, NULL, NULL, NULL, NULL, NULL, "removedAt" IS NOT NULL
      FROM "Department" WHERE ${among('id')}`
}
