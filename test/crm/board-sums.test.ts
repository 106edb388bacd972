import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import type { By } from '../../src/crm/by.ts'
import { closeDay } from '../../src/crm/leaderboard/ranks.ts'
import { personsBoard, readField } from '../../src/crm/leaderboard/read-board.ts'
import { addShareOn } from '../../src/crm/leaderboard/sums.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { createLead } from '../../src/crm/leads/create-lead.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { correctDeal } from '../../src/crm/opportunities/correct-deal.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { mergeMembers } from '../../src/crm/organisation/merge.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { release } from '../../src/crm/pool/release.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { readRules } from '../../src/crm/settings/rules.ts'
import { lastUndoable, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { amendVisit } from '../../src/crm/visits/amend-visit.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import { type Account, type Db, type Lead, type Member, Prisma, type Tx } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { closeBoards } from '../../src/jobs/pushes/close-boards.ts'
import { testDatabase } from '../support/database.ts'
import { recounted, summed } from '../support/recount.ts'
import { aLead, aMember, anAccount, byOf, stagesOf, start, zone } from '../support/world.ts'

let database: Database
let db: Db
let stages: Record<string, string>
let count = 0

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  stages = await stagesOf(db)
})
afterAll(() => database.close())

/** The night after `day`; returns the alarms. */
async function night(day: string): Promise<[kind: string, fields: object][]> {
  const alarms: [string, object][] = []
  const nobody = async () => {}
  await closeBoards.run({
    db,
    now: new Date(new Date(`${day}T00:20:00+08:00`).getTime() + 86_400_000),
    zone,
    rules: await readRules(db),
    byHand: false,
    toMember: nobody,
    toMembers: nobody,
    toChannel: nobody,
    overEarlier: nobody,
    alarm: (kind, fields) => alarms.push([kind, fields]),
    notTold: nobody,
  })
  return alarms
}

