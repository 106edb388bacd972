import type { Message, Target } from '../chat/message.ts'
import type { Outgoing, Turn } from '../conversation/turn.ts'
import type { Delivery, Identity, Prisma, Tx } from '../db/types.ts'
import { newId } from '../ids.ts'
import type { Queue } from './queue.ts'
import { quietUntil } from './quiet.ts'

/**
 * What a turn said, as rows to be written when it ends: the row is the work order, and is sent as soon as it has
 * committed. What is lost on the way is found by the sweep.
 */
export async function flushOutbox(queue: Queue, turn: Turn): Promise<Delivery[]> {
  const said: Delivery[] = []
  for (const outgoing of [...turn.outbox, ...voiced(turn)]) {
    if (outgoing.to.kind === 'new-group')
      await askForGroup(queue, turn, outgoing.to.channelId, outgoing.message)
    const notBefore = heldUntil(turn, outgoing)
    for (const { mutedUntil, ...draft } of await draftsOf(turn, outgoing, said)) {
      const held = later(notBefore, mutedUntil, turn)
      said.push(deliveryOf({ ...draft, notBefore: held, inboundId: turn.inbound.id, now: turn.now }))
    }
  }
  for (const { kind, id } of said)
    if (kind === 'answer')
      await queue.send(turn.tx, 'deliver', { deliveryId: id }, { seconds: answerSeconds })
  return said
}

/** To be sent at once: not held back, and not carried by the answer to a tap. */
export const isDue = ({ kind, status }: Delivery): boolean => status === 'queued' && kind !== 'answer'

/** Making a group takes HTTP, which no transaction waits for. */
const askForGroup = (queue: Queue, turn: Turn, channelId: string, message: Message): Promise<void> =>
  queue.send(turn.tx, 'make-group', { channelId, askedBy: turn.member.id, message })

/** Where nothing pops up over a tapped card (WeCom), it is said instead, unless the turn shows something anyway. */
function voiced({ inbound: { content }, popup, outbox }: Turn): Outgoing[] {
  if (!popup || content.kind !== 'tap' || content.answerable) return []
  const shown = outbox.some(({ to }) => to.kind === 'here' || to.kind === 'tapped')
  return shown ? [] : [{ message: { text: popup.text }, to: { kind: 'here' } }]
}

/** Who speaks at night is answered at night; colleagues and groups hear of it in the morning. */
function heldUntil({ now, zone, rules, member }: Turn, { to }: Outgoing): Date | undefined {
  const others = to.kind === 'channel' || (to.kind === 'member' && to.memberId !== member.id)
  return others ? quietUntil(now, zone, rules.quiet) : undefined
}

/** Who wants to be left alone hears of colleagues' doings when that is over, but never of their own. */
function later(quiet: Date | undefined, muted: Date | null | undefined, turn: Turn): Date | undefined {
  if (!muted || muted <= turn.now) return quiet
  return quiet && quiet > muted ? quiet : muted
}

/**
 * One delivery on its way, with its job. `slot` makes it unique: a second one with the same slot is dropped.
 * Returns how many were written, one or none.
 */
export async function post(queue: Queue, tx: Tx, draft: Draft & { now: Date }): Promise<number> {
  const written = await tx.delivery.createManyAndReturn({
    data: rowOf(draft),
    skipDuplicates: true,
    select: { id: true },
  })
  if (!draft.notBefore) for (const { id } of written) await queue.send(tx, 'deliver', { deliveryId: id })
  return written.length
}

/** The same for many at once, none of them answers: one insert, and their jobs. Returns how many were written. */
export async function postAll(queue: Queue, tx: Tx, drafts: (Draft & { now: Date })[]): Promise<number> {
  const rows = await tx.delivery.createManyAndReturn({
    data: drafts.map(rowOf),
    skipDuplicates: true,
    select: { id: true, status: true },
  })
  const ready = rows.filter(({ status }) => status === 'queued')
  await queue.sendAll(
    tx,
    'deliver',
    ready.map(({ id }) => ({ deliveryId: id })),
  )
  return rows.length
}

const rowOf = ({ now, ...values }: Draft & { now: Date }) => ({
  ...values,
  createdAt: now,
  status: values.notBefore ? ('waiting' as const) : ('queued' as const),
})

