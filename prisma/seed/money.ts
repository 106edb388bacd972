import { Prisma } from '../../src/db/types.ts'
import { type Deal, ownerOf } from './deals.ts'
import { dateIn, dateOfMoment, daysSince, type Frame, workMoment } from './frame.ts'

export type Money = {
  receivables: Prisma.ReceivableCreateManyInput[]
  payments: Prisma.PaymentCreateManyInput[]
  allocations: Prisma.AllocationCreateManyInput[]
  promises: Prisma.PaymentPromiseCreateManyInput[]
}

/** Every won deal is paid in three instalments; some of them are late by every age that somebody is told of. */
export function inventMoney(frame: Frame, deals: Deal[]): Money {
  const money: Money = { receivables: [], payments: [], allocations: [], promises: [] }
  const instalments = deals.filter((deal) => deal.status === 'won').flatMap((deal) => plan(frame, deal))
  const late = pickLate(instalments)
  for (const instalment of instalments) settle(frame, money, instalment, late.has(instalment))
  return money
}

type Instalment = { deal: Deal; title: string; amount: Prisma.Decimal; dueIn: number }

const shares: [title: string, percent: number, afterDays: number][] = [
  ['首付款', 30, 5],
  ['到货款', 60, 28],
  ['质保金', 10, 90],
]

function plan(frame: Frame, deal: Deal): Instalment[] {
  const closedDaysAgo = daysSince(frame, deal.closedAt as Date)
  return shares.map(([share, percent, afterDays]) => ({
    deal,
    title: `${deal.name}${share}`,
    amount: new Prisma.Decimal(deal.amount).mul(percent).div(100),
    dueIn: afterDays - closedDaysAgo,
  }))
}

/** Days until due (negative: overdue), each given to the instalment that is nearest to it. */
const wantedAges = [-52, -38, -30, -22, -15, -15, -10, -7, -7, -5, -3, -3, -1, -1, 0, 0, 3, 7]

function pickLate(instalments: Instalment[]): Set<Instalment> {
  const late = new Set<Instalment>()
  for (const age of wantedAges) {
    const nearest = instalments
      .filter((one) => !late.has(one) && !one.title.endsWith('质保金'))
      .sort((a, b) => Math.abs(a.dueIn - age) - Math.abs(b.dueIn - age))[0]
    if (!nearest) continue
    nearest.dueIn = age
    late.add(nearest)
  }
  return late
}

function settle(frame: Frame, money: Money, instalment: Instalment, isLate: boolean): void {
  const { chance } = frame
  const { deal, title, amount, dueIn } = instalment
  const paid = isLate ? partOf(frame, amount) : dueIn < 0 ? amount : new Prisma.Decimal(0)
  const receivableId = chance.idAt(deal.closedAt as Date)
  money.receivables.push({
    id: receivableId,
    accountId: deal.account.id,
    opportunityId: deal.id,
    title,
    amount,
    paidAmount: paid,
    dueOn: dateIn(frame, dueIn),
    status: paid.isZero() ? 'open' : paid.eq(amount) ? 'paid' : 'partial',
    createdAt: deal.closedAt as Date,
    updatedAt: frame.now,
  })
  if (paid.gt(0)) pay(frame, money, instalment, receivableId, paid)
  if (isLate && dueIn < -1) money.promises.push(promise(frame, instalment, receivableId, chance.happens(0.5)))
  else if (!isLate && paid.gt(0) && chance.happens(0.3))
    money.promises.push(kept(frame, instalment, receivableId))
}

/** A third of the late ones have paid a part. */
const partOf = ({ chance }: Frame, amount: Prisma.Decimal): Prisma.Decimal =>
  chance.happens(0.33)
    ? amount
        .mul(chance.pick([30, 50, 60]))
        .div(100)
        .toDecimalPlaces(2)
    : new Prisma.Decimal(0)

function pay(
  frame: Frame,
  money: Money,
  { deal, dueIn }: Instalment,
  receivableId: string,
  amount: Prisma.Decimal,
) {
  const { chance } = frame
  const at = workMoment(frame, paidDaysAgo(frame, deal, dueIn))
  const id = chance.idAt(at)
  money.payments.push({
    id,
    accountId: deal.account.id,
    amount,
    paidOn: dateOfMoment(frame, at),
    memberId: ownerOf(deal)?.member.id ?? null,
    recordedById: frame.staff.get('LC1062')?.id ?? null,
    createdAt: at,
  })
  money.allocations.push({ id: chance.idAt(at), paymentId: id, receivableId, amount, createdAt: at })
}

/** Around the due day, after the deal was won and not in the future. */
function paidDaysAgo(frame: Frame, deal: Deal, dueIn: number): number {
  const won = daysSince(frame, deal.closedAt as Date)
  return Math.max(0, Math.min(won - 1, -dueIn + frame.chance.int(-6, 4)))
}

type PromiseRow = Prisma.PaymentPromiseCreateManyInput

const openIn = [0, 1, 2, 4, 7]

function promise(
  frame: Frame,
  { deal, amount }: Instalment,
  receivableId: string,
  isBroken: boolean,
): PromiseRow {
  const { chance } = frame
  const createdAt = workMoment(frame, chance.int(5, 8))
  return {
    ...promised(deal, receivableId, chance.idAt(createdAt), createdAt),
    amount,
    dueOn: dateIn(frame, isBroken ? -chance.int(1, 3) : chance.pick(openIn)),
    status: isBroken ? 'broken' : 'open',
  }
}

function kept(frame: Frame, { deal, amount, dueIn }: Instalment, receivableId: string): PromiseRow {
  const createdAt = workMoment(frame, Math.max(1, -dueIn + 6))
  return {
    ...promised(deal, receivableId, frame.chance.idAt(createdAt), createdAt),
    amount,
    dueOn: dateIn(frame, dueIn),
    status: 'kept',
  }
}

const promised = (deal: Deal, receivableId: string, id: string, createdAt: Date) => ({
  id,
  createdAt,
  receivableId,
  accountId: deal.account.id,
  memberId: (deal.account.owner ?? deal.account.createdBy).member.id,
})
