import type { Prisma, Tx, Visit, VisitChannel } from '../../db/types.ts'
import type { Moment } from '../moment.ts'
import type { Prospect } from '../pool/prospect.ts'
import { followedBy } from './followed-by.ts'

/** A visit with the names it mentions, as receipts and lists show it. Throws when there is none. */
export async function viewVisit(tx: Tx, id: string): Promise<VisitView> {
  const visit = await tx.visit.findUniqueOrThrow({
    where: { id },
    include: { account: true, lead: true, contact: { select: { name: true } } },
  })
  const { ownerId = null, dropsAt = null } = visit.account ?? visit.lead ?? {}
  const name = visit.account?.name ?? visit.lead?.company ?? ''
  return viewOf(visit, { name, ownerId, dropsAt, contactName: visit.contact?.name })
}

/** The same where the rows are at hand. */
export const viewOf = (visit: Visit, { contactName = null, ...of }: Followed): VisitView => ({
  id: visit.id,
  of: followedBy(visit),
  ...of,
  contactName,
  channel: visit.channel,
  content: visit.content,
  valid: visit.valid,
  next: visit.nextAt && { at: visit.nextAt, allDay: visit.nextAllDay },
  nextAction: visit.nextAction,
  amount: visit.amount,
  competitor: visit.competitor,
})

/** The account or lead as it stands with the visit, and the contact. */
type Followed = Pick<VisitView, 'name' | 'ownerId' | 'dropsAt'> & { contactName?: string | null | undefined }

export type VisitView = {
  id: string
  /** The account, or the lead; a lead that was converted counts as its account. */
  of: Prospect
  name: string
  contactName: string | null
  channel: VisitChannel
  content: string
  valid: boolean
  next: Moment | null
  nextAction: string | null
  amount: Prisma.Decimal | null
  competitor: string | null
  ownerId: string | null
  dropsAt: Date | null
}