/** The whole row: it is sent without being read again. */
const deliveryOf = (draft: Draft & { now: Date }): Delivery => ({
  ...rowOf(draft),
  id: newId(),
  message: draft.message as Prisma.JsonObject,
  subject: draft.subject ?? null,
  slot: draft.slot ?? null,
  attempts: 0,
  error: null,
  receipts: [],
  messageId: null,
  updatesId: draft.updatesId ?? null,
  inboundId: draft.inboundId ?? null,
  memberId: draft.memberId ?? null,
  notBefore: draft.notBefore ?? null,
  warnsOf: [],
  deliveredAt: null,
})

export type Draft = {
  platform: string
  target: Target
  /** `mask`: an update that is left out where it cannot be made in place. `answer`: an update that the answer to the tap carries; its job only steps in when that was too late. */
  kind: 'reply' | 'push' | 'update' | 'answer' | 'mask'
  message: Message
  subject?: string | undefined
  slot?: string | undefined
  updatesId?: string | undefined
  memberId?: string | undefined
  inboundId?: string | undefined
  /** Business time before which it waits (quiet hours). */
  notBefore?: Date | undefined
  /** Leads and accounts: where it waits, it is sent only while the warning holds for one of them. */
  warnsOf?: string[] | undefined
}

const answerSeconds = 3

type Addressed = Draft & { mutedUntil?: Date | null }

/** `said`: what this turn has said so far. */
async function draftsOf(
  turn: Turn,
  { message, to, subject }: Outgoing,
  said: Delivery[],
): Promise<Addressed[]> {
  const { tx, inbound } = turn
  switch (to.kind) {
    case 'here':
      return [{ platform: inbound.platform, target: here(turn), kind: 'reply', message, subject }]
    case 'target':
      return [{ platform: to.platform, target: to.target, kind: 'push', message, subject }]
    case 'member':
      return addressesOf(tx, to.memberId, inbound.platform).then((found) =>
        found.map(({ mutedUntil, ...address }) => ({
          ...address,
          kind: 'push',
          message,
          subject,
          memberId: to.memberId,
          mutedUntil: to.memberId === turn.member.id ? null : mutedUntil,
        })),
      )
    case 'channel': {
      const channel = await tx.channel.findUniqueOrThrow({ where: { id: to.channelId } })
      return [{ platform: channel.platform, target: channelTarget(channel), kind: 'push', message, subject }]
    }
    case 'new-group':
      return []
    case 'tapped':
      return tappedCard(turn).then((card) => [
        card
          ? { ...updateOf(card, message), kind: isAnswerable(turn) ? 'answer' : 'update' }
          : { platform: inbound.platform, target: here(turn), kind: 'reply', message, subject },
      ])
    case 'copies':
      return copiesOf(turn, to.subject, said).then((copies) => copies.map((copy) => updateOf(copy, message)))
    case 'earlier':
      return tappedCard(turn).then((tapped) => masksOf(tx, to.subjects, message, { inbound, tapped }))
  }
}

/** Where a member reads us: the platform in use if they are there, else the one they spoke on last. */
export async function addressesOf(tx: Tx, memberId: string, preferred?: string): Promise<Address[]> {
  const address = (await addressesOfAll(tx, [memberId], preferred)).get(memberId)
  return address ? [address] : []
}

/** The same for many at once; who is on no platform is missing. `mutedUntil`: they asked to be left alone. */
export async function addressesOfAll(
  tx: Tx,
  memberIds: string[],
  preferred?: string,
): Promise<Map<string, Address>> {
  const all = await tx.identity.findMany({
    where: { memberId: { in: memberIds } },
    orderBy: { platform: 'asc' },
    include: { member: { select: { mutedUntil: true } } },
  })
  const byMember = Map.groupBy(all, ({ memberId }) => memberId)
  const several = [...byMember.values()].filter((theirs) => theirs.length > 1)
  const used = await lastUsed(tx, several.flat())
  return new Map(
    [...byMember].map(([memberId, theirs]) => {
      const one =
        theirs.find(({ platform }) => platform === preferred) ??
        theirs.toSorted((a, b) => (used.get(directWith(b)) ?? 0) - (used.get(directWith(a)) ?? 0))[0]
      const { platform, externalId, member } = one as (typeof theirs)[number]
      const target = { kind: 'user' as const, id: externalId }
      return [memberId, { platform, target, mutedUntil: member.mutedUntil }] as const
    }),
  )
}