describe('whatever is written, mended and taken back', () => {
  type World = { reps: Member[]; accounts: Account[]; leads: Lead[] }
  type Act = (tx: Tx, by: By, world: World, pick: number) => Promise<unknown>

  const mine = (by: By) => ({ ownerId: by.member.id })
  const deal = (tx: Tx, by: By, status: 'open' | 'won') =>
    tx.opportunity.findFirstOrThrow({ where: { ...mine(by), status }, orderBy: { id: 'desc' } })
  const moveTo = (tx: Tx, by: By, opportunityId: string, stage: string, fields = {}) =>
    advanceStage(tx, by, { opportunityId, stageId: stages[stage] as string, fields })
  const at = <T>(all: T[], pick: number): T => all[pick % all.length] as T

  const acts: Record<string, Act> = {
    visit: (tx, by, { accounts }, pick) =>
      logVisit(tx, by, {
        accountId: at(accounts, pick).id,
        channel: 'call',
        content: `谈了报价和交期 ${pick}`,
      }),
    async mend(tx, by, _world, pick) {
      const visit = await tx.visit.findFirstOrThrow({
        where: { memberId: by.member.id },
        orderBy: { id: 'desc' },
      })
      await amendVisit(tx, by, visit.id, { content: `改成谈了样品和账期 ${pick}`, channel: 'visit' })
    },
    pay: (tx, by, { accounts }, pick) =>
      recordPayment(tx, by, { accountId: at(accounts, pick).id, amount: `${pick + 1}.50` }),
    payLate: (tx, by, { accounts }, pick) =>
      recordPayment(tx, by, {
        accountId: at(accounts, pick).id,
        amount: '70',
        paidOn: `2026-05-${10 + (pick % 20)}`,
      }),
    lead: (tx, by) => createLead(tx, by, { company: `顺手记下的科技${++count}` }),
    claimLead: (tx, by, { leads }, pick) => claim(tx, by, { kind: 'lead', id: at(leads, pick).id }),
    claimAccount: (tx, by, { accounts }, pick) =>
      claim(tx, by, { kind: 'account', id: at(accounts, pick).id }),
    releaseLead: (tx, by, { leads }, pick) => release(tx, by, { kind: 'lead', id: at(leads, pick).id }),
    async releaseNewest(tx, by) {
      const { id } = await tx.lead.findFirstOrThrow({ where: mine(by), orderBy: { id: 'desc' } })
      await release(tx, by, { kind: 'lead', id })
    },
    async convert(tx, by) {
      const { id } = await tx.lead.findFirstOrThrow({ where: { ...mine(by), status: 'owned' } })
      await convertLead(tx, by, id)
    },
    async win(tx, by, { accounts }, pick) {
      const accountId = at(accounts, pick).id
      const { id } = await createOpportunity(tx, by, {
        accountId,
        name: `单子${++count}`,
        amount: `${pick}000`,
      })
      await moveTo(tx, by, id, '赢单', { amount: `${pick + 1}000` })
    },
    async reopen(tx, by, { reps }) {
      const { id } = await deal(tx, by, 'won')
      const other = reps.find((rep) => rep.id !== by.member.id) as Member
      const boss = { ...by, member: { ...other, role: 'director' as const, reach: 'all' as const } }
      await moveTo(tx, boss, id, '商务谈判', { note: '客户反悔', closeOn: '2026-12-31' })
    },
    winAgain: async (tx, by) => moveTo(tx, by, (await deal(tx, by, 'open')).id, '赢单', { amount: '9900' }),
    correct: async (tx, by, _world, pick) =>
      correctDeal(tx, by, (await deal(tx, by, 'won')).id, { amount: new Prisma.Decimal(pick * 7) }),
    handOn: async (tx, by, { reps }, pick) =>
      correctDeal(tx, by, (await deal(tx, by, 'won')).id, { ownerId: at(reps, pick).id }),
    async undo(tx, by) {
      const inboundId = await lastUndoable(tx, by)
      if (inboundId) await undoInbound(tx, by, inboundId, 'words')
    },
    undoAlso: (tx, by, world, pick) => (acts.undo as Act)(tx, by, world, pick),
  }

  const script = fc.array(
    fc.record({
      act: fc.constantFrom(...Object.keys(acts)),
      who: fc.nat(1),
      pick: fc.nat(8),
      minutes: fc.constantFrom(2, 2, 2, 20, 700, 1440, 9000),
    }),
    { minLength: 5, maxLength: 25 },
  )

  type Step = { act: string; who: number; pick: number; minutes: number }

  /** One script in which each act does something; a claim that is taken back after a release was is the trap. */
  const everything: Step[] = (
    'visit mend pay payLate lead releaseNewest undo undo claimLead releaseLead undo undo undo claimLead convert ' +
    'win correct reopen winAgain handOn claimAccount undoAlso'
  )
    .split(' ')
    .map((act) => ({ act, who: 0, pick: 0, minutes: 2 }))
    .map((step) => (step.act === 'claimAccount' ? { ...step, pick: 3 } : step))
  const done = new Set<string>()

  /** Two people with accounts and a pool, from a Tuesday evening at the end of a month. */
  async function play(steps: Step[]): Promise<void> {
    const reps = [await aMember(db, { name: `甲${++count}` }), await aMember(db, { name: `乙${++count}` })]
    const accounts: Account[] = []
    for (const owner of [reps[0], reps[0], reps[1], null])
      accounts.push(await anAccount(db, { name: `客户${++count}`, ownerId: owner?.id ?? null }))
    const leads = [
      await aLead(db, { company: `线索甲${++count}` }),
      await aLead(db, { company: `线索乙${++count}` }),
    ]
    const clock = movableClock(zone, new Date('2026-06-30T23:50:00+08:00'))
    for (const { act, who, pick, minutes } of steps) {
      clock.advance(minutes * 60_000)
      const inboundId = `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}`
      const by = { ...(await byOf(db, reps[who] as Member, clock.now())), inboundId }
      await db
        .$transaction((tx) => (acts[act] as Act)(tx, by, { reps, accounts, leads }, pick))
        .then(() => done.add(act), acceptRefusal)
    }
  }

  test('the sums of days and months are what a recount gives, and the night finds nothing to mend', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        await play(steps)
        expect(await summed(db)).toEqual(await recounted(db))
      }),
      { numRuns: 10, examples: [[everything]] },
    )
    expect([...done].sort()).toEqual(Object.keys(acts).sort())
    expect(await night('2027-12-31')).toEqual([])
    expect(await db.memberDay.count({ where: { dirty: true } })).toBe(0)
    expect(await summed(db)).toEqual(await recounted(db))
    expect(Object.keys(await summed(db)).length).toBeGreaterThan(20)
  }, 120_000)

  test('two records of one person become one with the sums of both', async () => {
    const [one, other] = [await aMember(db, { name: '重复甲' }), await aMember(db, { name: '重复乙' })]
    const account = await anAccount(db, { name: '重复的客户', ownerId: one.id })
    const another = await anAccount(db, { name: '另一家客户', ownerId: other.id })
    const log = async (member: Member, accountId: string) => {
      const by = await byOf(db, member)
      await db.$transaction((tx) =>
        logVisit(tx, by, { accountId, channel: 'call', content: '谈了付款的日子' }),
      )
    }
    await log(one, account.id)
    await log(other, another.id)
    await db.$transaction((tx) => mergeMembers(tx, { now: start }, one.id, other.id))
    expect(await summed(db)).toEqual(await recounted(db))
  })
})

