import { visitLogged } from '../../../cards/visit-logged.ts'
import type { Card } from '../../chat/card.ts'
import { mayWork } from '../../crm/accounts/rights.ts'
import { type VisitView, viewVisit } from '../../crm/visits/view-visit.ts'
import { channelLabels } from '../labels.ts'
import { yuan } from '../money.ts'
import { type Person, strangerIn } from '../person.ts'
import type { Turn } from '../turn.ts'
import { dayLabel, momentLabel } from '../when.ts'

/** The receipt of a follow-up as it stands now. `undo`: the message that its button takes back. */
export const visitCardOf = async (turn: Turn, visitId: string, extra: Extra = {}): Promise<Card> =>
  visitCard(turn, await viewVisit(turn.tx, visitId), extra)

/** The same where it has just been read or written. */
export const visitCard = (turn: Turn, view: VisitView, extra: Extra = {}): Card =>
  visitLogged({
    visitId: view.id,
    of: view.of,
    inboundId: extra.undo ?? turn.inbound.id,
    account: view.name,
    channel: channelLabels[view.channel],
    content: view.content,
    valid: view.valid,
    contact: view.contactName,
    stranger: unknownContact(turn, view)?.name,
    next: view.next && { when: momentLabel(view.next, turn), action: view.nextAction ?? '继续跟进' },
    amount: view.amount && yuan(view.amount),
    competitor: view.competitor,
    dropsOn: view.dropsAt && dayLabel(view.dropsAt, turn),
    changes: extra.changes,
  })

type Extra = { undo?: string | undefined; changes?: string[] }

/** Somebody the follow-up speaks of, who can be kept as a contact of the account. */
export function unknownContact(turn: Turn, { of, ownerId, contactName, content }: VisitView): Person | null {
  if (contactName || of.kind === 'lead' || !mayWork(turn.member, ownerId)) return null
  return strangerIn(turn, content, of.id)
}
