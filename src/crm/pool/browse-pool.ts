import { Prisma, type Tx } from '../../db/types.ts'
import { literal } from '../leads/duplicates.ts'
import { maskName, maskPhone } from '../leads/phone.ts'
import { type Coverage, coveredBy } from '../organisation/regions.ts'

/**
 * A page of the public pool, leads and dropped accounts alike: the most promising first, among equals the
 * oldest. Contacts are masked. One row more than asked for tells that there is another page.
 */
export async function browsePool(tx: Tx, search: PoolSearch): Promise<PoolPage> {
  const rows = await poolRows(tx, search)
  return {
    entries: rows.slice(0, search.size).map(masked),
    hasMore: rows.length > search.size,
    total: search.offset === 0 && rows.length <= search.size ? rows.length : await countPool(tx, search),
  }
}

/** The best of what may be claimed at once. */
export async function topOfPool(
  tx: Tx,
  { coverage, at, limit }: { coverage: Coverage | null; at: Date; limit: number },
): Promise<PoolEntry[]> {
  const rows = await poolRows(tx, { coverage, claimableBy: at, offset: 0, size: limit })
  return rows.slice(0, limit).map(masked)
}

export type PoolSearch = {
  keyword?: string | undefined
  region?: string | undefined
  /** Whose: what lies outside of the regions that they cover is left out. */
  coverage?: Coverage | null
  /** Only what may be claimed by then. */
  claimableBy?: Date
  offset: number
  size: number
}
export type PoolPage = { entries: PoolEntry[]; hasMore: boolean; total: number }
export type PoolEntry = {
  kind: 'lead' | 'account'
  id: string
  name: string
  contact: string | null
  phone: string | null
  region: string | null
  source: string | null
  score: number
  claimableAt: Date
  createdAt: Date
}

const masked = (row: PoolEntry): PoolEntry => ({
  ...row,
  contact: row.contact && maskName(row.contact),
  phone: row.phone && maskPhone(row.phone),
})

function poolRows(tx: Tx, search: PoolSearch): Promise<PoolEntry[]> {
  const upTo = search.offset + search.size + 1
  return tx.$queryRaw<PoolEntry[]>`
    SELECT * FROM (
      (SELECT 'lead' AS kind, id, company AS name, contact, phone, region, source, score, "claimableAt", "createdAt"
        FROM "Lead" WHERE ${leadsOf(search)} ORDER BY score DESC, "createdAt", id LIMIT ${upTo})
      UNION ALL
      (SELECT 'account', id, name, NULL, phone, region, industry, ${levelScore}, "claimableAt", "createdAt"
        FROM "Account" WHERE ${accountsOf(search)} ORDER BY ${levelScore} DESC, "createdAt", id LIMIT ${upTo})
    ) AS pool ORDER BY score DESC, "createdAt", id LIMIT ${search.size + 1} OFFSET ${search.offset}`
}

async function countPool(tx: Tx, search: PoolSearch): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT ((SELECT count(*) FROM "Lead" WHERE ${leadsOf(search)})
      + (SELECT count(*) FROM "Account" WHERE ${accountsOf(search)}))::int AS count`
  return row?.count ?? 0
}

const leadsOf = ({ keyword, region, ...whose }: PoolSearch): Prisma.Sql =>
  Prisma.sql`status = 'pool' ${openTo(whose)} ${matching(keyword, ['company', 'source', ...hinting(keyword)])} ${matching(region, ['region', 'company', 'address'])}`

/**
 * A note tells what somebody needs, and is not shown before it is claimed: Chinese words are looked for in it, but
 * nothing that a number or an id could be found out by, sign after sign.
 */
const hinting = (keyword = ''): string[] => (/^\p{Script=Han}+$/u.test(keyword.trim()) ? ['note'] : [])

/** An account whose making was undone is nobody's for ever, and is not shown. */
const accountsOf = ({ keyword, region, ...whose }: PoolSearch): Prisma.Sql =>
  Prisma.sql`"ownerId" IS NULL AND "claimableAt" < '9000-01-01' ${openTo(whose)} ${matching(keyword, ['name', 'industry'])} ${matching(region, ['region', 'name', 'address'])}`

const openTo = ({ coverage, claimableBy }: Pick<PoolSearch, 'coverage' | 'claimableBy'>): Prisma.Sql =>
  Prisma.sql`${coverage ? Prisma.sql`AND ${coveredBy(coverage)}` : Prisma.empty}
    ${claimableBy ? Prisma.sql`AND "claimableAt" <= ${claimableBy}` : Prisma.empty}`

function matching(words: string | undefined, columns: string[]): Prisma.Sql {
  if (!words?.trim()) return Prisma.empty
  const pattern = `%${literal(words.trim())}%`
  const tests = columns.map((column) => Prisma.sql`${Prisma.raw(`"${column}"`)} ILIKE ${pattern}`)
  return Prisma.sql`AND (${Prisma.join(tests, ' OR ')})`
}

/** Accounts have a level in place of a score; both are shown in one order. */
const levelScore = Prisma.sql`CASE level WHEN 'key' THEN 95 WHEN 'A' THEN 90 WHEN 'B' THEN 75 WHEN 'C' THEN 60 ELSE 45 END`
