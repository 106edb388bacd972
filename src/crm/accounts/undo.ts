import { Refusal } from '../../errors.ts'
import { neverClaimable } from '../pool/prospect.ts'
import type { Reversal } from '../undo/reversal.ts'

/**
 * An account made by mistake. Its row stays, because taken-back follow-ups point to it: it leaves every hand,
 * nobody can claim it, and its name is free again.
 */
export const uncreateAccount: Reversal = async (tx, by, { entityId: id }) => {
  const account = await tx.account.findUniqueOrThrow({
    where: { id },
    include: {
      _count: {
        select: {
          visits: { where: { undoneAt: null } },
          opportunities: { where: { status: { not: 'lost' } } },
          receivables: true,
          payments: { where: { undoneAt: null } },
        },
      },
    },
  })
  if (Object.values(account._count).some((count) => count > 0))
    throw new Refusal('newer-change', '这个客户已经有跟进或商机了，撤不掉。可以改成「退回」。')
  await tx.account.update({
    where: { id },
    data: {
      name: `${account.name}（已撤销 ${id.slice(-6)}）`,
      ownerId: null,
      dropsAt: null,
      claimableAt: neverClaimable,
      updatedAt: by.now,
    },
  })
  await tx.ownership.updateMany({
    where: { accountId: id, endedAt: null },
    data: { endedAt: by.now, endReason: 'undo' },
  })
}

/** A contact added by mistake, alone or with a converted lead; one that follow-ups name stays. */
export const uncreateContact: Reversal = async (tx, _by, { entityId: id }) => {
  const { count } = await tx.contact.deleteMany({ where: { id, visits: { none: { undoneAt: null } } } })
  if (count === 0) throw new Refusal('newer-change', '这位联系人已经在跟进里出现过了，撤不掉。')
}
