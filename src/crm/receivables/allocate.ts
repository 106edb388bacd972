import { Prisma, type ReceivableStatus } from '../../db/types.ts'

/**
 * Spreads a payment over what is owed, in the order given (oldest due first). Never more than a receivable's
 * open rest; what is left is the surplus. Yuan, exact to the cent: shares + surplus = amount.
 */
export function allocate(amount: Prisma.Decimal, owed: Owed[]): Allocated {
  let left = amount
  const shares: Share[] = []
  for (const receivable of owed) {
    const share = Prisma.Decimal.min(left, restOf(receivable))
    if (share.lte(0)) continue
    shares.push({ receivableId: receivable.id, amount: share })
    left = left.sub(share)
  }
  return { shares, surplus: left }
}

/** The same shares again, each as far as its receivable is still open; what no longer fits is surplus. */
export function allocateAgain(amount: Prisma.Decimal, owed: Owed[], shares: Share[]): Allocated {
  const upTo = (one: Owed, share: Share) => Prisma.Decimal.min(one.amount, one.paidAmount.add(share.amount))
  const asBefore = shares.flatMap((share) =>
    owed.filter(({ id }) => id === share.receivableId).map((one) => ({ ...one, amount: upTo(one, share) })),
  )
  return allocate(amount, asBefore)
}

/** What is still open of a receivable. */
export const restOf = ({ amount, paidAmount }: Pick<Owed, 'amount' | 'paidAmount'>): Prisma.Decimal =>
  amount.sub(paidAmount)

/** The status that follows from how much of it is paid. */
export function statusOf({ amount, paidAmount }: Pick<Owed, 'amount' | 'paidAmount'>): ReceivableStatus {
  if (paidAmount.gte(amount)) return 'paid'
  return paidAmount.gt(0) ? 'partial' : 'open'
}

export type Owed = { id: string; amount: Prisma.Decimal; paidAmount: Prisma.Decimal }
export type Share = { receivableId: string; amount: Prisma.Decimal }
export type Allocated = { shares: Share[]; surplus: Prisma.Decimal }
