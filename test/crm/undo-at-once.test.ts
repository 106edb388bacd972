import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import type { By } from '../../src/crm/by.ts'
import { createLead } from '../../src/crm/leads/create-lead.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { amendOpportunity } from '../../src/crm/opportunities/amend-opportunity.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Member, Opportunity, Tx } from '../../src/db/types.ts'
import { atOnce } from '../support/at-once.ts'
import { testDatabase } from '../support/database.ts'
import { inOneMessage } from '../support/one-message.ts'
import { recounted, summed } from '../support/recount.ts'
import { aMember, anAccount, byOf, stagesOf } from '../support/world.ts'

// What is taken back while somebody wins the deal. On the embedded database one has to wait for the other.

const database = await testDatabase()
const { db } = database
let stages: Record<string, string>
let lei: Member
let accountId: string
let claimed: string
let opened: string
let deal: Opportunity
let count = 0

beforeAll(async () => {
  stages = await stagesOf(db)
})
beforeEach(async () => {
  lei = await aMember(db, { name: `李雷${++count}` })
  accountId = (await anAccount(db, { name: `华联超市${count}` })).id
  ;[claimed] = await does((tx, by) => claim(tx, by, { kind: 'account', id: accountId }))
  ;[opened, deal] = await does((tx, by) =>
    createOpportunity(tx, by, { accountId, name: '冷柜', amount: '5000' }),
  )
})
afterAll(() => database.close())

const does = <T>(act: (tx: Tx, by: By) => Promise<T>) => inOneMessage(db, lei, ++count, act)

/** Takes it back while a win is not written yet; returns the rule that it was refused by. */
async function undoesBesideAWin(of: string, amount: string): Promise<string> {
  const won = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const winning = does(async (tx, by) => {
    const wish = { opportunityId: deal.id, stageId: stages.赢单 as string, fields: { amount } }
    await advanceStage(tx, by, wish)
    won.resolve()
    await commit.promise
  })
  await won.promise
  const undoing = does((tx, by) => undoInbound(tx, by, of, 'words')).then(
    () => 'undone',
    ({ rule }) => rule as string,
  )
  if (process.env.TEST_ON === 'postgres') await expect.poll(waiting).toBe(1)
  commit.resolve()
  await winning
  return undoing
}

const waiting = async () => {
  const [row] = await db.$queryRaw<[{ count: bigint }]>`
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return Number(row.count)
}

const stands = async () => {
  const { status, amount } = await db.opportunity.findUniqueOrThrow({ where: { id: deal.id } })
  const { ownerId } = await db.account.findUniqueOrThrow({ where: { id: accountId } })
  expect(await summed(db)).toEqual(await recounted(db))
  return [status, amount?.toString(), ownerId]
}

test('a deal that is won while its making is taken back is won', async () => {
  expect(await undoesBesideAWin(opened, '6000')).toBe('newer-change')
  expect(await stands()).toEqual(['won', '6000', lei.id])
})

test('a deal that is won while a correction is taken back is won for what it was won for', async () => {
  const [mended] = await does((tx, by) => amendOpportunity(tx, by, deal.id, { amount: '8000' }))
  expect(await undoesBesideAWin(mended, '9000')).toBe('newer-change')
  expect(await stands()).toEqual(['won', '9000', lei.id])
})

test('an account that is signed while its claim is taken back stays', async () => {
  expect(await undoesBesideAWin(claimed, '6000')).toBe('signed-stays')
  expect(await stands()).toEqual(['won', '6000', lei.id])
})

test('an account that money comes in for while its making is taken back stays', async () => {
  const [made, { id }] = await does((tx, by) => createAccount(tx, by, { name: `物美超市${count}` }))
  const qian = await byOf(db, await aMember(db, { name: '钱进', role: 'finance' }))
  const own = await byOf(db, lei)
  const answer = await atOnce(
    db,
    (tx) => recordPayment(tx, qian, { accountId: id, amount: '30000' }),
    (tx) => undoInbound(tx, own, made, 'words'),
  )
  expect(answer).toBe('newer-change')
  expect(await db.account.findUnique({ where: { id } })).toMatchObject({ ownerId: lei.id })
})

test('a lead that is followed up while its making is taken back stays', async () => {
  const [made, { id }] = await does((tx, by) => createLead(tx, by, { company: `永辉生鲜${count}` }))
  const own = await byOf(db, lei)
  const answer = await atOnce(
    db,
    (tx) => logVisit(tx, own, { leadId: id, channel: 'visit', content: '看了仓库，约了下周报价' }),
    (tx) => undoInbound(tx, own, made, 'words'),
  )
  expect(answer).toBe('newer-change')
  expect(await db.lead.findUnique({ where: { id } })).toMatchObject({ ownerId: lei.id })
})
