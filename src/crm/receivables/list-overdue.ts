import { businessDay } from '../../clock.ts'
import { Prisma, type PromiseStatus, type Tx } from '../../db/types.ts'
import { dateOf } from '../moment.ts'
import type { Reach } from '../organisation/reach.ts'
import { restOf } from './allocate.ts'

/**
 * What was due before today and is not paid, longest overdue first, of the accounts within reach; with the sums
 * of all of it. An account without an owner is seen by those who see everything.
 */
export async function listOverdue(tx: Tx, asked: OverdueAsked): Promise<OverdueList> {
  const today = businessDay(asked.now, asked.zone)
  const { ids, ages } = await readOwed(tx, asked, today)
  const rows = await tx.receivable.findMany({ where: { id: { in: ids } }, include: overdueParts })
  const inOrder = rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  return {
    rows: inOrder.map((row) => overdueRow(row, today)),
    ages,
    count: ages.reduce((sum, age) => sum + age.count, 0),
    total: ages.reduce((sum, age) => sum.add(age.amount), zero),
  }
}

export type OverdueAsked = {
  now: Date
  zone: string
  reach: Reach
  /** Only the accounts of these people. */
  memberIds?: string[] | undefined
  offset?: number
  limit: number
}

export type OverdueList = { rows: OverdueRow[]; count: number; total: Prisma.Decimal; ages: Age[] }
/** How much is overdue for so many days: `upTo` is null for everything older. */
export type Age = { from: number; upTo: number | null; count: number; amount: Prisma.Decimal }

export type OverdueRow = {
  id: string
  accountId: string
  accountName: string
  ownerId: string | null
  ownerName: string | null
  title: string
  /** What is still open. */
  rest: Prisma.Decimal
  dueOn: Date
  /** Days since the due day; negative before it. */
  days: number
  promise: { dueOn: Date; status: PromiseStatus } | null
}

/** Everything that is owed is looked at once, for the ids of the page and for the sums. */
async function readOwed(tx: Tx, asked: OverdueAsked, today: string): Promise<Owed> {
  const owners = ownersOf(asked)
  const of = owners
    ? Prisma.sql`JOIN "Account" a ON a.id = r."accountId" AND a."ownerId" = ANY(${owners}::uuid[])`
    : Prisma.empty
  const classes = ageClasses.map(
    ({ upTo }, place) => Prisma.sql`WHEN days <= ${upTo ?? ageless}::int THEN ${place}::int`,
  )
  const [found] = await tx.$queryRaw<[{ ids: string[] | null; sums: Sum[] | null }]>`
    WITH owed AS MATERIALIZED (
      SELECT r.id, r."dueOn", r.amount, r.amount - r."paidAmount" AS rest, ${today}::date - r."dueOn" AS days
      FROM "Receivable" r ${of} WHERE r.status IN ('open', 'partial') AND r."dueOn" < ${today}::date)
    SELECT (SELECT json_agg(json_build_array(class, count, sum::text)) FROM (
        SELECT CASE ${Prisma.join(classes, ' ')} END AS class, count(*), sum(rest) FROM owed GROUP BY 1) ages) AS sums,
      (SELECT json_agg(id) FROM (SELECT id FROM owed ORDER BY "dueOn", amount DESC, id
        OFFSET ${asked.offset ?? 0} LIMIT ${asked.limit}) page) AS ids`
  const sums = new Map((found.sums ?? []).map(([place, ...sum]) => [place, sum]))
  const ages = ageClasses.map(({ from, upTo }, place): Age => {
    const [count, amount] = sums.get(place) ?? [0, 0]
    return { from, upTo, count, amount: new Prisma.Decimal(amount) }
  })
  return { ids: found.ids ?? [], ages }
}

type Sum = [place: number, count: number, amount: string]
type Owed = { ids: string[]; ages: Age[] }

/** Whose accounts are looked at; `null` for everybody's and nobody's. */
function ownersOf({ reach, memberIds }: OverdueAsked): string[] | null {
  if (reach === 'all') return memberIds ?? null
  return memberIds?.filter((id) => reach.memberIds.includes(id)) ?? reach.memberIds
}

/** What is read with a receivable to show it as overdue. */
export const overdueParts = {
  account: {
    select: {
      name: true,
      ownerId: true,
      owner: { select: { name: true } },
      promises: {
        where: { status: { in: ['open', 'broken'] } },
        orderBy: { createdAt: 'desc' },
        select: { dueOn: true, status: true, receivableId: true },
      },
    },
  },
} satisfies Prisma.ReceivableInclude

type Row = Prisma.ReceivableGetPayload<{ include: typeof overdueParts }>

/** `today` is the business day, `YYYY-MM-DD`. */
export function overdueRow(row: Row, today: string): OverdueRow {
  const { account } = row
  // Newest first: the word given last is what counts.
  const promise = account.promises.find(
    ({ receivableId }) => receivableId === null || receivableId === row.id,
  )
  return {
    id: row.id,
    accountId: row.accountId,
    accountName: account.name,
    ownerId: account.ownerId,
    ownerName: account.owner?.name ?? null,
    title: row.title,
    rest: restOf(row),
    dueOn: row.dueOn,
    days: daysBetween(row.dueOn, today),
    promise: promise ? { dueOn: promise.dueOn, status: promise.status } : null,
  }
}

/** Days from a due day to the day `today`; negative before it. */
export const daysBetween = (dueOn: Date, today: string): number =>
  Math.round((dateOf(today).getTime() - dueOn.getTime()) / 86_400_000)

const ageClasses = [
  { from: 1, upTo: 7 },
  { from: 8, upTo: 15 },
  { from: 16, upTo: 30 },
  { from: 31, upTo: null },
]
/** Days: more than anything is old. */
const ageless = 100_000
const zero = new Prisma.Decimal(0)
