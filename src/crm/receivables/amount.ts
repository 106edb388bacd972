import { Prisma } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

/** Yuan as written (`30000.00`), positive and with two places at most. Throws `Refusal`. */
export function positiveYuan(written: string): Prisma.Decimal {
  const amount = /^\d{1,12}(\.\d{1,2})?$/.test(written) ? new Prisma.Decimal(written) : null
  if (!amount || amount.lte(0))
    throw new Refusal('amount-not-positive', '金额要大于零、最多两位小数，比如「3万」「28000.50」。')
  return amount
}
