import { claimOver, claimTaken } from '../../../cards/claim-offer.ts'
import { historyCard, leadCard } from '../../../cards/lead.ts'
import { fitChars } from '../../characters.ts'
import type { Card } from '../../chat/card.ts'
import { mayWork } from '../../crm/accounts/rights.ts'
import { type Happening, type ProspectView, viewProspect } from '../../crm/leads/view-lead.ts'
import { assigns } from '../../crm/pool/assign.ts'
import { mayHold } from '../../crm/pool/claim.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import type { Held, Prospect } from '../../crm/pool/prospect.ts'
import { Refusal } from '../../errors.ts'
import { channelLabels, reasonLabels } from '../labels.ts'
import type { Turn } from '../turn.ts'
import { dayLabel } from '../when.ts'

/** The card of a lead as far as the speaker may see it; for all others who has it, and since when. */
export const leadCardOf = (turn: Turn, id: string, extra: Extra = {}): Promise<Card> =>
  prospectCardOf(turn, { kind: 'lead', id }, extra)

/** The same for an account that comes from the pool. */
export async function prospectCardOf(turn: Turn, prospect: Prospect, extra: Extra = {}): Promise<Card> {
  const view = await viewProspect(turn.tx, turn, prospect)
  const { held } = view
  if (!held.inPool && !view.open) return stateCard(turn, held)
  const mine = held.ownerId === turn.member.id
  const works = mine || mayWork(turn.member, held.ownerId)
  const isOwned = held.status === 'owned'
  return leadCard({
    kind: held.kind,
    id: held.id,
    name: held.name,
    tone: extra.notice ? 'success' : held.inPool ? 'plain' : 'info',
    tags: [tagOf(held, mine), held.region].filter((tag) => tag !== null),
    notice: extra.notice,
    state: stateOf(turn, held),
    contact: [view.contact, view.phone].filter(Boolean).join(' ') || null,
    source: view.source,
    address: view.address,
    note: view.note,
    lastDrop: lastDropOf(turn, view),
    history: worthTelling(view.history).map((one) => happened(turn, one)),
    moreFrom: view.history.length > shown ? shown : undefined,
    mayLog: isOwned && works,
    mayClaim: held.inPool && mayHold(turn.member.role) && held.claimableAt <= turn.now,
    mayOffer: held.inPool && mayOffer(turn),
    mayConvert: held.kind === 'lead' && isOwned && mine,
    mayRelease: isOwned && works && !held.signedAt,
    undo: extra.undo,
  })
}

export type Extra = { notice?: string; undo?: string }

/** What everybody may know of it: whose it is since when, or that it is nobody's. */
export function stateCard(at: Pick<Turn, 'now' | 'zone'>, held: Held): Card {
  if (held.owner && held.claimedAt) {
    const how = held.status === 'converted' ? '转成客户' : '领走'
    const since = timeLabel(held.claimedAt, at.now, at.zone)
    return claimTaken({ name: held.name, owner: held.owner.name, since, how })
  }
  const { kind, id, name } = held
  const free = held.inPool && held.claimableAt <= at.now
  return claimOver({ kind, id, name, text: stateOf(at, held), free })
}

export async function historyCardOf(turn: Turn, prospect: Prospect, from: number): Promise<Card> {
  const { held, open, history } = await viewProspect(turn.tx, turn, prospect)
  if (!open) throw new Refusal('not-in-reach', '跟进历史只有负责人和他的主管能看。')
  const rows = history.slice(from, from + perPage).map((one) => happened(turn, one))
  return historyCard({ ...prospect, name: held.name, from, perPage, total: history.length, rows })
}

/** Who may post a lead into a group. */
export const mayOffer = ({ member }: Turn): boolean => assigns.has(member.role)

/** That it was made is no story yet. */
const worthTelling = (history: Happening[]): Happening[] =>
  history.length === 1 && history[0]?.kind !== 'visit' ? [] : history.slice(0, shown)

const shown = 3
const perPage = 6

const tagOf = ({ inPool, status }: Held, mine: boolean): string => {
  if (inPool) return '公海'
  if (status === 'converted') return '已转客户'
  return status === 'invalid' ? '已作废' : mine ? '我的' : '有人在跟'
}

function stateOf({ now, zone }: Pick<Turn, 'now' | 'zone'>, held: Held): string {
  if (held.status === 'invalid') return '已作废'
  if (held.status === 'converted') return '已转成客户'
  if (!held.inPool) return ownedState({ now, zone }, held)
  return held.claimableAt > now
    ? `刚回公海，${timeLabel(held.claimableAt, now, zone)}起可以领`
    : '在公海，没人在跟'
}

function ownedState(at: { now: Date; zone: string }, { owner, claimedAt, dropsAt, signedAt }: Held): string {
  const since = claimedAt ? `，${dayLabel(claimedAt, at)}起` : ''
  const clock = dropsAt ? `；${dayLabel(dropsAt, at)}前不跟进就掉公海` : signedAt ? '；已签约' : ''
  return `${owner?.name ?? ''}${since}${clock}`
}

function lastDropOf(turn: Turn, { lastDrop }: ProspectView): string | null {
  if (!lastDrop) return null
  const why = lastDrop.note ?? reasonLabels[lastDrop.reason]
  return `${dayLabel(lastDrop.at, turn)} ${lastDrop.by}：${why}`
}

function happened(turn: Turn, one: Happening): { title: string; detail?: string } {
  const day = dayLabel(one.at, turn)
  if (one.kind === 'visit')
    return { title: `${day} ${one.by} ${channelLabels[one.channel]}`, detail: fitChars(one.content, 80) }
  const title = `${day} ${one.by ?? '公海'}：${reasonLabels[one.reason]}`
  return one.note ? { title, detail: one.note } : { title }
}
