import type { Lead, OwnershipReason, Role, Tx, VisitChannel } from '../../db/types.ts'
import type { By } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
import { keyOf } from '../pool/ownership.ts'
import { type Held, type Prospect, readProspect } from '../pool/prospect.ts'
import { maskName, maskPhone } from './phone.ts'

/** A lead, or an account of the pool, as its card shows it to this member; contacts masked unless it is theirs. */
export async function viewProspect(tx: Tx, by: By, prospect: Prospect): Promise<ProspectView> {
  const held = await readProspect(tx, prospect)
  const open = seesContacts(by, held)
  const reached = await reachable(tx, held)
  return {
    held,
    open,
    contact: reached.contact && (open ? reached.contact : maskName(reached.contact)),
    phone: reached.phone && (open ? reached.phone : maskPhone(reached.phone)),
    source: reached.source,
    note: open ? reached.note : null,
    address: reached.address,
    history: open ? await historyOf(tx, prospect) : [],
    lastDrop: await lastDrop(tx, by, prospect),
  }
}

export type ProspectView = {
  held: Held
  /** Contacts, note and history are shown. */
  open: boolean
  contact: string | null
  phone: string | null
  source: string | null
  note: string | null
  address: string | null
  /** The newest first. */
  history: Happening[]
  /** `by`: 同事 for those out of reach, whose own words stay with them, too. */
  lastDrop: { by: string; at: Date; note: string | null; reason: OwnershipReason } | null
}
export type Happening =
  | { at: Date; kind: 'visit'; by: string; channel: VisitChannel; content: string }
  | { at: Date; kind: 'owner'; by: string | null; reason: OwnershipReason; note: string | null }

/** The owner and those above; in the pool only those who fill it. */
function seesContacts(by: By, held: Held): boolean {
  if (held.inPool) return fillers.has(by.member.role)
  return reaches(by.member.reach, held.ownerId)
}
const fillers = new Set<Role>(['sales_ops', 'marketing'])

async function reachable(tx: Tx, { kind, id }: Prospect): Promise<Reachable> {
  if (kind === 'lead') return tx.lead.findUniqueOrThrow({ where: { id } })
  const account = await tx.account.findUniqueOrThrow({
    where: { id },
    include: { contacts: { orderBy: { createdAt: 'asc' }, take: 1 } },
  })
  const [contact] = account.contacts
  return { ...account, contact: contact?.name ?? null, phone: contact?.phone ?? account.phone, source: null }
}
type Reachable = Pick<Lead, 'contact' | 'phone' | 'source' | 'note' | 'address'>

async function historyOf(tx: Tx, prospect: Prospect): Promise<Happening[]> {
  const of = keyOf(prospect)
  const visits = await tx.visit.findMany({
    where: { ...of, undoneAt: null },
    include: { member: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: 50,
  })
  const stretches = await tx.ownership.findMany({
    where: { ...of, reason: { not: 'undo' } },
    include: { member: { select: { name: true } } },
    orderBy: { startedAt: 'desc' },
    take: 50,
  })
  const happenings: Happening[] = [
    ...visits.map(({ createdAt, member, channel, content }) => ({
      at: createdAt,
      kind: 'visit' as const,
      by: member.name,
      channel,
      content,
    })),
    ...stretches.map(({ startedAt, member, reason, note }) => ({
      at: startedAt,
      kind: 'owner' as const,
      by: member?.name ?? null,
      reason,
      note,
    })),
  ]
  return happenings.sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** When, from whom and why it last came into the pool; `null` if nobody has had it. */
async function lastDrop(tx: Tx, by: By, prospect: Prospect): Promise<ProspectView['lastDrop']> {
  const of = keyOf(prospect)
  const before = await tx.ownership.findFirst({
    where: { ...of, memberId: { not: null }, endReason: { in: ['release', 'recycle', 'hand_over'] } },
    include: { member: { select: { name: true } } },
    orderBy: { endedAt: 'desc' },
  })
  if (!before?.endedAt || !before.endReason) return null
  const stretch = await tx.ownership.findFirst({
    where: { ...of, memberId: null, startedAt: before.endedAt },
    select: { note: true },
  })
  const reached = reaches(by.member.reach, before.memberId)
  // What the clock says is ours.
  const isTold = reached || before.endReason === 'recycle'
  return {
    by: (reached && before.member?.name) || '同事',
    at: before.endedAt,
    note: (isTold && stretch?.note) || null,
    reason: before.endReason,
  }
}
