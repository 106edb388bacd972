import { Prisma } from '../db/types.ts'
import { Refusal } from '../errors.ts'

/** Yuan as written (`30000.00`). Throws `Refusal` for more than the books hold: their columns end below a trillion. */
export function writtenYuan(written: string): Prisma.Decimal {
  const amount = new Prisma.Decimal(written)
  if (amount.gte(1e12))
    throw new Refusal('amount-too-large', '金额要在一万亿元以内，看看是不是多打了几个零。')
  return amount
}

/** The same, positive and with two places at most. */
export function positiveYuan(written: string): Prisma.Decimal {
  const amount = /^\d+(\.\d{1,2})?$/.test(written) ? writtenYuan(written) : null
  if (!amount || amount.lte(0))
    throw new Refusal('amount-not-positive', '金额要大于零、最多两位小数，比如「3万」「28000.50」。')
  return amount
}
