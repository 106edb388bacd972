import { dropsAt, type Plan } from '../../src/crm/pool/clock.ts'
import type { AccountLevel, Prisma } from '../../src/db/types.ts'
import { type Frame, type Seller, workMoment, workMomentBefore } from './frame.ts'
import type { CompanyName, Namer } from './naming.ts'
import { contactTitles } from './words.ts'

/** One customer on the way into the books: later parts of the story read it and add to it. */
export type Account = {
  id: string
  called: CompanyName
  level: AccountLevel
  fate: Fate
  owner: Seller | null
  createdBy: Seller
  createdAt: Date
  claimedAt: Date | null
  /** The last valid follow-up of the present owner. */
  followedUpAt: Date | null
  signedAt: Date | null
  stretches: Stretch[]
  /** The next steps that delay its clock. */
  plans: Plan[]
  contacts: { id: string; name: string; title: string; phone: string }[]
  /** Has something of everything, for the examples. */
  isShowcase?: true
}

/** `dropping`: the clock runs out within three days. `dropped`: it has. */
export type Fate = 'signed' | 'working' | 'dropping' | 'dropped'

/** Somebody's time with it; nobody is the pool. */
export type Stretch = {
  seller: Seller | null
  reason: 'create' | 'claim' | 'recycle'
  from: Date
  to: Date | null
}

export function inventAccounts(frame: Frame, namer: Namer): Account[] {
  const { chance, sellers } = frame
  const owned = sellers.flatMap((seller, place) => {
    const fates = fatesOf(seller, place)
    return fates.map((fate) => inventAccount(frame, namer, seller, fate))
  })
  const dropped = Array.from({ length: 12 }, (_, place) =>
    inventAccount(frame, namer, chance.pick(sellers.filter(isOld)), 'dropped', droppedDaysAgo[place]),
  )
  return [showcase(frame, namer, sellers.find((one) => !one.manages) as Seller), ...owned, ...dropped]
}

/** The customer of every example in the help, the README and on the page: 华联超市 with its 张总. */
function showcase(frame: Frame, namer: Namer, seller: Seller): Account {
  const account = inventAccount(frame, namer, seller, 'signed')
  const [contact, ...others] = account.contacts
  const called = {
    ...account.called,
    name: '上海华联超市有限公司',
    short: '华联超市',
    city: '上海',
    region: '上海',
  }
  const zhang = { ...(contact as Account['contacts'][number]), name: '张建华', title: '总经理' }
  return { ...account, called, contacts: [zhang, ...others], isShowcase: true }
}

const repsFates: Fate[][] = [
  ['signed', 'signed', 'working', 'working', 'dropping', 'working'],
  ['signed', 'signed', 'signed', 'working', 'working'],
  ['signed', 'signed', 'working', 'working', 'working', 'working'],
]
const managersFates: Fate[] = ['signed', 'working']
const newcomersFates: Fate[] = ['working', 'working', 'dropping']

function fatesOf({ manages, isNew }: Seller, place: number): Fate[] {
  if (isNew) return newcomersFates
  return manages ? managersFates : (repsFates[place % repsFates.length] as Fate[])
}

const isOld = ({ isNew }: Seller): boolean => !isNew
const droppedDaysAgo = [0, 1, 2, 3, 5, 6, 9, 12, 16, 21, 27, 34]

function inventAccount(frame: Frame, namer: Namer, seller: Seller, fate: Fate, daysInPool?: number): Account {
  const { chance } = frame
  const called = namer.company(seller.side)
  const stretches = stretchesOf(frame, seller, fate, daysInPool)
  const first = stretches[0] as Stretch
  const last = stretches.at(-1) as Stretch
  return {
    id: chance.idAt(first.from),
    called,
    level: levelOf(frame, fate),
    fate,
    owner: last.seller,
    createdBy: first.seller as Seller,
    createdAt: first.from,
    claimedAt: last.seller ? last.from : null,
    followedUpAt: null,
    signedAt: null,
    stretches,
    plans: [],
    contacts: Array.from({ length: chance.int(1, 3) }, () => ({
      id: chance.idAt(first.from),
      name: namer.person(),
      title: chance.pick(contactTitles),
      phone: namer.phone(),
    })),
  }
}