export type Address = { platform: string; target: Target; mutedUntil: Date | null }

/** When each was last talked in, by the conversation's name. */
async function lastUsed(tx: Tx, identities: Identity[]): Promise<Map<string, number>> {
  if (identities.length === 0) return new Map()
  const talks = await tx.conversation.findMany({
    where: { id: { in: identities.map(directWith) } },
    select: { id: true, updatedAt: true },
  })
  return new Map(talks.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
}

/** The conversation of one person alone with the bot, as the inbox names it. */
const directWith = ({ platform, externalId }: Pick<Identity, 'platform' | 'externalId'>): string =>
  `${platform}:direct:${externalId}`

export const channelTarget = (channel: { externalId: string; via: string }): Target => ({
  kind: 'chat',
  id: channel.externalId,
  via: channel.via as 'chat' | 'appchat' | 'webhook',
})

function here({ inbound }: Turn): Target {
  if (inbound.chat?.kind === 'group') return { kind: 'chat', id: inbound.chat.id, via: 'chat' }
  return { kind: 'user', id: inbound.sender as string }
}

async function tappedCard({ tx, inbound }: Turn) {
  const { content } = inbound
  if (content.kind !== 'tap') return null
  return tx.delivery.findFirst({ where: { platform: inbound.platform, messageId: content.messageId } })
}

/**
 * The newest card about the subject in each chat. Not where this turn shows one already: the tapped card, or the
 * answer below the sentence. Older ones stay as they are: WeCom cannot change them and would send each anew.
 */
async function copiesOf(turn: Turn, subject: string, said: Delivery[]): Promise<Delivery[]> {
  const earlier = await turn.tx.delivery.findMany({
    where: { subject, updatesId: null },
    orderBy: { id: 'desc' },
    take: 200,
  })
  const now = said.filter((one) => one.subject === subject && !one.updatesId).reverse()
  const cards = [...now, ...earlier]
  const shown = turn.outbox.some(({ to }) => to.kind === 'tapped' || to.kind === 'here')
  const places = new Set<string>(
    shown ? [placeOf({ platform: turn.inbound.platform, target: here(turn) })] : [],
  )
  return cards.filter((card) => {
    const place = placeOf(card)
    const isFirst = !places.has(place)
    places.add(place)
    return isFirst
  })
}

/** For all cards about these subjects, the newest 200; without those of this very message and the tapped one. */
export async function masksOf(
  tx: Tx,
  subjects: string[],
  message: Message,
  but?: { inbound: { id: string }; tapped: { id: string } | null },
): Promise<Draft[]> {
  const cards = await cardsAbout(tx, subjects, 200)
  return cards
    .filter(({ id, inboundId }) => id !== but?.tapped?.id && (!but || inboundId !== but.inbound.id))
    .map((card) => maskOf(card, message))
}

/** The same for many, each with the message that its cards become. */
export async function masksOfAll(tx: Tx, changes: Change[]): Promise<Draft[]> {
  const messages = new Map(changes.flatMap(({ subjects, message }) => subjects.map((one) => [one, message])))
  const cards = await cardsAbout(tx, [...messages.keys()], 200 * changes.length)
  return cards.map((card) => maskOf(card, messages.get(card.subject as string) as Message))
}

export type Change = { subjects: string[]; message: Message }

const cardsAbout = (tx: Tx, subjects: string[], limit: number): Promise<Delivery[]> =>
  tx.delivery.findMany({
    where: { subject: { in: subjects }, updatesId: null, status: { not: 'failed' } },
    orderBy: { id: 'desc' },
    take: limit,
  })

const maskOf = (card: Delivery, message: Message): Draft => ({ ...updateOf(card, message), kind: 'mask' })

const placeOf = ({ platform, target }: { platform: string; target: unknown }): string => {
  const { kind, id } = target as Target
  return `${platform} ${kind} ${id}`
}

const isAnswerable = ({ inbound }: Turn): boolean =>
  inbound.content.kind === 'tap' && inbound.content.answerable === true

const updateOf = (
  card: { id: string; platform: string; target: unknown; subject: string | null },
  message: Message,
): Draft => ({
  platform: card.platform,
  target: card.target as Target,
  kind: 'update',
  message,
  updatesId: card.id,
})
