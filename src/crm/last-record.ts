import type { Audit, Tx } from '../db/types.ts'
import type { By } from './by.ts'
import { namedAs } from './organisation/merged.ts'

/** What a correction can mean, as it was written down last; of some kinds nothing can be mended by a sentence. */
export type LastRecord = {
  kind: 'visit' | 'task' | 'opportunity' | 'payment' | 'promise' | 'lead' | 'contact'
  id: string
}

/**
 * What the member wrote down last by a message, within so many minutes: of several records of one message the
 * one that the others belong to. `null` if there is none.
 */
export async function lastRecord(tx: Tx, by: By, minutes: number): Promise<LastRecord | null> {
  const recent = await tx.audit.findMany({
    where: {
      memberId: { in: await namedAs(tx, by.member.id) },
      undoneAt: null,
      inboundId: { not: null },
      at: { gte: new Date(by.now.getTime() - minutes * 60_000) },
      action: { in: [...writing.keys()] },
    },
    orderBy: { id: 'desc' },
    take: 30,
  })
  const together = recent.filter(({ inboundId }) => inboundId === recent[0]?.inboundId)
  const [entry] = together.toSorted((a, b) => rank(a) - rank(b))
  return entry ? { kind: entry.entityType as LastRecord['kind'], id: entry.entityId } : null
}

const writing = new Map(
  [
    'visit.create',
    'visit.amend',
    'visit.plan',
    'visit.contact',
    'payment.create',
    'payment.amend',
    'opportunity.create',
    'opportunity.amend',
    'task.create',
    'task.amend',
    // Whoever says 不对 after these does not mean what they wrote down before.
    'opportunity.advance',
    'opportunity.back',
    'opportunity.reopen',
    'opportunity.win',
    'opportunity.lose',
    'promise.create',
    'task.postpone',
    'lead.create',
    'contact.create',
  ].map((action, index) => [action, index]),
)
const rank = ({ action }: Audit): number => writing.get(action) ?? writing.size
