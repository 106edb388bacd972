import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { logFollowUp } from '../../src/conversation/commands/log-follow-up.ts'
import { recordPaymentCommand } from '../../src/conversation/commands/record-payment.ts'
import type { Turn } from '../../src/conversation/turn.ts'
import { heldAccount } from '../../src/crm/accounts/held-account.ts'
import type { By } from '../../src/crm/by.ts'
import { moveShares } from '../../src/crm/leaderboard/sums.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { createLead } from '../../src/crm/leads/create-lead.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { amendOpportunity } from '../../src/crm/opportunities/amend-opportunity.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { mergeMembers } from '../../src/crm/organisation/merge.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { release } from '../../src/crm/pool/release.ts'
import { amendPayment } from '../../src/crm/receivables/amend-payment.ts'
import { amendPromise } from '../../src/crm/receivables/amend-promise.ts'
import { amendReceivable } from '../../src/crm/receivables/amend-receivable.ts'
import { planReceivable } from '../../src/crm/receivables/plan-receivable.ts'
import { promisePayment } from '../../src/crm/receivables/promise-payment.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { writeOff } from '../../src/crm/receivables/write-off.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import { planNextStep } from '../../src/crm/visits/plan-next-step.ts'
import type { Database } from '../../src/db/open.ts'
import type { Account, Db, Member, Payment, Tx } from '../../src/db/types.ts'
import { atOnce } from '../support/at-once.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

// What two people do at once ends as if they had done it one after the other. Only a server shows it: on the embedded
// database they do.

let database: Database
let db: Db
let stages: Record<string, string>
let [lei, mei, fang, qian]: By[] = []
let account: Account
let count = 0

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  stages = await stagesOf(db)
  const east = await aDepartment(db, { name: '华东区' })
  const people = [
    await aMember(db, { name: '李雷', departmentId: east.id }),
    await aMember(db, { name: '韩梅', departmentId: east.id }),
    await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id }),
    await aMember(db, { name: '钱进', role: 'finance' }),
  ] as const
  await db.department.update({ where: { id: east.id }, data: { leaderId: people[2].id } })
  ;[lei, mei, fang, qian] = await Promise.all(people.map((one: Member) => byOf(db, one)))
})
afterAll(() => database.close())
beforeEach(async () => {
  account = await anAccount(db, { name: `华联超市${++count}`, ownerId: idOf(lei) })
})

const idOf = (by: By | undefined): string => (by as By).member.id
const act = <T>(work: (tx: Tx) => Promise<T>) => db.$transaction(work)
const as = (by: By | undefined): By => by as By
const known = () => db.account.findUniqueOrThrow({ where: { id: account.id } })
const owes = (amount: string) =>
  act((tx) =>
    planReceivable(tx, as(qian), { accountId: account.id, title: '货款', amount, dueOn: '2026-06-01' }),
  )
const givesBack = (tx: Tx) => release(tx, as(fang), { kind: 'account', id: account.id })
const givesAway = (tx: Tx) => assign(tx, as(fang), { kind: 'account', id: account.id }, idOf(mei))

