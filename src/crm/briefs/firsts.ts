import type { Prisma, Tx } from '../../db/types.ts'

/**
 * The first `limit` rows of each member and part, with how many there are in all. `rows` selects `memberId`,
 * `part`, `id` and `at`, by which they are put in order; everything else comes along.
 */
export function firstsOf<Row extends Placed>(tx: Tx, rows: Prisma.Sql, limit: number): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT found.*, row_number() OVER (PARTITION BY "memberId", part ORDER BY at, id)::int AS place,
        count(*) OVER (PARTITION BY "memberId", part)::int AS count
      FROM (${rows}) AS found
    ) AS placed WHERE place <= ${limit} ORDER BY "memberId", part, place`
}

export type Placed = { memberId: string; part: string; id: string; at: Date; place: number; count: number }

/** The rows of one member and part. */
export const someOf = <Row extends Placed>(rows: Row[], memberId: string, part: string): Some<Row> => {
  const own = rows.filter((row) => row.memberId === memberId && row.part === part)
  return { rows: own, count: own[0]?.count ?? 0 }
}

/** The first of them, and how many there are. */
export type Some<T> = { rows: T[]; count: number }
