import type { Tx, Visit } from '../../db/types.ts'
import { keyOf } from '../pool/ownership.ts'
import type { Prospect } from '../pool/prospect.ts'

/** The last follow-up of a lead or account, valid or not; `null` if there is none. */
export const lastVisitOf = (tx: Tx, prospect: Prospect): Promise<Visit | null> =>
  tx.visit.findFirst({ where: { ...keyOf(prospect), undoneAt: null }, orderBy: { createdAt: 'desc' } })
