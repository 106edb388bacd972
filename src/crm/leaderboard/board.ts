import { Prisma } from '../../db/types.ts'
import { placesOf } from './name-order.ts'

/**
 * Puts competitors in order: the highest first, equals share a rank and the ranks after them are left out
 * (1, 1, 3). `gap` is what is missing to the next value above. Ranks of before are among the same competitors;
 * who had nothing then had no rank.
 */
export function rank(competitors: Competitor[]): Ranked[] {
  const before = ranksBefore(competitors)
  const ordered = inOrder(competitors)
  let rank = 0
  let above: Prisma.Decimal | null = null
  return ordered.map(({ competitor, key }, place) => {
    const next = ordered[place - 1]
    if (next?.key !== key) {
      rank = place + 1
      above = next?.competitor.value ?? null
    }
    const { value, before: earlier } = competitor
    const previousRank = before.get(competitor.id) ?? null
    return {
      ...competitor,
      rank,
      previousRank,
      climbed: previousRank === null ? null : previousRank - rank,
      change: value.sub(earlier),
      gap: above ? above.sub(value) : null,
    }
  })
}

/**
 * The highest first; equals in the order of their names, so that a board looks the same each time. As numbers two
 * values compare much faster, and sums of yuan are told apart exactly.
 */
function inOrder(competitors: Competitor[]): { competitor: Competitor; key: number }[] {
  const places = placesOf(competitors.map(({ name }) => name))
  return competitors
    .map((competitor) => ({
      competitor,
      key: competitor.value.toNumber(),
      place: places.get(competitor.name) as number,
    }))
    .sort((a, b) => b.key - a.key || a.place - b.place || (a.competitor.id < b.competitor.id ? -1 : 1))
}

export type Competitor = {
  id: string
  name: string
  value: Prisma.Decimal
  /** The value of the period before. */
  before: Prisma.Decimal
  /** The place among all when the period before was closed, where that was kept; `null` for who had none. */
  placeBefore?: number | null
}

export type Ranked = Competitor & {
  rank: number
  previousRank: number | null
  /** Places gained since; negative for lost ones, `null` for who had no rank. */
  climbed: number | null
  change: Prisma.Decimal
  gap: Prisma.Decimal | null
}

/** As it was kept when the period was closed; else by its values as they are now. */
function ranksBefore(all: Competitor[]): Map<string, number> {
  if (all.every(({ placeBefore }) => placeBefore === undefined))
    return ranksOf(
      all.filter(({ before }) => before.gt(0)).map(({ id, before }) => ({ id, key: before.toNumber() })),
    )
  return ranksOf(
    all.flatMap(({ id, placeBefore }) =>
      typeof placeBefore === 'number' ? [{ id, key: -placeBefore }] : [],
    ),
  )
}

/** A rank is one more than the number of those who have more. */
function ranksOf(all: { id: string; key: number }[]): Map<string, number> {
  const ordered = [...all].sort((a, b) => b.key - a.key)
  const ranks = new Map<string, number>()
  let rank = 0
  for (const [place, { id, key }] of ordered.entries()) {
    if (ordered[place - 1]?.key !== key) rank = place + 1
    ranks.set(id, rank)
  }
  return ranks
}

export const sum = (values: Prisma.Decimal[]): Prisma.Decimal =>
  values.reduce((total, value) => total.add(value), new Prisma.Decimal(0))
