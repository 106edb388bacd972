import type { Account, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { resetClock } from '../pool/reset-clock.ts'
import type { FirstWin } from './board.ts'

/** The first win signs the account: it no longer drops and no longer counts against capacity. */
export async function sign(tx: Tx, by: By, account: Account, at = by.saidAt ?? by.now): Promise<void> {
  if (account.signedAt) return
  await tx.account.update({
    where: { id: account.id },
    data: { signedAt: at, dropsAt: null, warnedDays: null, updatedAt: by.now },
  })
}

/**
 * Takes the signature back that came with a win at `wonAt`: it is then that of the first of the wins that are
 * `left`. With none left the clock runs again, and not shorter than `atLeast`: nobody loses an account at once
 * because a win was taken back.
 */
export async function unsign(
  tx: Tx,
  by: By,
  account: Account,
  { wonAt, left, atLeast }: { wonAt: Date; left: FirstWin | null; atLeast: Date },
): Promise<void> {
  const { id } = account
  const { count } = await tx.account.updateMany({
    where: { id, signedAt: wonAt },
    data: { signedAt: left?.closedAt ?? null, updatedAt: by.now },
  })
  if (count === 0 || left) return
  await resetClock(tx, by, { kind: 'account', id })
  await tx.account.updateMany({ where: { id, dropsAt: { lt: atLeast } }, data: { dropsAt: atLeast } })
}
