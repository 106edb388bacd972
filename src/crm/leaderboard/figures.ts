import { Prisma, type Tx } from '../../db/types.ts'
import type { Span } from './periods.ts'
import { type Piece, piecesOf } from './pieces.ts'

export const metrics = ['amount', 'payments', 'new_accounts', 'visits', 'leads'] as const
export type Metric = (typeof metrics)[number]
export type Figures = Record<Metric, Prisma.Decimal>

/**
 * The figures of these members in a stretch of days, from the sums of days and months; members without any are
 * missing. `today` is the business day.
 */
export async function readFigures(
  tx: Tx,
  today: string,
  span: Span,
  memberIds: string[],
): Promise<Map<string, Figures>> {
  const [found] = await tx.$queryRaw<{ rows: [memberId: string, ...FiguresRow][] | null }[]>`
    WITH ${figuresIn('sums', span, today, memberIds)}
    SELECT json_agg(json_build_array("memberId", ${asRow('sums')})) AS rows FROM sums`
  return new Map((found?.rows ?? []).map(([memberId, ...row]) => [memberId, figuresOf(row)]))
}

/**
 * A table for the `WITH` of a statement: `memberId` and the five figures of a stretch of days, a row for everybody (or
 * these) with anything. The name is ours, never anybody's words.
 */
export function figuresIn(name: string, span: Span, today: string, memberIds?: string[]): Prisma.Sql {
  const pieces = piecesOf(span, today)
  const [first] = pieces
  // The sums of one day or one month are a row for each already.
  if (pieces.length === 1 && first?.from === first?.to)
    return Prisma.sql`${Prisma.raw(name)} AS MATERIALIZED (${rowsOf(first as Piece, memberIds)})`
  // Each piece by itself: put together in one, PostgreSQL starts two more processes for what takes a millisecond.
  const parts = pieces.map((piece, place) => ({
    name: Prisma.raw(`${name}${place}`),
    rows: rowsOf(piece, memberIds),
  }))
  const named = parts.map((part) => Prisma.sql`${part.name} AS MATERIALIZED (${part.rows})`)
  const together = parts.map((part) => Prisma.sql`SELECT * FROM ${part.name}`)
  return Prisma.sql`${Prisma.join(named)}, ${Prisma.raw(name)} AS MATERIALIZED (
    SELECT "memberId", ${sumsOf} FROM (${Prisma.join(together, ' UNION ALL ')}) parts GROUP BY "memberId")`
}

const columns = ['amount', 'payments', 'newAccounts', 'visits', 'leads'] as const

/** The sums of the five columns under their own names. */
export const sumsOf = Prisma.raw(columns.map((name) => `sum("${name}") AS "${name}"`).join(', '))

function rowsOf({ of, from, to, sign }: Piece, memberIds: string[] | undefined): Prisma.Sql {
  const [table, column] = of === 'month' ? ['MemberMonth', 'month'] : ['MemberDay', 'day']
  const signed = columns.map((name) => `${sign < 0 ? '-' : ''}"${name}" AS "${name}"`).join(', ')
  return Prisma.sql`SELECT "memberId", ${Prisma.raw(signed)} FROM ${Prisma.raw(`"${table}"`)}
    WHERE ${Prisma.raw(`"${column}"`)} BETWEEN ${from}::date AND ${to}::date
    ${memberIds ? Prisma.sql`AND "memberId" = ANY(${memberIds}::uuid[])` : Prisma.empty}`
}

/** The five columns of `table` as parts of one JSON value, money as text. */
export const asRow = (table: string): Prisma.Sql =>
  Prisma.raw(
    columns
      .map(
        (name) => `nullif(${table}."${name}", 0)${name === 'amount' || name === 'payments' ? '::text' : ''}`,
      )
      .join(', '),
  )

/** What `asRow` makes; `null` for nothing. */
export type FiguresRow = [
  amount: string | null,
  payments: string | null,
  newAccounts: number | null,
  visits: number | null,
  leads: number | null,
]

export const figuresOf = ([amount, payments, newAccounts, visits, leads]: FiguresRow): Figures => ({
  amount: amount === null ? zero : new Prisma.Decimal(amount),
  payments: payments === null ? zero : new Prisma.Decimal(payments),
  new_accounts: whole(newAccounts ?? 0),
  visits: whole(visits ?? 0),
  leads: whole(leads ?? 0),
})

const zero = new Prisma.Decimal(0)

/** Counts are small and alike: one number for all who have it. */
const whole = (count: number): Prisma.Decimal => small[count] ?? new Prisma.Decimal(count)
const small = Array.from({ length: 1_000 }, (_, count) => new Prisma.Decimal(count))

export const noFigures: Figures = {
  amount: zero,
  payments: zero,
  new_accounts: zero,
  visits: zero,
  leads: zero,
}

export const addFigures = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(metrics.map((metric) => [metric, a[metric].add(b[metric])])) as Figures
