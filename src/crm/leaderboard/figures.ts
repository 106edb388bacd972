import { Prisma, type Tx } from '../../db/types.ts'
import type { Span } from './periods.ts'
import { type Piece, piecesOf } from './pieces.ts'

export const metrics = ['amount', 'payments', 'new_accounts', 'visits', 'leads'] as const
export type Metric = (typeof metrics)[number]
export type Figures = Record<Metric, Prisma.Decimal>

/**
 * Each member's figures of these stretches of days, from the sums of days and months in one statement; members
 * without any are missing. `today` is the business day.
 */
export async function readFigures<K extends string>(
  tx: Tx,
  today: string,
  spans: Record<K, Span>,
  memberIds?: string[],
): Promise<Record<K, Map<string, Figures>>> {
  const each = Prisma.sql`SELECT span, "memberId" AS who, amount, payments, "newAccounts", visits, leads FROM members`
  return bySpan(spans, await read(tx, partsOf(spans, today, memberIds), each))
}

/** Everybody's figures, and those of the departments in which they sit (`''`: in none). */
export async function readAllFigures<K extends string>(
  tx: Tx,
  today: string,
  spans: Record<K, Span>,
): Promise<{ members: Record<K, Map<string, Figures>>; departments: Record<K, Map<string, Figures>> }> {
  const rows = await read(
    tx,
    partsOf(spans, today),
    Prisma.sql`SELECT span, "memberId"::text AS who, amount, payments, "newAccounts", visits, leads FROM members
      UNION ALL SELECT span, 'd' || coalesce("departmentId"::text, ''), ${sums}
      FROM members JOIN "Member" m ON m.id = members."memberId" GROUP BY span, "departmentId"`,
  )
  const [departments, members] = [rows.filter(isDepartment), rows.filter((row) => !isDepartment(row))]
  const named = departments.map(([span, who, ...figures]): Row => [span, who.slice(1), ...figures])
  return { members: bySpan(spans, members), departments: bySpan(spans, named) }
}

const isDepartment = ([, who]: Row): boolean => who.startsWith('d')

const sums =
  Prisma.raw(`sum("amount") AS amount, sum("payments") AS payments, sum("newAccounts")::int AS "newAccounts",
  sum("visits")::int AS visits, sum("leads")::int AS leads`)

/** As one value: a thousand rows cost Prisma more than the database. */
async function read(tx: Tx, parts: Prisma.Sql[], grouped: Prisma.Sql): Promise<Row[]> {
  const named = parts.map((part, place) => Prisma.sql`${nameOf(place)} AS MATERIALIZED (${part})`)
  const together = parts.map((_, place) => Prisma.sql`SELECT * FROM ${nameOf(place)}`)
  const [found] = await tx.$queryRaw<{ rows: Row[] | null }[]>`
    WITH ${Prisma.join(named)}, parts AS (${Prisma.join(together, ' UNION ALL ')}),
      members AS (SELECT span, "memberId", ${sums} FROM parts GROUP BY span, "memberId")
    SELECT json_agg(json_build_array(span, who, amount::text, payments::text, "newAccounts", visits, leads)) AS rows
    FROM (${grouped}) grouped`
  return found?.rows ?? []
}

type Row = [
  span: string,
  who: string,
  amount: string,
  payments: string,
  newAccounts: number,
  visits: number,
  leads: number,
]

function bySpan<K extends string>(spans: Record<K, Span>, rows: Row[]): Record<K, Map<string, Figures>> {
  const read = Object.fromEntries(Object.keys(spans).map((key) => [key, new Map<string, Figures>()])) as {
    [key in K]: Map<string, Figures>
  }
  for (const row of rows) read[row[0] as K].set(row[1], figuresOf(row))
  return read
}

export const noFigures: Figures = Object.fromEntries(
  metrics.map((metric) => [metric, new Prisma.Decimal(0)]),
) as Figures

export const addFigures = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(metrics.map((metric) => [metric, a[metric].add(b[metric])])) as Figures

const partsOf = (spans: Record<string, Span>, today: string, memberIds?: string[]): Prisma.Sql[] =>
  Object.entries(spans).flatMap(([key, span]) =>
    piecesOf(span, today).map((piece) => part(key, piece, memberIds)),
  )

/** Each by itself: put together in one, PostgreSQL starts two more processes for what takes a millisecond. */
const nameOf = (place: number): Prisma.Sql => Prisma.raw(`part${place}`)

/** The table's name and the sign are ours, never anybody's words. */
function part(span: string, { of, from, to, sign }: Piece, memberIds: string[] | undefined): Prisma.Sql {
  const [table, column] = of === 'month' ? ['MemberMonth', 'month'] : ['MemberDay', 'day']
  const signed = columns.map((name) => `${sign < 0 ? '-' : ''}"${name}" AS "${name}"`).join(', ')
  return Prisma.sql`SELECT ${span}::text AS span, "memberId", ${Prisma.raw(signed)} FROM ${Prisma.raw(`"${table}"`)}
    WHERE ${Prisma.raw(`"${column}"`)} BETWEEN ${from}::date AND ${to}::date
    ${memberIds ? Prisma.sql`AND "memberId" = ANY(${memberIds}::uuid[])` : Prisma.empty}`
}

const columns = ['amount', 'payments', 'newAccounts', 'visits', 'leads']

const figuresOf = ([, , amount, payments, newAccounts, visits, leads]: Row): Figures => ({
  amount: sumOf(amount),
  payments: sumOf(payments),
  new_accounts: whole(newAccounts),
  visits: whole(visits),
  leads: whole(leads),
})

/** On most days most people have sold nothing: one number for all of them. */
const sumOf = (yuan: string): Prisma.Decimal => (Number(yuan) === 0 ? zero : new Prisma.Decimal(yuan))
const zero = new Prisma.Decimal(0)

/** Counts are small and alike: one number for all who have it. */
const whole = (count: number): Prisma.Decimal => small[count] ?? new Prisma.Decimal(count)
const small = Array.from({ length: 1_000 }, (_, count) => new Prisma.Decimal(count))