describe('an account', () => {
  test('that is signed while it is given back stays where it is', async () => {
    const deal = await act((tx) => createOpportunity(tx, as(lei), { accountId: account.id, name: '新单' }))
    const wish = { opportunityId: deal.id, stageId: stages.赢单 as string, fields: { amount: '1000' } }
    const answer = await atOnce(db, (tx) => advanceStage(tx, as(lei), wish), givesBack)
    expect(['changed-meanwhile', 'signed-stays']).toContain(answer)
    expect((await known()).ownerId).toBe(idOf(lei))
  })

  test('that goes back to the pool gets no deal and no receivable from who had it', async () => {
    const opened = await atOnce(db, givesBack, (tx) =>
      createOpportunity(tx, as(lei), { accountId: account.id, name: '新单' }),
    )
    expect(opened).toBe('not-in-reach')
    account = await anAccount(db, { name: `物美超市${count}`, ownerId: idOf(lei) })
    const owed = { accountId: account.id, title: '货款', amount: '100', dueOn: '2026-07-01' }
    expect(await atOnce(db, givesBack, (tx) => planReceivable(tx, as(lei), owed))).toBe('not-your-money')
  })

  test('that goes back to the pool has no clock there, whoever follows it up or plans at that moment', async () => {
    const call = { accountId: account.id, channel: 'call', content: '跟张总谈了报价' } as const
    await atOnce(db, givesBack, (tx) => logVisit(tx, as(lei), call))
    expect(await known()).toMatchObject({ ownerId: null, dropsAt: null })
    await act((tx) => assign(tx, as(fang), { kind: 'account', id: account.id }, idOf(lei)))
    const { visit } = await act((tx) => logVisit(tx, as(lei), call))
    const next = { at: new Date(start.getTime() + 18 * 86_400_000), allDay: true }
    await atOnce(db, givesBack, (tx) => planNextStep(tx, as(lei), visit.id, { next }))
    expect(await known()).toMatchObject({ ownerId: null, dropsAt: null })
  })
})

test('a deal that is mended while it is won is won for what it was mended to', async () => {
  const opened = { accountId: account.id, name: '新单', amount: '5000' }
  const { id } = await act((tx) => createOpportunity(tx, as(lei), opened))
  await atOnce(
    db,
    (tx) => amendOpportunity(tx, as(lei), id, { amount: '8000' }),
    (tx) => advanceStage(tx, as(fang), { opportunityId: id, stageId: stages.赢单 as string }),
  )
  const { status, amount } = await db.opportunity.findUniqueOrThrow({ where: { id } })
  expect([status, amount?.toString()]).toEqual(['won', '8000'])
})

