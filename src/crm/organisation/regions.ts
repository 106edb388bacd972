import { Prisma, type Tx } from '../../db/types.ts'
import { allPlaces, isPlaceAtStart, placesBelow } from '../places.ts'

/**
 * Where a member may take customers from: the regions of the departments that they sit in or lead, or of the
 * nearest department above that names any. `null`: everywhere. Rule: DOMAIN.md, People, "Departments own regions".
 */
export async function coverageOf(tx: Tx, memberId: string): Promise<Coverage | null> {
  return (await coveragesOf(tx, [memberId])).get(memberId) ?? null
}

/** The same for many at once; who may take from everywhere is missing. */
export async function coveragesOf(tx: Tx, memberIds: string[]): Promise<Map<string, Coverage>> {
  const seats = await tx.$queryRaw<Seat[]>`
    WITH seats AS (
      SELECT id AS "memberId", "departmentId" FROM "Member"
        WHERE id = ANY(${memberIds}::uuid[]) AND "departmentId" IS NOT NULL
      UNION SELECT "memberId", "departmentId" FROM "Membership" WHERE "memberId" = ANY(${memberIds}::uuid[])
      UNION SELECT "leaderId", id FROM "Department" WHERE "leaderId" = ANY(${memberIds}::uuid[])
    )
    SELECT seats."memberId", (
      SELECT above.regions FROM "Department" above
      WHERE starts_with(own.path, above.path) AND cardinality(above.regions) > 0 AND above."removedAt" IS NULL
      ORDER BY length(above.path) DESC LIMIT 1
    ) AS regions
    FROM seats JOIN "Department" own ON own.id = seats."departmentId" AND own."removedAt" IS NULL`
  const bounded = Map.groupBy(seats, ({ memberId }) => memberId)
  const words = seats.some(({ regions }) => regions) ? await ownWords(tx) : []
  return new Map(
    [...bounded].flatMap(([memberId, theirs]) => {
      if (theirs.some(({ regions }) => regions === null)) return []
      const regions = [...new Set(theirs.flatMap(({ regions }) => regions ?? []))]
      return [[memberId, { regions, names: regions.flatMap(placesBelow), words }] as const]
    }),
  )
}

export type Coverage = {
  /** As the departments name them. */
  regions: string[]
  /** Everything that a record's region may begin with to be inside. */
  names: string[]
  /** What other departments call regions of their own, beside China's places: 华东, 海外. */
  words: string[]
}

/** Whether a record of this region may be taken. One whose region says nothing, or no place, is anybody's. */
export function covers(coverage: Coverage | null, region: string | null): boolean {
  if (!coverage || !region) return true
  const begins = (name: string) => region.startsWith(name)
  if (coverage.names.some(begins)) return true
  return !isPlaceAtStart(region) && !coverage.words.some(begins)
}

/** The same as a condition on a row's `region`. */
export const coveredBy = ({ names, words }: Coverage): Prisma.Sql =>
  Prisma.sql`(region IS NULL OR ${beginsWith(names)} OR NOT ${beginsWith([...allPlaces(), ...words])})`

/** One look-up for each length of a name, however many there are. */
function beginsWith(names: string[]): Prisma.Sql {
  const byLength = Map.groupBy(names, (name) => name.length)
  const tests = [...byLength].map(([length, some]) => Prisma.sql`left(region, ${length}::int) = ANY(${some})`)
  return Prisma.sql`(${Prisma.join(tests, ' OR ')})`
}

type Seat = { memberId: string; regions: string[] | null }

async function ownWords(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ word: string }[]>`
    SELECT DISTINCT unnest(regions) AS word FROM "Department" WHERE "removedAt" IS NULL`
  return rows.map(({ word }) => word)
}
