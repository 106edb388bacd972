import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import type { By } from '../../src/crm/by.ts'
import { lastRecord } from '../../src/crm/last-record.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { createLead } from '../../src/crm/leads/create-lead.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { mergeMembers } from '../../src/crm/organisation/merge.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { release } from '../../src/crm/pool/release.ts'
import { amendPayment } from '../../src/crm/receivables/amend-payment.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import { lastUndoable, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Account, Member, Tx } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { inOneMessage } from '../support/one-message.ts'
import { recounted, summed } from '../support/recount.ts'
import { aDepartment, aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

// 李雷 was met under two names; what was done under the first is taken back once both are one.

const database = await testDatabase()
const { db } = database
let stages: Record<string, string>
let lei: Member
let leiLi: Member
let fang: Member
let qian: Member
let account: Account
let count = 0
let minute = 0

beforeAll(async () => {
  stages = await stagesOf(db)
})
beforeEach(async () => {
  count++
  const { id: departmentId } = await aDepartment(db, { name: `华东区${count}` })
  lei = await aMember(db, { name: `李雷${count}`, departmentId })
  leiLi = await aMember(db, { name: `Li Lei${count}`, departmentId })
  fang = await aMember(db, { name: `王芳${count}`, role: 'manager', departmentId })
  qian = await aMember(db, { name: `钱进${count}`, role: 'finance' })
  await db.department.update({ where: { id: departmentId }, data: { leaderId: fang.id } })
  account = await anAccount(db, { name: `华联超市${count}`, ownerId: lei.id })
})
afterAll(() => database.close())

const does = <T>(member: Member, act: (tx: Tx, by: By) => Promise<T>) =>
  inOneMessage(db, member, ++minute, act)
const undoes = (member: Member, of: string) => does(member, (tx, by) => undoInbound(tx, by, of, 'words'))
const follows = () =>
  does(lei, (tx, by) => logVisit(tx, by, { accountId: account.id, channel: 'call', content: '谈了报价' }))
const merges = () => db.$transaction((tx) => mergeMembers(tx, { now: start }, lei.id, leiLi.id))
const ownerOf = async (id = account.id) => (await db.account.findUniqueOrThrow({ where: { id } })).ownerId

test('what they did last is theirs to take back and to mend', async () => {
  const [said, { visit }] = await follows()
  await merges()
  const by = await byOf(db, leiLi, new Date(start.getTime() + (minute + 1) * 60_000))
  expect(await lastUndoable(db, by)).toBe(said)
  expect(await lastRecord(db, by, 30)).toEqual({ kind: 'visit', id: visit.id })
  const [, acts] = await undoes(leiLi, said)
  expect(acts.map(({ memberId }) => memberId)).toEqual([leiLi.id])
})

test('also what they did under a third name, which became the first one before', async () => {
  const [said] = await follows()
  await merges()
  const third = await aMember(db, { name: `老李${count}` })
  await db.$transaction((tx) => mergeMembers(tx, { now: start }, leiLi.id, third.id))
  expect(await lastUndoable(db, await byOf(db, third))).toBe(said)
  await undoes(third, said)
})

test('a colleague is told that it is not theirs', async () => {
  const [said] = await follows()
  await merges()
  const mei = await aMember(db, { name: `韩梅${count}` })
  await expect(undoes(mei, said)).rejects.toMatchObject({ rule: 'not-your-act' })
})

test('an account that was given back is theirs again', async () => {
  const [given] = await does(lei, (tx, by) => release(tx, by, { kind: 'account', id: account.id }))
  await merges()
  await undoes(fang, given)
  expect(await ownerOf()).toBe(leiLi.id)
})

test('a claim, a new account and a conversion go back as they came', async () => {
  const free = await anAccount(db, { name: `公海客户${count}` })
  const [claimed] = await does(lei, (tx, by) => claim(tx, by, { kind: 'account', id: free.id }))
  const [made, { id }] = await does(lei, (tx, by) => createAccount(tx, by, { name: `误建${count}` }))
  const [, lead] = await does(lei, (tx, by) => createLead(tx, by, { company: `西湖食品${count}` }))
  const [converted] = await does(lei, (tx, by) => convertLead(tx, by, lead.id))
  await merges()
  for (const of of [converted, made, claimed]) await undoes(leiLi, of)
  expect([await ownerOf(free.id), await ownerOf(id)]).toEqual([null, null])
  expect(await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).toMatchObject({
    status: 'owned',
    ownerId: leiLi.id,
  })
})

test('a deal that was reopened is won for them again', async () => {
  const [, { id }] = await does(lei, (tx, by) =>
    createOpportunity(tx, by, { accountId: account.id, name: '冷柜', amount: '1000' }),
  )
  const moves = (member: Member, stage: string, fields = {}) =>
    does(member, (tx, by) =>
      advanceStage(tx, by, { opportunityId: id, stageId: stages[stage] as string, fields }),
    )
  await moves(lei, '赢单')
  const [reopened] = await moves(fang, '商务谈判', { note: '重谈', closeOn: '2026-12-01' })
  await merges()
  await undoes(fang, reopened)
  const deal = await db.opportunity.findUniqueOrThrow({ where: { id } })
  expect(deal).toMatchObject({ status: 'won', ownerId: leiLi.id })
})

test('a payment that was mended counts for them again', async () => {
  const [, { id }] = await does(qian, (tx, by) =>
    recordPayment(tx, by, { accountId: account.id, amount: '100' }),
  )
  const [mended] = await does(qian, (tx, by) => amendPayment(tx, by, id, { amount: '200' }))
  await merges()
  await undoes(qian, mended)
  expect((await db.payment.findUniqueOrThrow({ where: { id } })).memberId).toBe(leiLi.id)
})

test('what somebody gave back who has left since does not go back to them', async () => {
  const [given] = await does(lei, (tx, by) => release(tx, by, { kind: 'account', id: account.id }))
  await db.member.update({ where: { id: lei.id }, data: { status: 'frozen' } })
  await expect(undoes(fang, given)).rejects.toMatchObject({ rule: 'cannot-hold' })
  expect(await ownerOf()).toBeNull()
})

test('the boards agree with what stands', async () => {
  expect(await summed(db)).toEqual(await recounted(db))
})
