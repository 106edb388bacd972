import type { Message, Target } from '../chat/message.ts'
import type { Outgoing, Turn } from '../conversation/turn.ts'
import { maySee } from '../crm/readers.ts'
import type { Delivery, Prisma } from '../db/types.ts'
import { newId } from '../ids.ts'
import { addressesOf, channelTarget } from './addresses.ts'
import { masksOf, unseen, updateOf } from './masks.ts'
import { type Draft, enqueue, rowOf } from './post.ts'
import type { Queue } from './queue.ts'
import { quietUntil } from './quiet.ts'

/**
 * What a turn said, as rows to be written when it ends: the row is the work order, and is sent as soon as it has
 * committed. What is lost on the way is found by the sweep.
 */
export async function flushOutbox(queue: Queue, turn: Turn): Promise<Delivery[]> {
  const said: Delivery[] = []
  const written = { inboundId: turn.inbound.id, now: turn.now }
  for (const outgoing of turn.outbox) {
    if (outgoing.to.kind === 'new-group')
      await askForGroup(queue, turn, outgoing.to.channelId, outgoing.message)
    const notBefore = heldUntil(turn, outgoing)
    for (const { mutedUntil, ...draft } of await draftsOf(turn, outgoing, said)) {
      const held = later(notBefore, mutedUntil, turn)
      said.push(deliveryOf({ ...draft, notBefore: held, ...written }))
    }
  }
  for (const draft of voiced(turn)) said.push(deliveryOf({ ...draft, ...written }))
  for (const one of said) if (one.kind === 'answer') await enqueue(queue, turn.tx, [one])
  return said
}

/** To be sent at once: not held back, and not carried by the answer to a tap. */
export const isDue = ({ kind, status }: Delivery): boolean => status === 'queued' && kind !== 'answer'

/** Making a group takes HTTP, which no transaction waits for. */
const askForGroup = (queue: Queue, turn: Turn, channelId: string, message: Message): Promise<void> =>
  queue.send(turn.tx, 'make-group', {
    channelId,
    askedBy: turn.member.id,
    message,
    inboundId: turn.inbound.id,
    askedAt: turn.now.toISOString(),
  })

/**
 * What pops up over a tapped card is said as well, unless the turn shows something anyway: at once where nothing can
 * pop up (WeCom), else to whoever tapped, if the answer to the tap has not carried it in time.
 */
function voiced(turn: Turn): Draft[] {
  const { inbound, popup, outbox } = turn
  const { content, platform, sender } = inbound
  if (!popup || content.kind !== 'tap') return []
  if (outbox.some(({ to }) => to.kind === 'here' || to.kind === 'tapped')) return []
  const message = { text: popup.text }
  return isAnswerable(turn)
    ? [{ platform, target: { kind: 'user', id: sender as string }, kind: 'answer', message }]
    : [{ platform, target: here(turn), kind: 'reply', message }]
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
  deliveredAt: null,
})

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
    where: { subject, updatesId: null, status: { notIn: [...unseen] } },
    orderBy: { id: 'desc' },
    take: 200,
  })
  const now = said.filter((one) => one.subject === subject && !one.updatesId).reverse()
  const cards = [...now, ...earlier]
  const shown = turn.outbox.some(({ to }) => to.kind === 'tapped' || to.kind === 'here')
  const places = new Set<string>(
    shown ? [placeOf({ platform: turn.inbound.platform, target: here(turn) })] : [],
  )
  const newest = cards.filter((card) => {
    const place = placeOf(card)
    const isFirst = !places.has(place)
    places.add(place)
    return isFirst
  })
  return readable(turn, subject, newest)
}

/** Who had a card about it may have lost it since, or left: theirs stays as it was. Cards in groups tell no secrets. */
async function readable({ tx, member }: Turn, subject: string, cards: Delivery[]): Promise<Delivery[]> {
  const alone = cards.filter(({ target }) => (target as Target).kind === 'user')
  if (alone.length === 0) return cards
  const identities = await tx.identity.findMany({
    where: { OR: alone.map(({ platform, target }) => ({ platform, externalId: (target as Target).id })) },
    select: { platform: true, externalId: true, member: { select: { id: true, role: true, status: true } } },
  })
  const [kind = '', id = ''] = subject.split(':')
  const blind = new Set<string>()
  for (const { platform, externalId, member: reader } of identities) {
    if (reader.id === member.id || (await maySee(tx, reader, { kind, id }))) continue
    blind.add(placeOf({ platform, target: { kind: 'user', id: externalId } }))
  }
  return cards.filter((card) => !blind.has(placeOf(card)))
}

/** Tells chats apart, those of several platforms, too. */
export const placeOf = ({ platform, target }: { platform: string; target: unknown }): string => {
  const { kind, id } = target as Target
  return `${platform} ${kind} ${id}`
}

const isAnswerable = ({ inbound }: Turn): boolean =>
  inbound.content.kind === 'tap' && inbound.content.answerable === true
