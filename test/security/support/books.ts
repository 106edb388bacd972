import type { Tx } from '../../../src/db/types.ts'

/**
 * Every row that means business, hashed per table: two books are equal if and only if nothing was changed between
 * them. A table that is added later is in it by existing. Left out: what only says that somebody spoke.
 */
export async function booksOf(db: Tx): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`
  // Table names come from the catalogue above.
  const sums = tables.filter(({ name }) => !talk.has(name)).map(({ name }) => sumOf(name))
  const rows = await db.$queryRawUnsafe<{ name: string; sum: string }[]>(sums.join(' UNION ALL '))
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]))
}

const sumOf = (table: string): string =>
  `SELECT '${table}' AS name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS sum
   FROM "${table}" t WHERE t::text NOT LIKE '%member.refused%'`

const talk = new Set(['Inbound', 'Conversation', 'Delivery', '_prisma_migrations'])