describe('money', () => {
  test('that comes in while its account changes hands counts for who has it now', async () => {
    const paid = { accountId: account.id, amount: '100' }
    expect(await atOnce(db, givesAway, (tx) => recordPayment(tx, as(lei), paid))).toBe('not-your-money')
    account = await anAccount(db, { name: `物美超市${count}`, ownerId: idOf(lei) })
    const payment = { accountId: account.id, amount: '100' }
    await atOnce(db, givesAway, (tx) => recordPayment(tx, as(qian), payment))
    expect((await db.payment.findFirstOrThrow({ where: { accountId: account.id } })).memberId).toBe(idOf(mei))
  })

  test('that two note at once is asked about: is it another?', async () => {
    const notes = (by: By) => (tx: Tx) => {
      const turn = { ...by, tx, inbound: {}, memory: {}, outbox: [] } as unknown as Turn
      const tapped = { args: { account: account.id }, values: {}, known: { amount: '300' } }
      return recordPaymentCommand.taps?.['payment.record']?.(turn, tapped) as Promise<void>
    }
    const answer = await atOnce(db, notes(as(lei)), notes(as(qian)))
    expect(answer).toMatch(/^李雷 .* 已登记 .*，是另一笔吗？$/)
    expect(await db.payment.count({ where: { accountId: account.id } })).toBe(1)
  })

  test('that turns out to be of an account which changes hands counts for who has that now', async () => {
    const other = await anAccount(db, { name: `物美超市${count}`, ownerId: idOf(mei) })
    const { id } = await act((tx) => recordPayment(tx, as(qian), { accountId: other.id, amount: '100' }))
    await atOnce(db, givesAway, (tx) => amendPayment(tx, as(qian), id, { accountId: account.id }))
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).memberId).toBe(idOf(mei))
  })

  test('that is promised by two at once is promised once', async () => {
    const says = (dueOn: string) => (tx: Tx) => promisePayment(tx, as(lei), { accountId: account.id, dueOn })
    await atOnce(db, says('2026-06-12'), says('2026-06-15'))
    const promises = await db.paymentPromise.findMany({
      where: { accountId: account.id },
      orderBy: { dueOn: 'asc' },
    })
    expect(promises.map(({ status }) => status)).toEqual(['cancelled', 'open'])
  })

  test('that comes in while its promise is mended or taken back keeps what was promised', async () => {
    const says = (by: By, amount: string) =>
      act((tx) => promisePayment(tx, by, { accountId: account.id, dueOn: '2026-06-15', amount }))
    const pays = (tx: Tx) => recordPayment(tx, as(lei), { accountId: account.id, amount: '100' })
    const first = await says(as(lei), '100')
    const again = { ...as(lei), inboundId: '01890000-0000-7000-8000-000000000001' }
    const { promise } = await says(again, '900')
    await atOnce(db, pays, (tx) => undoInbound(tx, again, again.inboundId))
    const statusOf = async (id: string) =>
      (await db.paymentPromise.findUniqueOrThrow({ where: { id } })).status
    expect([await statusOf(first.promise.id), await statusOf(promise.id)]).toEqual(['kept', 'cancelled'])
    account = await anAccount(db, { name: `物美超市${count}`, ownerId: idOf(lei) })
    const { id } = (await says(as(lei), '900')).promise
    await atOnce(db, pays, (tx) => amendPromise(tx, as(lei), id, { amount: '100' }))
    expect(await statusOf(id)).toBe('kept')
  })

  test('that is owed again while its amount is mended has the status of that amount', async () => {
    const { id } = await owes('100')
    await act((tx) => recordPayment(tx, as(qian), { accountId: account.id, amount: '40' }))
    const by = { ...as(qian), inboundId: '01890000-0000-7000-8000-000000000002' }
    await act((tx) => writeOff(tx, by, id))
    const lowers = (tx: Tx) => amendReceivable(tx, as(qian), id, { amount: '40' })
    await atOnce(db, lowers, (tx) => undoInbound(tx, by, by.inboundId))
    expect((await db.receivable.findUniqueOrThrow({ where: { id } })).status).toBe('paid')
  })

  test('that is given up while its amount is mended is in the books as it was given up', async () => {
    const { id } = await owes('1000')
    await atOnce(
      db,
      (tx) => amendReceivable(tx, as(qian), id, { amount: '5000' }),
      (tx) => writeOff(tx, as(qian), id),
    )
    const entry = await db.audit.findFirstOrThrow({ where: { entityId: id, action: 'receivable.write-off' } })
    expect(entry.after).toMatchObject({ amount: '5000.00' })
  })

  test('that is owed under another title and for another day, mended by two, is so', async () => {
    const { id } = await owes('1000')
    const second = await atOnce(
      db,
      (tx) => amendReceivable(tx, as(qian), id, { title: '首付款' }),
      (tx) => amendReceivable(tx, as(qian), id, { dueOn: '2026-07-01' }),
    )
    expect(second).toBeUndefined()
    const owed = await db.receivable.findUniqueOrThrow({ where: { id } })
    expect([owed.title, owed.dueOn]).toEqual(['首付款', new Date('2026-07-01T00:00:00Z')])
  })
})

describe('what waits for an account', () => {
  const holds = (tx: Tx) => heldAccount(tx, account.id)
  const pays = (accountId: string) => (tx: Tx) => recordPayment(tx, as(qian), { accountId, amount: '100' })

  test('holds no figures that money of it has to wait for', async () => {
    const of = '01890000-0000-7000-8000-000000000003'
    const call = { accountId: account.id, channel: 'call', content: '跟张总谈了报价' } as const
    await act((tx) => logVisit(tx, { ...as(lei), inboundId: of }, call))
    const takesBack = (tx: Tx) => undoInbound(tx, as(lei), of, 'words')
    expect(await atOnce(db, holds, takesBack, pays(account.id))).toHaveLength(1)
    // A thin one keeps the clock but for its next step.
    const next = { at: new Date(start.getTime() + 2 * 86_400_000), allDay: true }
    const thin = { ...call, content: '继续跟进', next }
    expect(await atOnce(db, holds, (tx) => logVisit(tx, as(lei), thin), pays(account.id))).toHaveProperty(
      'visit',
    )
  })

  test('holds no other one, where two payments go to each other’s customer', async () => {
    const other = await anAccount(db, { name: `物美超市${count}`, ownerId: idOf(mei) })
    const [one, two] = [await act(pays(account.id)), await act(pays(other.id))]
    const goes =
      ({ id }: Payment, accountId: string) =>
      (tx: Tx) =>
        amendPayment(tx, as(qian), id, { accountId })
    expect(await atOnce(db, holds, goes(one, other.id), goes(two, account.id))).toBeUndefined()
    const payments = await db.payment.findMany({ where: { accountId: { in: [account.id, other.id] } } })
    expect(payments.find(({ id }) => id === one.id)?.accountId).toBe(other.id)
    expect(payments.find(({ id }) => id === two.id)?.accountId).toBe(account.id)
  })
})

