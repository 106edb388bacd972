import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { endOwnership } from '../pool/ownership.ts'
import { neverClaimable } from '../pool/prospect.ts'
import type { Reversal } from '../undo/reversal.ts'
import { heldAccount } from './held-account.ts'

/**
 * An account made by mistake. Its row stays, because taken-back follow-ups point to it: it leaves the hands it was
 * made in, nobody can claim it, and its name is free again. Not once it is in other hands, or something stands on it.
 * Held first: a condition on other tables sees what they were when it began, not what it has waited for.
 */
export const uncreateAccount: Reversal = async (tx, by, { entityId: id, after }) => {
  const { ownerId } = made.parse(after)
  const { name } = await heldAccount(tx, id)
  const { count } = await tx.account.updateMany({
    where: {
      id,
      ownerId,
      contacts: { none: {} },
      visits: { none: { undoneAt: null } },
      opportunities: { none: { status: { not: 'lost' } } },
      receivables: { none: {} },
      payments: { none: { undoneAt: null } },
      promises: { none: { status: { not: 'cancelled' } } },
      tasks: { none: { status: 'open' } },
    },
    data: {
      name: `${name}（已撤销 ${id.slice(-6)}）`,
      ownerId: null,
      dropsAt: null,
      claimableAt: neverClaimable,
      updatedAt: by.now,
    },
  })
  if (count === 0)
    throw new Refusal(
      'newer-change',
      '这个客户已经有联系人、跟进、商机、待办或款项，或者换过负责人，撤不掉了。不跟的话可以「退回」。',
    )
  await endOwnership(tx, { kind: 'account', id }, { at: by.now, reason: 'undo' })
}

/** A contact added by mistake, alone or with a converted lead; one that follow-ups name stays. */
export const uncreateContact: Reversal = async (tx, _by, { entityId: id }) => {
  const { count } = await tx.contact.deleteMany({ where: { id, visits: { none: { undoneAt: null } } } })
  if (count === 0) throw new Refusal('newer-change', '这位联系人已经在跟进里出现过了，撤不掉。')
}

const made = z.object({ ownerId: z.uuid().nullable() })
