import { Prisma } from '../db/types.ts'

/** Yuan as people write them: `3万`, `2.5万`, `800元`, exact to the cent where it matters. */
export function yuan(amount: Prisma.Decimal | string): string {
  const value = new Prisma.Decimal(amount)
  const tenThousands = value.div(10_000)
  if (value.abs().gte(10_000) && tenThousands.decimalPlaces() <= 2) return `${tenThousands.toString()}万元`
  return `${grouped(value)}元`
}

/** For figures that are compared at a glance: from ten thousand on in units of it, to two places. */
export function aboutYuan(amount: Prisma.Decimal): string {
  if (amount.abs().lt(10_000)) return yuan(amount)
  return `${amount.div(10_000).toDecimalPlaces(2).toString()}万元`
}

function grouped(value: Prisma.Decimal): string {
  const [whole = '0', cents] = value.toFixed(value.decimalPlaces() > 0 ? 2 : 0).split('.')
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return cents ? `${withCommas}.${cents}` : withCommas
}
