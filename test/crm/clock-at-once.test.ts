import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import { planNextStep } from '../../src/crm/visits/plan-next-step.ts'
import { takeBackVisit } from '../../src/crm/visits/take-back-visit.ts'
import type { Database } from '../../src/db/open.ts'
import type { Account, Db, Member, Tx } from '../../src/db/types.ts'
import { atOnce } from '../support/at-once.ts'
import { testDatabase } from '../support/database.ts'
import { inOneMessage } from '../support/one-message.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

// What two people follow up at once, and its clock. As in at-once.test.ts, only a server shows it.

let database: Database
let db: Db
let stages: Record<string, string>
let [lei, fang]: Member[] = []
let account: Account
let count = 0

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  stages = await stagesOf(db)
  const east = await aDepartment(db, { name: '华东区' })
  lei = await aMember(db, { name: '李雷', departmentId: east.id })
  fang = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
  await db.department.update({ where: { id: east.id }, data: { leaderId: fang.id } })
})
afterAll(() => database.close())
beforeEach(async () => {
  account = await anAccount(db, { name: `华联超市${++count}`, ownerId: (lei as Member).id })
})

const minutes = (so: number) => new Date(start.getTime() + so * 60_000)
const by = (member: Member | undefined, minute: number): Promise<By> =>
  byOf(db, member as Member, minutes(minute))
const days = (so: number) => so * 24 * 60
const says = (content: string) => ({ accountId: account.id, channel: 'call' as const, content })
const known = () => db.account.findUniqueOrThrow({ where: { id: account.id } })
/** A follow-up as one message; returns what takes it back. */
const logs = async (member: Member | undefined, content: string) => {
  const [of] = await inOneMessage(db, member as Member, ++count, (tx, by) => logVisit(tx, by, says(content)))
  const undoing = { ...(await by(member, ++count)), inboundId: of }
  return (tx: Tx) => undoInbound(tx, undoing, of, 'words')
}

test('a follow-up that is logged while another is taken back keeps the clock', async () => {
  const takesBack = await logs(lei, '谈了报价和交期')
  const later = await by(fang, ++count)
  await atOnce(db, (tx) => logVisit(tx, later, says('去看了样品，很满意')), takesBack)
  expect((await known()).followedUpAt).toEqual(later.now)
})

test('two follow-ups that are both taken back at once leave the clock as it was before them', async () => {
  const [first, second] = [await logs(lei, '谈了报价和交期'), await logs(fang, '去看了样品，很满意')]
  await atOnce(db, second, first)
  expect((await known()).followedUpAt).toBeNull()
})

test('two follow-ups that are taken back one after the other, the earlier first, leave the clock as it was', async () => {
  const takesBack = [await logs(lei, '谈了报价和交期'), await logs(fang, '去看了样品，很满意')]
  for (const takes of takesBack) await db.$transaction(takes)
  expect((await known()).followedUpAt).toBeNull()
})

test('follow-ups of one moment that are all taken back leave the clock as it was', async () => {
  const at = await by(lei, ++count)
  const ids: string[] = []
  for (const content of ['谈了报价和交期', '去看了样品，很满意', '约了下周看样'])
    ids.push((await db.$transaction((tx) => logVisit(tx, at, says(content)))).visit.id)
  for (const id of ids) await db.$transaction((tx) => takeBackVisit(tx, at, id))
  expect((await known()).followedUpAt).toBeNull()
})

test('a follow-up that is logged beside the win starts no clock of what is signed', async () => {
  const [his, hers] = [await by(lei, ++count), await by(fang, ++count)]
  const opened = { accountId: account.id, name: '冷柜', amount: '5000' }
  const { id } = await db.$transaction((tx) => createOpportunity(tx, his, opened))
  const wins = (tx: Tx) => advanceStage(tx, hers, { opportunityId: id, stageId: stages.赢单 as string })
  await atOnce(db, wins, (tx) => logVisit(tx, his, says('谈了报价和交期')))
  expect(await known()).toMatchObject({ signedAt: hers.now, dropsAt: null, followedUpAt: his.now })
})

test('a follow-up that is logged while a next step is planned for an older one keeps its own drop', async () => {
  const [before, his, hers] = [await by(lei, ++count), await by(lei, days(2)), await by(fang, days(2))]
  const { visit } = await db.$transaction((tx) => logVisit(tx, before, says('谈了报价和交期')))
  const next = { at: minutes(days(7)), allDay: true }
  await atOnce(
    db,
    (tx) => logVisit(tx, hers, says('去看了样品，很满意')),
    (tx) => planNextStep(tx, his, visit.id, { next }),
  )
  expect(await known()).toMatchObject({ followedUpAt: hers.now, dropsAt: minutes(days(2 + 7)) })
})

test('a follow-up of a lead that is converted at that moment is logged of the account', async () => {
  const [his, hers] = [await by(lei, ++count), await by(fang, ++count)]
  const makes = (company: string) => aLead(db, { company, ownerId: (lei as Member).id })
  const logs = (leadId: string, content: string) => (tx: Tx) =>
    logVisit(tx, hers, { leadId, channel: 'call', content })
  const converts = (leadId: string) => (tx: Tx) => convertLead(tx, his, leadId)
  const gone = await makes('江南食品')
  expect(await atOnce(db, converts(gone.id), logs(gone.id, '谈了报价和交期'))).toBe('lead-converted')
  const [lead, thin] = [await makes('昆山科美自动化'), await makes('常熟天宇机电')]
  await atOnce(db, logs(lead.id, '谈了报价和交期'), converts(lead.id))
  await atOnce(db, logs(thin.id, '继续跟进'), converts(thin.id))
  const of = { leadId: { in: [gone.id, lead.id, thin.id] } }
  const logged = await db.visit.findMany({
    where: of,
    include: { account: true },
    orderBy: { content: 'desc' },
  })
  expect(logged.map(({ account }) => account?.followedUpAt)).toEqual([hers.now, null])
})