test('one number under two names is one lead, whoever hands them in at once', async () => {
  const phone = '13917654321'
  const second = await atOnce(
    db,
    (tx) => createLead(tx, as(lei), { company: '昆山科美自动化有限公司', phone }),
    (tx) => createLead(tx, as(mei), { company: '常熟天宇机电有限公司', phone }),
  )
  expect(second).toBe('lead-taken')
  expect(await db.lead.count({ where: { phone } })).toBe(1)
})

test('one company under two like names is one customer, whoever writes it down at once', async () => {
  const says = (by: By, company: string) => (tx: Tx) => {
    const said = { platform: 'feishu', content: { kind: 'text', text: '' } }
    const turn = { ...by, tx, inbound: said, memory: {}, outbox: [] } as unknown as Turn
    return logFollowUp.run(turn, { company, content: '谈了报价，要先看样品' })
  }
  const second = await atOnce(
    db,
    says(as(lei), '太仓恒丰精密机械有限公司'),
    says(as(mei), '太仓恒丰精密机械'),
  )
  expect(second).toBe('lead-taken')
  expect(await db.account.count({ where: { name: { contains: '恒丰精密' } } })).toBe(1)
})

test('figures that are added while a member becomes another go along', async () => {
  const [from, to] = [await aMember(db, { name: '赵敏' }), await aMember(db, { name: '赵敏' })]
  const day = new Date('2026-06-10T00:00:00Z')
  await db.memberDay.create({ data: { memberId: from.id, day, visits: 1 } })
  await atOnce(
    db,
    (tx) => tx.memberDay.updateMany({ where: { memberId: from.id }, data: { visits: { increment: 1 } } }),
    (tx) => moveShares(tx, from.id, to.id),
  )
  const days = await db.memberDay.findMany({ where: { memberId: { in: [from.id, to.id] } } })
  expect(days.map(({ memberId, visits }) => [memberId === to.id, visits])).toEqual([[true, 2]])
})

describe('a member who becomes another', () => {
  const twice = async () => {
    const [from, to] = [await aMember(db, { name: '赵敏' }), await aMember(db, { name: '赵敏' })]
    const by = await byOf(db, from)
    const free = await anAccount(db, { name: `物美超市${count}` })
    return {
      to,
      free,
      lead: await aLead(db, { company: '常熟天宇机电', ownerId: from.id }),
      by,
      claims: (tx: Tx) => claim(tx, by, { kind: 'account', id: free.id }),
      becomes: (tx: Tx) => mergeMembers(tx, { now: start }, from.id, to.id),
    }
  }

  test('keeps what is claimed at that moment', async () => {
    const { to, free, claims, becomes } = await twice()
    await atOnce(db, claims, becomes)
    expect(await db.account.findUnique({ where: { id: free.id } })).toMatchObject({ ownerId: to.id })
  })

  test('keeps the account that a lead becomes at that moment', async () => {
    const { by, to, lead, becomes } = await twice()
    await atOnce(db, (tx) => convertLead(tx, by, lead.id), becomes)
    expect(await db.account.findUnique({ where: { name: lead.company } })).toMatchObject({ ownerId: to.id })
  })

  test('claims nothing under the old name any more', async () => {
    const { free, claims, becomes } = await twice()
    expect(await atOnce(db, becomes, claims)).toBe('member-changed')
    expect(await db.account.findUnique({ where: { id: free.id } })).toMatchObject({ ownerId: null })
  })
})