/** Refused, or nothing there to do it with. */
function acceptRefusal(error: unknown): void {
  const isMissing = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025'
  if (!(error instanceof Refusal) && !isMissing) throw error
}

describe('the night', () => {
  let rep: Member
  const day = '2026-06-10'
  const sums = () =>
    db.memberDay.findMany({ where: { memberId: rep.id }, select: { day: true, visits: true, dirty: true } })

  beforeEach(async () => {
    rep = await aMember(db, { name: `夜里${++count}` })
    const account = await anAccount(db, { name: `夜里的客户${++count}`, ownerId: rep.id })
    const by = await byOf(db, rep)
    await db.$transaction((tx) =>
      logVisit(tx, by, { accountId: account.id, channel: 'visit', content: '谈了报价和交期' }),
    )
  })

  test('counts a day that was written and finds it right', async () => {
    expect(await night(day)).toEqual([])
    expect(await sums()).toEqual([{ day: new Date(day), visits: 1, dirty: false }])
  })

  test('sets a wrong day and its month right and raises an alarm', async () => {
    await db.memberDay.updateMany({ where: { memberId: rep.id }, data: { visits: 7 } })
    expect(await night(day)).toEqual([
      ['board-day', { of: day, members: 1 }],
      // The month was right before the day's difference was taken off it.
      ['board-month', { of: '2026-06-01', members: 1 }],
    ])
    expect(await summed(db)).toEqual(await recounted(db))
  })

  test('finds a fact that nobody counted on a day that others have written', async () => {
    const peer = await aMember(db, { name: `没算上${++count}` })
    const { accountId } = await db.visit.findFirstOrThrow({ where: { memberId: rep.id } })
    const businessDay = new Date(day)
    await db.visit.create({
      data: {
        accountId,
        memberId: peer.id,
        channel: 'call',
        content: '导入的',
        businessDay,
        createdAt: start,
      },
    })
    expect(await night(day)).toEqual([['board-day', { of: day, members: 1 }]])
    expect(await summed(db)).toEqual(await recounted(db))
  })

  test('leaves the running day to the next night', async () => {
    await db.memberDay.updateMany({ where: { memberId: rep.id }, data: { visits: 7 } })
    expect(await night('2026-06-09')).toEqual([])
    expect(await night(day)).not.toEqual([])
  })
})

test('payments as large as they may be add up, by day and by month', async () => {
  const member = await aMember(db, { name: '亿万' })
  const account = await anAccount(db, { name: '亿万重工', ownerId: member.id })
  const by = await byOf(db, member)
  const [first, second] = ['2026-02-02', '2026-02-03']
  for (const paidOn of [first, first, second])
    await db.$transaction((tx) =>
      recordPayment(tx, by, { accountId: account.id, amount: '999999999999.99', paidOn }),
    )
  const where = { memberId: member.id }
  const days = await db.memberDay.findMany({ where, orderBy: { day: 'asc' } })
  expect(days.map(({ payments }) => payments.toFixed(2))).toEqual(['1999999999999.98', '999999999999.99'])
  const month = await db.memberMonth.findFirstOrThrow({ where })
  expect(month.payments.toFixed(2)).toBe('2999999999999.97')
  expect(await night(second)).toEqual([])
  expect(await summed(db)).toEqual(await recounted(db))
})

describe('the ranks of a closed day', () => {
  test('stay as everybody saw them, whatever is mended afterwards', async () => {
    const [yesterday, today] = ['2026-03-10', '2026-03-11']
    const people = [await aMember(db, { name: '收盘甲' }), await aMember(db, { name: '收盘乙' })]
    const [first, second] = people as [Member, Member]
    const visits = (member: Member, day: string, visits: number) => addShareOn(db, member.id, day, { visits })
    await visits(first, yesterday, 3)
    await visits(second, yesterday, 1)
    await closeDay(db, yesterday)
    await visits(second, yesterday, 9)
    await closeDay(db, yesterday)
    await visits(first, today, 1)
    await visits(second, today, 5)
    const kept = await db.rankSnapshot.findFirst({ where: { memberId: first.id, day: new Date(yesterday) } })
    expect(kept).toMatchObject({ visits: 1, amount: null })
    const board = personsBoard(await readField(db, 'day', today), '', 'visits').slice(0, 2)
    expect(board.map(({ name, rank, climbed, change }) => [name, rank, climbed, change.toNumber()])).toEqual([
      ['收盘乙', 1, 1, -5],
      ['收盘甲', 2, -1, -2],
    ])
  })
})
