import { businessDay } from '../../clock.ts'
import type { Opportunity, Prisma, Tx } from '../../db/types.ts'
import { holdAccountBehind } from '../accounts/held-account.ts'
import { addShareOn } from '../leaderboard/sums.ts'

/** A won deal's amount on its owner's board, on the day it was won; `-1` takes it back. */
export async function addWin(tx: Tx, zone: string, deal: Won, sign: 1 | -1): Promise<void> {
  if (!deal.ownerId || !deal.closedAt || !deal.amount) return
  await addShareOn(tx, deal.ownerId, businessDay(deal.closedAt, zone), { amount: deal.amount.mul(sign) })
}

type Won = Pick<Opportunity, 'ownerId' | 'closedAt'> & { amount: Prisma.Decimal | null }

/** The win that made the account a customer: its first one. `null` while it has none. */
export const firstWin = (tx: Tx, accountId: string): Promise<FirstWin | null> =>
  tx.opportunity.findFirst({
    where: { accountId, status: 'won' },
    orderBy: [{ closedAt: 'asc' }, { id: 'asc' }],
    select: { id: true, ownerId: true, closedAt: true },
  })

/**
 * Holds a deal's account until the transaction ends. To be asked before anything about the deal is read: of two
 * wins at once, the second then sees the first.
 */
export const holdAccountOf = (tx: Tx, dealId: string) => holdAccountBehind(tx, 'Opportunity', dealId)

export type FirstWin = Pick<Opportunity, 'id' | 'ownerId' | 'closedAt'>

/** A new account counts once, for the owner of its first win. When another win becomes the first, so does the credit. */
export async function moveCredit(
  tx: Tx,
  zone: string,
  before: FirstWin | null,
  after: FirstWin | null,
): Promise<void> {
  if (before?.id === after?.id) return
  if (before) await credit(tx, zone, before, -1)
  if (after) await credit(tx, zone, after, 1)
}

/** Counts the account that a win has brought, or no longer counts it. */
export async function credit(tx: Tx, zone: string, win: FirstWin, newAccounts: 1 | -1): Promise<void> {
  if (!win.ownerId || !win.closedAt) return
  await addShareOn(tx, win.ownerId, businessDay(win.closedAt, zone), { newAccounts })
}
