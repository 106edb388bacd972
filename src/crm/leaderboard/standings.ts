import { Prisma, type Tx } from '../../db/types.ts'
import { asRow, type Figures, type FiguresRow, figuresIn, figuresOf, sumsOf } from './figures.ts'
import type { Span } from './periods.ts'
import type { Ranks } from './ranks.ts'

/**
 * The whole company in one statement: everybody with the figures of two stretches of days, all departments, and the
 * sums of those who sit in each (`null`: in none). `closed` is a day whose kept places are wanted, too; `null` for
 * none. `today` is the business day.
 */
export async function readStandings(
  tx: Tx,
  { now, before }: { now: Span; before: Span },
  today: string,
  closed: string | null,
): Promise<Standings> {
  // As a few values: a thousand rows cost Prisma more than the database.
  const [found] = await tx.$queryRaw<[Found]>`
    WITH ${figuresIn('now', now, today)}, ${figuresIn('before', before, today)},
      ranks AS MATERIALIZED (SELECT * FROM "RankSnapshot" WHERE day = ${closed}::date)
    SELECT (SELECT json_agg(json_build_array(m.id, name, "departmentId", status = 'active' AND role = 'rep',
          json_build_array(${asRow('now')}), json_build_array(${asRow('before')}),
          json_build_array(ranks.amount, ranks.payments, ranks."newAccounts", ranks.visits, ranks.leads)))
        FROM "Member" m LEFT JOIN now ON now."memberId" = m.id LEFT JOIN before ON before."memberId" = m.id
          LEFT JOIN ranks ON ranks."memberId" = m.id) AS people,
      (SELECT json_agg(json_build_object('id', id, 'name', name, 'path', path, 'parentId', "parentId", 'leaderId',
        "leaderId", 'isRemoved', "removedAt" IS NOT NULL) ORDER BY path) FROM "Department") AS departments,
      ${byDepartment('now')} AS "totalsNow", ${byDepartment('before')} AS "totalsBefore",
      EXISTS (SELECT 1 FROM ranks) AS "isClosed"`
  return {
    people: (found.people ?? []).map(personOf),
    departments: found.departments ?? [],
    totals: { now: totalsOf(found.totalsNow), before: totalsOf(found.totalsBefore) },
    isClosed: found.isClosed,
  }
}

export type Standings = {
  people: Standing[]
  /** In the order of their paths, those that were removed too. */
  departments: Somewhere[]
  /** By the department's id, `null` for none. */
  totals: { now: Map<string | null, Figures>; before: Map<string | null, Figures> }
  /** Whether places were kept for that day. */
  isClosed: boolean
}

export type Standing = {
  id: string
  name: string
  departmentId: string | null
  sells: boolean
  now: Figures
  before: Figures
  ranks: Ranks
}

export type Somewhere = {
  id: string
  name: string
  path: string
  parentId: string | null
  leaderId: string | null
  isRemoved: boolean
}

/** `table` is ours, never anybody's words. */
const byDepartment = (table: 'now' | 'before'): Prisma.Sql =>
  Prisma.sql`(SELECT json_agg(json_build_array("departmentId", ${asRow('sums')})) FROM (
    SELECT "departmentId", ${sumsOf} FROM ${Prisma.raw(table)} figures JOIN "Member" m ON m.id = figures."memberId"
    GROUP BY "departmentId") sums)`

const totalsOf = (rows: TotalsRow[] | null): Map<string | null, Figures> =>
  new Map((rows ?? []).map(([departmentId, ...row]) => [departmentId, figuresOf(row)]))

function personOf([id, name, departmentId, sells, now, before, ranks]: PersonRow): Standing {
  const [amount, payments, new_accounts, visits, leads] = ranks
  return {
    ...{ id, name, departmentId, sells },
    now: figuresOf(now),
    before: figuresOf(before),
    ranks: { amount, payments, new_accounts, visits, leads },
  }
}

type Found = {
  people: PersonRow[] | null
  departments: Somewhere[] | null
  totalsNow: TotalsRow[] | null
  totalsBefore: TotalsRow[] | null
  isClosed: boolean
}
type PersonRow = [
  id: string,
  name: string,
  departmentId: string | null,
  sells: boolean,
  now: FiguresRow,
  before: FiguresRow,
  ranks: [number | null, number | null, number | null, number | null, number | null],
]
type TotalsRow = [departmentId: string | null, ...sums: FiguresRow]
