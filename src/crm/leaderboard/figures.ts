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
  const keys = Object.keys(spans) as K[]
  const read = Object.fromEntries(keys.map((key) => [key, new Map<string, Figures>()])) as Read<K>
  const parts = keys.flatMap((key) => piecesOf(spans[key], today).map((piece) => part(key, piece, memberIds)))
  const named = parts.map((part, place) => Prisma.sql`${nameOf(place)} AS MATERIALIZED (${part})`)
  const together = parts.map((_, place) => Prisma.sql`SELECT * FROM ${nameOf(place)}`)
  const rows = await tx.$queryRaw<Row[]>`
    WITH ${Prisma.join(named)}
    SELECT span, "memberId", sum("amount") AS amount, sum("payments") AS payments,
      sum("newAccounts")::int AS "newAccounts", sum("visits")::int AS visits, sum("leads")::int AS leads
    FROM (${Prisma.join(together, ' UNION ALL ')}) parts GROUP BY span, "memberId"`
  for (const row of rows) read[row.span as K].set(row.memberId, figuresOf(row))
  return read
}

type Read<K extends string> = Record<K, Map<string, Figures>>
type Row = { span: string; memberId: string; newAccounts: number; visits: number; leads: number } & {
  [key in 'amount' | 'payments']: Prisma.Decimal
}

export const noFigures: Figures = Object.fromEntries(
  metrics.map((metric) => [metric, new Prisma.Decimal(0)]),
) as Figures

export const addFigures = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(metrics.map((metric) => [metric, a[metric].add(b[metric])])) as Figures

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

const figuresOf = ({ amount, payments, newAccounts, visits, leads }: Row): Figures => ({
  amount: new Prisma.Decimal(amount),
  payments: new Prisma.Decimal(payments),
  new_accounts: new Prisma.Decimal(newAccounts),
  visits: new Prisma.Decimal(visits),
  leads: new Prisma.Decimal(leads),
})
