import { uncreateAccount, uncreateContact } from '../accounts/undo.ts'
import { rebind, unbind } from '../channels/undo.ts'
import { unconvertLead, uncreateLead } from '../leads/undo.ts'
import { unamendOpportunity } from '../opportunities/amend-opportunity.ts'
import { uncreateOpportunity, unmove } from '../opportunities/undo.ts'
import { unmute } from '../organisation/mute.ts'
import { unask, unclaim, unextend, unrelease } from '../pool/undo.ts'
import { unamendPayment } from '../receivables/amend-payment.ts'
import { unpay, unpromise } from '../receivables/undo.ts'
import { unwriteOff } from '../receivables/write-off.ts'
import { unamendTask, unchangeTask, uncreateTask } from '../tasks/undo.ts'
import { unnameContact } from '../visits/name-contact.ts'
import { unamendVisit, unlogVisit, unplanVisit } from '../visits/undo.ts'
import type { Reversal } from './reversal.ts'

/** Every act that can be taken back. A topic keeps its reversals in its own folder and names them here. */
export const reversals: Readonly<Record<string, Reversal>> = {
  'channel.bind': unbind,
  'channel.unbind': rebind,
  'lead.create': uncreateLead,
  'lead.claim': unclaim,
  'lead.release': unrelease,
  'lead.convert': unconvertLead,
  'account.claim': unclaim,
  'account.release': unrelease,
  'lead.extend': unextend,
  'account.extend': unextend,
  'lead.ask-extension': unask,
  'account.ask-extension': unask,
  // Declining changes nothing: what was asked can be granted again.
  'lead.decline-extension': async () => undefined,
  'account.decline-extension': async () => undefined,
  'member.mute': unmute,
  'visit.create': unlogVisit,
  'visit.amend': unamendVisit,
  'visit.plan': unplanVisit,
  'visit.contact': unnameContact,
  'account.create': uncreateAccount,
  'contact.create': uncreateContact,
  'opportunity.create': uncreateOpportunity,
  'opportunity.amend': unamendOpportunity,
  'opportunity.advance': unmove,
  'opportunity.back': unmove,
  'opportunity.win': unmove,
  'opportunity.lose': unmove,
  'opportunity.reopen': unmove,
  'payment.create': unpay,
  'payment.amend': unamendPayment,
  'promise.create': unpromise,
  'receivable.write-off': unwriteOff,
  // The labelled sentence is marked as taken back, which is all.
  'language.mend': async () => undefined,
  'task.create': uncreateTask,
  'task.amend': unamendTask,
  'task.complete': unchangeTask,
  'task.postpone': unchangeTask,
  'task.decline': unchangeTask,
}
