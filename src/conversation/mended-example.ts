import type { Inbound } from '../chat/inbound.ts'
import { record } from '../crm/audit.ts'
import { whenOf } from '../crm/moment.ts'
import type { VisitView } from '../crm/visits/view-visit.ts'
import type { Turn } from './turn.ts'
import { understand } from './understand/index.ts'
import type { Arguments, Named } from './understand/understanding.ts'

/**
 * Keeps a follow-up that somebody put right as a labelled sentence: what was said, how it had been read, and how
 * it should have been. `how`: by a sentence people also mend what they had said wrongly themselves.
 */
export async function keepExample(turn: Turn, { before, after, how }: Mended): Promise<void> {
  const made = await turn.tx.audit.findFirst({ where: { action: 'visit.create', entityId: after.id } })
  if (!made?.inboundId) return
  const inbound = await turn.tx.inbound.findUnique({ where: { id: made.inboundId } })
  const content = (inbound?.body as Inbound | undefined)?.content
  if (content?.kind !== 'text') return
  const reading = understand(content.text, { ...turn.context, at: made.at })
  await record(turn.tx, turn, {
    action: 'language.mend',
    id: after.id,
    before: { intent: reading.intent, arguments: plainArguments(reading.arguments) },
    after: {
      sentence: content.text,
      saidAt: made.at,
      how,
      intent: 'log_follow_up',
      arguments: differences(turn, before, after),
    },
  })
}

export type Mended = { before: VisitView; after: VisitView; how: 'card' | 'sentence' }

function differences({ zone }: Turn, before: VisitView, after: VisitView): Record<string, string> {
  const [was, is] = [frameOf(before, zone), frameOf(after, zone)]
  return Object.fromEntries(
    Object.entries(is).flatMap(([name, value]) =>
      value && value !== was[name] ? [[name, value] as const] : [],
    ),
  )
}

/** In the words of the language page. */
const frameOf = (view: VisitView, zone: string): Record<string, string | null> => ({
  account: view.name,
  contact: view.contactName,
  channel: view.channel,
  nextAt: view.next && whenOf(view.next.at, view.next.allDay, zone),
  amount: view.amount?.toFixed(2) ?? null,
  competitor: view.competitor,
})

export const plainArguments = (known: Arguments): Record<string, string> =>
  Object.fromEntries(
    Object.entries(known).map(([name, value]: [string, string | Named]) => [
      name,
      typeof value === 'string' ? value : (value.record?.name ?? value.text),
    ]),
  )