/** Who has had it, without gaps. A clock of 60 days keeps what is unsigned from being claimed long ago. */
function stretchesOf(frame: Frame, seller: Seller, fate: Fate, daysInPool = 0): Stretch[] {
  const { chance } = frame
  if (fate === 'signed') return [{ seller, reason: 'create', from: past(frame, 100, 300), to: null }]
  if (fate === 'dropped') {
    const to = daysInPool === 0 ? new Date(frame.now.getTime() - 40 * 60_000) : workMoment(frame, daysInPool)
    const from = workMomentBefore(frame, to, chance.int(24, 50))
    return [
      { seller, reason: 'create', from, to },
      { seller: null, reason: 'recycle', from: to, to: null },
    ]
  }
  const claimed = past(frame, 26, 44)
  if (chance.happens(0.55)) return [{ seller, reason: 'create', from: claimed, to: null }]
  return handedOn(frame, seller, claimed)
}

/** It was somebody else's, dropped, lay in the pool and was claimed. */
function handedOn(frame: Frame, seller: Seller, claimed: Date): Stretch[] {
  const { chance, sellers } = frame
  const others = sellers.filter((one) => one.side === seller.side && one !== seller && isOld(one))
  const dropped = workMomentBefore(frame, claimed, chance.int(2, 12))
  const from = workMomentBefore(frame, dropped, chance.int(20, 45))
  return [
    { seller: chance.pick(others), reason: 'create', from, to: dropped },
    { seller: null, reason: 'recycle', from: dropped, to: claimed },
    { seller, reason: 'claim', from: claimed, to: null },
  ]
}

const past = (frame: Frame, from: number, to: number): Date => workMoment(frame, frame.chance.int(from, to))

function levelOf({ chance }: Frame, fate: Fate): AccountLevel {
  if (fate === 'signed') return chance.pick(['A', 'A', 'B', 'key'] as const)
  return fate === 'dropped' ? chance.pick(['C', 'D'] as const) : chance.pick(['B', 'C', 'C'] as const)
}

export const accountRow = (frame: Frame, account: Account): Prisma.AccountCreateManyInput => {
  const { called, owner, level, signedAt, claimedAt, followedUpAt } = account
  const clocked = { ownerId: owner?.member.id ?? null, claimedAt, followedUpAt, signedAt, level }
  return {
    id: account.id,
    name: called.name,
    aliases: [called.short],
    ...clocked,
    departmentId: (owner ?? account.createdBy).member.departmentId,
    region: called.region,
    industry: called.trade.industry,
    address: called.address,
    phone: account.contacts[0]?.phone ?? null,
    dropsAt: dropsAt(clocked, frame.zone, frame.rules.pool, account.plans),
    claimableAt: claimableAt(frame, account),
    createdById: account.createdBy.member.id,
    createdAt: account.createdAt,
    updatedAt: frame.now,
  }
}

/** After a drop the posting is fair: nobody may claim at once. */
function claimableAt({ rules }: Frame, account: Account): Date {
  const last = account.stretches.at(-1) as Stretch
  return last.seller ? account.createdAt : new Date(last.from.getTime() + rules.pool.postingHours * 3_600_000)
}

export const contactRows = (account: Account): Prisma.ContactCreateManyInput[] =>
  account.contacts.map((contact) => ({
    ...contact,
    accountId: account.id,
    createdAt: account.createdAt,
    updatedAt: account.createdAt,
  }))

export const ownershipRows = (
  { chance }: Frame,
  { id, stretches }: Account,
): Prisma.OwnershipCreateManyInput[] =>
  stretches.map((stretch, place) => ({
    id: chance.idAt(stretch.from),
    accountId: id,
    memberId: stretch.seller?.member.id ?? null,
    reason: stretch.reason,
    startedAt: stretch.from,
    endedAt: stretch.to,
    endReason: stretches[place + 1]?.reason ?? null,
  }))
