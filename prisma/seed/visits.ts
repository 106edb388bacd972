import { afterDays } from '../../src/crm/pool/clock.ts'
import { isThin } from '../../src/crm/visits/thin.ts'
import type { Prisma, VisitChannel } from '../../src/db/types.ts'
import type { Account, Stretch } from './accounts.ts'
import type { Deal } from './deals.ts'
import { dateOfMoment, dayStartIn, daysSince, type Frame, workMoment, workMomentBefore } from './frame.ts'
import {
  careTalks,
  closingTalks,
  firstTalks,
  needsTalks,
  quoteTalks,
  type Saying,
  thinTalks,
} from './sayings.ts'
import { competitors } from './words.ts'

export type VisitRow = Prisma.VisitCreateManyInput & { id: string; createdAt: Date }

/** How far back the story of talks goes. */
const storyDays = 91

/** The talks with an account, stretch by stretch; sets what its clock is counted from. */
export function inventVisits(frame: Frame, account: Account, deals: Deal[]): VisitRow[] {
  const rows = account.stretches.flatMap((stretch) => talksOf(frame, account, stretch, deals))
  const sorted = rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  const { claimedAt } = account
  if (!claimedAt) return sorted
  const last = sorted.findLast(({ valid, createdAt }) => valid && createdAt >= claimedAt)
  account.followedUpAt = last?.createdAt ?? null
  if (last?.nextAt) account.plans = [{ madeAt: last.createdAt, for: last.nextAt as Date }]
  return sorted
}

function talksOf(frame: Frame, account: Account, stretch: Stretch, deals: Deal[]): VisitRow[] {
  const { seller } = stretch
  if (!seller) return []
  const oldest = Math.min(storyDays, daysSince(frame, stretch.from))
  const days: Date[] = []
  const last = lastTalk(frame, account, stretch)
  for (let at = last; at && at > stretch.from && daysSince(frame, at) <= oldest; ) {
    days.unshift(at)
    at = workMomentBefore(frame, at, gapDays(frame, account))
  }
  return days.map((at, place) => {
    const deal = deals.find((one) => one.createdAt <= at && (!one.closedAt || one.closedAt >= at))
    const isLast = place === days.length - 1
    const saying = sayingOf(frame, account, place, at, deal, isLast)
    return talk(frame, account, seller.member.id, at, saying, deal, isLast)
  })
}

/** Signed customers are seen now and then, the others before their clock runs out. */
function lastTalk(frame: Frame, account: Account, stretch: Stretch): Date | null {
  const { chance } = frame
  if (stretch.to) return workMomentBefore(frame, stretch.to, idleDays(frame, account))
  if (account.fate === 'signed') return workMoment(frame, chance.int(0, 16))
  if (account.fate === 'dropping') return aboutToDrop(frame, account, chance.int(1, 3))
  return workMoment(frame, chance.int(0, Math.max(0, idleDays(frame, account) - 5)))
}

/**
 * The moment whose clock runs out in `left` days, found from the clock itself. It stands still in long
 * holidays: then the first one after it.
 */
function aboutToDrop(frame: Frame, account: Account, left: number): Date {
  const { now, zone, rules } = frame
  const dropOf = (at: Date) => afterDays(at, idleDays(frame, account), zone, rules.pool).getTime()
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  let hours = 1
  while (
    dropOf(hoursAgo(hours + 1)) > now.getTime() &&
    dropOf(hoursAgo(hours)) > now.getTime() + left * 86_400_000
  )
    hours++
  return hoursAgo(hours)
}

const idleDays = ({ rules }: Frame, { level }: Account): number => rules.pool.idleDays[level]

const gapDays = ({ chance }: Frame, { fate }: Account): number =>
  fate === 'signed' ? chance.int(6, 15) : chance.int(3, 7)

function sayingOf(
  frame: Frame,
  account: Account,
  place: number,
  at: Date,
  deal: Deal | undefined,
  isLast: boolean,
): Saying {
  const { chance } = frame
  // A thin log does not count: the one that the clock stands on may not be thin.
  if (!isLast && chance.happens(0.05)) return { text: chance.pick(thinTalks) }
  if (account.signedAt && at > account.signedAt) return chance.pick(careTalks)
  if (!deal) return chance.pick(place < 2 ? firstTalks : needsTalks)
  const talks = [firstTalks, needsTalks, quoteTalks, closingTalks]
  return chance.pick(talks[Math.min(deal.reached, place)] as Saying[])
}

function talk(
  frame: Frame,
  account: Account,
  memberId: string,
  at: Date,
  saying: Saying,
  deal: Deal | undefined,
  isLast: boolean,
): VisitRow {
  const { chance } = frame
  const contact = chance.pick(account.contacts)
  const content = filled(frame, saying.text, account, contact.name, deal)
  const valid = !isThin(content)
  // What is about to drop has no next step: that is why it drops.
  const isPlanned = isLast ? account.fate === 'signed' || account.fate === 'working' : chance.happens(0.4)
  const nextAt = valid && saying.next && isPlanned ? nextStep(frame, at, isLast) : null
  return {
    id: chance.idAt(at),
    accountId: account.id,
    opportunityId: deal?.id ?? null,
    contactId: valid ? contact.id : null,
    memberId,
    channel: channelOf(frame, content),
    content,
    nextAt,
    nextAllDay: true,
    nextAction: nextAt ? filled(frame, saying.next ?? '', account, contact.name, deal) : null,
    valid,
    businessDay: dateOfMoment(frame, at),
    createdAt: at,
  }
}

/** The step after the last talk lies around today, so that there is something to do. */
function nextStep(frame: Frame, at: Date, isLast: boolean): Date {
  const { chance } = frame
  return dayStartIn(frame, isLast ? chance.int(-2, 9) : -daysSince(frame, at) + chance.int(1, 6))
}

export const filled = (
  { chance }: Frame,
  text: string,
  account: Pick<Account, 'called'>,
  who: string,
  deal?: Deal,
): string =>
  text
    .replaceAll('{who}', who)
    .replaceAll('{need}', chance.pick(account.called.trade.needs))
    .replaceAll('{rival}', chance.pick(competitors))
    .replaceAll(
      '{price}',
      `${((deal?.amount ?? chance.int(3, 30) * 10_000) / 10_000).toFixed(1).replace('.0', '')}万`,
    )

const channelWords: [RegExp, VisitChannel][] = [
  [/演示|样机/, 'demo'],
  [/微信/, 'message'],
  [/电话|打通|反映/, 'call'],
  [/会/, 'meeting'],
  [/上门|现场|看了|验收|培训|陪/, 'visit'],
]

const channelOf = ({ chance }: Frame, content: string): VisitChannel =>
  channelWords.find(([words]) => words.test(content))?.[1] ??
  chance.pick(['visit', 'call', 'message'] as const)
