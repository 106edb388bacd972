import { Prisma, type Tx } from '../db/types.ts'
import { createNameBook, type NameBook, type NameEntry } from './understand/book/name-book.ts'

/** The names of this company in memory, brought up to date inside each turn's transaction. */
export type Names = {
  /** The book with everything that this transaction can see. The first call reads all. */
  current(tx: Tx): Promise<NameBook>
  /** What has changed, as JSON (`Look`), for a statement that reads more beside it. */
  look(): Prisma.Sql
  /** The book, with what that statement found. */
  seen(tx: Tx, look: Look): Promise<NameBook>
}

/**
 * Reads everything once and afterwards only what the triggers noted (`NameChange`). A transaction that is
 * still open may have noted something that is not visible yet, so each look begins with the oldest one that
 * was open at the last look; reading an entry twice does no harm.
 */
export function createNames(): Names {
  let book = createNameBook()
  let since: bigint | null = null
  const names: Names = {
    async current(tx) {
      const [found] = await tx.$queryRaw<{ look: Look }[]>`SELECT ${names.look()} AS look`
      return found ? names.seen(tx, found.look) : book
    },
    look: () => Prisma.sql`jsonb_build_object(
      'openSince', pg_snapshot_xmin(pg_current_snapshot())::text,
      'changed', (SELECT jsonb_agg(DISTINCT jsonb_build_array("kind", "recordId")) FROM "NameChange" WHERE "txid" >= ${since ?? never}),
      'isPast', (SELECT min("txid") > ${since ?? 0n} AND min("id") > 1 FROM "NameChange"))`,
    async seen(tx, { openSince, changed, isPast }) {
      if (since === null || isPast) {
        const anew = createNameBook()
        for await (const rows of readAll(tx)) learn(anew, rows)
        book = anew
      } else if (changed) await refresh(tx, book, changed)
      since = BigInt(openSince)
      return book
    },
  }
  return names
}

/** Larger than any transaction's number: the first look reads all, not what was noted. */
const never = 2n ** 63n - 1n

export type Look = {
  /** The number of the oldest transaction that was open. */
  openSince: string
  changed: [NameEntry['kind'], string][] | null
  /** The clean-up has thrown away notes from after the last look, or may have. */
  isPast: boolean | null
}

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

/** The entries of these records, with the contacts of these accounts (theirs is the owner). */
function read(tx: Tx, ids: string[]): Promise<Row[]> {
  const among = (column: string) => Prisma.sql`${Prisma.raw(column)} = ANY(${ids}::uuid[])`
  const parts = sources.map(({ select, key, through, only }) => {
    const wanted = through ? Prisma.sql`(${among(key)} OR ${among(through)})` : among(key)
    return Prisma.sql`${Prisma.raw(select)} WHERE ${wanted} AND ${Prisma.raw(only ?? 'true')}`
  })
  return tx.$queryRaw<Row[]>`${Prisma.join(parts, ' UNION ALL ')}`
}

/** Everything, some at a time: no statement is long, and the database does not wait while names are taken in. */
async function* readAll(tx: Tx): AsyncGenerator<Row[]> {
  for (const { select, key, only } of sources) {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const rows = await tx.$queryRaw<Row[]>`
        ${Prisma.raw(select)} WHERE ${Prisma.raw(key)} > ${after}::uuid AND ${Prisma.raw(only ?? 'true')}
        ORDER BY ${Prisma.raw(key)} LIMIT ${atOnce}`
      yield rows
      const last = rows.at(-1)
      if (!last || rows.length < atOnce) break
      after = last.id
    }
  }
}

const atOnce = 2000

/** `through`: entries that change with another record. `only`: those that people still name. */
const sources: { select: string; key: string; through?: string; only?: string }[] = [
  {
    select: `SELECT 'account' AS kind, id, name, aliases, "ownerId", NULL::uuid AS "accountId", region, NULL AS title, phone,
      "claimableAt" >= '9000-01-01' AS gone FROM "Account"`,
    key: 'id',
  },
  {
    select: `SELECT 'lead' AS kind, id, company AS name, aliases, "ownerId", NULL::uuid AS "accountId", region, NULL AS title,
      phone, status IN ('converted', 'invalid') AS gone FROM "Lead"`,
    key: 'id',
  },
  {
    select: `SELECT 'opportunity' AS kind, id, name, aliases, "ownerId", "accountId", NULL AS region, NULL AS title, NULL AS phone,
      status <> 'open' AS gone FROM "Opportunity"`,
    key: 'id',
  },
  {
    select: `SELECT 'contact' AS kind, c.id, c.name, c.aliases, a."ownerId", c."accountId", NULL AS region, c.title, c.phone,
      a."claimableAt" >= '9000-01-01' AS gone FROM "Contact" c JOIN "Account" a ON a.id = c."accountId"`,
    key: 'c.id',
    through: 'c."accountId"',
  },
  {
    select: `SELECT 'task' AS kind, id, title AS name, NULL::text[] AS aliases, "assigneeId" AS "ownerId", "accountId",
      NULL AS region, NULL AS title, NULL AS phone, false AS gone FROM "Task"`,
    key: 'id',
    only: `status = 'open'`,
  },
  {
    select: `SELECT 'member' AS kind, id, name, aliases, id AS "ownerId", NULL::uuid AS "accountId", NULL AS region, title,
      NULL AS phone, status = 'frozen' AS gone FROM "Member"`,
    key: 'id',
  },
  {
    select: `SELECT 'department' AS kind, id, name, NULL::text[] AS aliases, NULL::uuid AS "ownerId", NULL::uuid AS "accountId",
      NULL AS region, NULL AS title, NULL AS phone, "removedAt" IS NOT NULL AS gone FROM "Department"`,
    key: 'id',
  },
]
