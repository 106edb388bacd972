import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import { createContact } from '../../src/crm/accounts/create-contact.ts'
import { record } from '../../src/crm/audit.ts'
import type { By } from '../../src/crm/by.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { momentOf } from '../../src/crm/moment.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { recycleDue } from '../../src/crm/pool/recycle.ts'
import { release } from '../../src/crm/pool/release.ts'
import { promisePayment } from '../../src/crm/receivables/promise-payment.ts'
import { readRules } from '../../src/crm/settings/rules.ts'
import { amendTask } from '../../src/crm/tasks/amend-task.ts'
import { completeTask, postponeTask } from '../../src/crm/tasks/change-task.ts'
import { createTask } from '../../src/crm/tasks/create-task.ts'
import { lastUndoable, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { amendVisit } from '../../src/crm/visits/amend-visit.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import { nameContact } from '../../src/crm/visits/name-contact.ts'
import { planNextStep } from '../../src/crm/visits/plan-next-step.ts'
import { takeBackVisit } from '../../src/crm/visits/take-back-visit.ts'
import type { Account, Member, Task, Tx } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { inOneMessage } from '../support/one-message.ts'
import { recounted, summed } from '../support/recount.ts'
import { aLead, aMember, anAccount, byOf, stagesOf, start, zone } from '../support/world.ts'

// What was done in a row and is taken back out of order: what stands on it stays whole, or it is refused.

const database = await testDatabase()
const { db } = database
let stages: Record<string, string>
let lei: Member
let account: Account
let count = 0
let minute = 0

beforeAll(async () => {
  stages = await stagesOf(db)
})
beforeEach(async () => {
  count++
  lei = await aMember(db, { name: `李雷${count}` })
  account = await anAccount(db, { name: `华联超市${count}`, ownerId: lei.id })
})
afterAll(() => database.close())

const does = <T>(act: (tx: Tx, by: By) => Promise<T>, member = lei) => inOneMessage(db, member, ++minute, act)
const undoes = (of: string, member = lei) => does((tx, by) => undoInbound(tx, by, of, 'words'), member)
const theAccount = (id = account.id) => db.account.findUniqueOrThrow({ where: { id } })
const refusedAs = (rule: string) => expect.objectContaining({ name: 'Refusal', rule })

test('a claim is not taken back from who has signed the account', async () => {
  const { id } = await anAccount(db, { name: `公海客户${count}` })
  const [claimed] = await does((tx, by) => claim(tx, by, { kind: 'account', id }))
  const [, deal] = await does((tx, by) =>
    createOpportunity(tx, by, { accountId: id, name: '冷柜', amount: '1000' }),
  )
  await does((tx, by) => advanceStage(tx, by, { opportunityId: deal.id, stageId: stages.赢单 as string }))
  await expect(undoes(claimed)).rejects.toEqual(refusedAs('signed-stays'))
  expect((await theAccount(id)).ownerId).toBe(lei.id)
  expect(await summed(db)).toEqual(await recounted(db))
})

const program = async (): Promise<By> => {
  const by = await byOf(db, lei, new Date(start.getTime() + ++minute * 60_000))
  return { ...by, member: { ...by.member, role: 'director', reach: 'all' }, unsigned: true }
}
const follows = (accountId = account.id, next?: string) =>
  does((tx, by) =>
    logVisit(tx, by, {
      accountId,
      channel: 'call',
      content: '跟张总谈了报价',
      next: next ? momentOf(next, zone) : undefined,
    }),
  )

test('of a message whose follow-up a program took back, the rest can still be taken back', async () => {
  const [earlier] = await follows()
  const [said, { visit }] = await does(async (tx, by) => {
    const made = await createAccount(tx, by, { name: `新客户${count}` })
    return logVisit(tx, by, { accountId: made.id, channel: 'call', content: '跟张总谈了报价' })
  })
  const by = await program()
  await db.$transaction((tx) => takeBackVisit(tx, by, visit.id))
  expect(await lastUndoable(db, await byOf(db, lei))).toBe(said)
  const [, acts] = await undoes(said)
  expect(acts.map(({ action }) => action)).toEqual(['account.create'])
  expect(await db.account.count({ where: { name: `新客户${count}` } })).toBe(0)
  await expect(undoes(said)).rejects.toEqual(refusedAs('undone-already'))
  expect(await lastUndoable(db, await byOf(db, lei))).toBe(earlier)
})

test('of a follow-up that a program took back, the corrections are none any more', async () => {
  const [earlier] = await follows()
  const [, { visit }] = await follows()
  await does(async (tx, by) => {
    await amendVisit(tx, by, visit.id, { amount: '30000' })
    await record(tx, by, { action: 'language.mend', id: visit.id })
  })
  const by = await program()
  await db.$transaction((tx) => takeBackVisit(tx, by, visit.id))
  expect(await lastUndoable(db, await byOf(db, lei))).toBe(earlier)
})

const gives = (of: { kind: 'account' | 'lead'; id: string }) => does((tx, by) => release(tx, by, of))
const theTask = ({ id }: Pick<Task, 'id'>) => db.task.findUniqueOrThrow({ where: { id } })
const aColleague = () => aMember(db, { name: `韩梅${count}` })

describe('a task', () => {
  const aTask = () =>
    does((tx, by) =>
      createTask(tx, by, {
        title: '送样',
        assigneeId: lei.id,
        due: momentOf('2026-06-12', zone),
        accountId: account.id,
      }),
    )
  const later = (tx: Tx, by: By, { id }: Task) => postponeTask(tx, by, id, momentOf('2026-06-15', zone))

  test.each<[string, (tx: Tx, by: By, task: Task) => Promise<unknown>]>([
    ['postponed', later],
    ['mended', (tx, by, { id }) => amendTask(tx, by, id, { title: '送样册' })],
  ])('that was %s ends with its account, and stays so', async (_how, change) => {
    const [, task] = await aTask()
    const [changed] = await does((tx, by) => change(tx, by, task))
    await gives({ kind: 'account', id: account.id })
    await expect(undoes(changed)).rejects.toEqual(refusedAs('newer-change'))
    expect((await theTask(task)).status).toBe('cancelled')
  })

  test.each(['released', 'assigned'])(
    'that was done is not open again once its account was %s',
    async (how) => {
      const [, task] = await aTask()
      const [done] = await does((tx, by) => completeTask(tx, by, task.id))
      const of = { kind: 'account', id: account.id } as const
      const [boss, to] = [await program(), await aColleague()]
      const [left] = await does<unknown>((tx, by) =>
        how === 'released' ? release(tx, by, of) : assign(tx, boss, of, to.id),
      )
      await expect(undoes(done)).rejects.toEqual(refusedAs('newer-change'))
      expect((await theTask(task)).status).toBe('done')
      if (how === 'assigned') return
      await undoes(left)
      await undoes(done)
      expect((await theTask(task)).status).toBe('open')
    },
  )

  test('whose making was taken back does not come back with its account', async () => {
    const [made, task] = await aTask()
    const [released] = await gives({ kind: 'account', id: account.id })
    await undoes(made)
    await undoes(released)
    expect((await theTask(task)).status).toBe('cancelled')
  })
})

const theVisit = (id: string) => db.visit.findUniqueOrThrow({ where: { id } })

describe('a follow-up', () => {
  const names = (id: string, name = '张总') => does((tx, by) => nameContact(tx, by, id, { name }))

  test('keeps the contact that was put in the place of the one it was named first', async () => {
    const [, { visit }] = await follows()
    const [, other] = await does((tx, by) => createContact(tx, by, { accountId: account.id, name: '李总' }))
    const [named] = await names(visit.id)
    const first = await theVisit(visit.id)
    const [mended] = await does((tx, by) => amendVisit(tx, by, visit.id, { contactId: other.id }))
    await expect(undoes(named)).rejects.toEqual(refusedAs('newer-change'))
    expect((await theVisit(visit.id)).contactId).toBe(other.id)
    await undoes(mended)
    expect((await theVisit(visit.id)).contactId).toBe(first.contactId)
    await undoes(named)
    expect(await db.contact.count({ where: { accountId: account.id } })).toBe(1)
  })

  test('is not given a contact back who is none any more', async () => {
    const [added, gone] = await does((tx, by) =>
      createContact(tx, by, { accountId: account.id, name: '张总' }),
    )
    const [, other] = await does((tx, by) => createContact(tx, by, { accountId: account.id, name: '李总' }))
    const [, { visit }] = await does((tx, by) =>
      logVisit(tx, by, { accountId: account.id, contactId: gone.id, channel: 'call', content: '谈了报价' }),
    )
    const [mended] = await does((tx, by) => amendVisit(tx, by, visit.id, { contactId: other.id }))
    await undoes(added)
    await expect(undoes(mended)).rejects.toEqual(refusedAs('newer-change'))
    expect((await theVisit(visit.id)).contactId).toBe(other.id)
  })

  test('that was moved stays where a contact was named for it', async () => {
    const other = await anAccount(db, { name: `物美超市${count}`, ownerId: lei.id })
    const [, { visit }] = await follows()
    const [moved] = await does((tx, by) =>
      amendVisit(tx, by, visit.id, { of: { kind: 'account', id: other.id } }),
    )
    const [named] = await names(visit.id)
    await expect(undoes(moved)).rejects.toEqual(refusedAs('newer-change'))
    await undoes(named)
    await undoes(moved)
    expect(await theVisit(visit.id)).toMatchObject({ accountId: account.id, contactId: null })
  })

  test('that was moved to a lead stays with it once that has become an account', async () => {
    const lead = await aLead(db, { company: `物美便利${count}`, ownerId: lei.id })
    const [, { visit }] = await follows()
    const [moved] = await does((tx, by) =>
      amendVisit(tx, by, visit.id, { of: { kind: 'lead', id: lead.id } }),
    )
    const [, { accountId }] = await does((tx, by) => convertLead(tx, by, lead.id))
    await expect(undoes(moved)).rejects.toEqual(refusedAs('newer-change'))
    expect(await theVisit(visit.id)).toMatchObject({ accountId, leadId: lead.id })
  })

  test('keeps the day that its next step was mended to, also when that ended with the account', async () => {
    const [, { visit }] = await follows()
    const [planned] = await does((tx, by) =>
      planNextStep(tx, by, visit.id, { next: momentOf('2026-06-15', zone), action: '送样' }),
    )
    await does((tx, by) => amendVisit(tx, by, visit.id, { next: momentOf('2026-06-18', zone) }))
    await gives({ kind: 'account', id: account.id })
    await expect(undoes(planned)).rejects.toEqual(refusedAs('newer-change'))
    expect((await theVisit(visit.id)).nextAt).toEqual(momentOf('2026-06-18', zone).at)
  })

  test('that is taken back takes along what was planned and named for it by later messages', async () => {
    const [said, { visit }] = await follows()
    const [planned] = await does((tx, by) =>
      planNextStep(tx, by, visit.id, { next: momentOf('2026-06-15', zone), action: '送样' }),
    )
    const [named] = await names(visit.id)
    await undoes(said)
    const tasks = await db.task.findMany({ where: { visitId: visit.id } })
    expect(tasks.map(({ status }) => status)).toEqual(['cancelled'])
    await expect(undoes(planned)).rejects.toEqual(refusedAs('undone-already'))
    // The person is one still.
    const [, acts] = await undoes(named)
    expect(acts.map(({ action }) => action)).toEqual(['contact.create'])
    expect(await db.memberDay.findMany({ where: { memberId: lei.id } })).toMatchObject([{ visits: 0 }])
  })
})

test('an account whose making was taken back is given to nobody', async () => {
  const [made, { id }] = await does((tx, by) => createAccount(tx, by, { name: `误建${count}` }))
  await undoes(made)
  const [by, to] = [await program(), await aColleague()]
  const giving = db.$transaction((tx) => assign(tx, by, { kind: 'account', id }, to.id))
  await expect(giving).rejects.toEqual(refusedAs('gone'))
  expect((await theAccount(id)).ownerId).toBeNull()
})

test.each<[string, (tx: Tx, by: By, accountId: string) => Promise<unknown>]>([
  ['has promised to pay', (tx, by, accountId) => promisePayment(tx, by, { accountId, dueOn: '2026-06-12' })],
  [
    'somebody has something to do for',
    (tx, by, accountId) => createTask(tx, by, { title: '对账', assigneeId: lei.id, accountId }),
  ],
])('the making of an account that %s stays', async (_what, act) => {
  const [made, { id, name }] = await does((tx, by) => createAccount(tx, by, { name: `新建${count}` }))
  const [since] = await does((tx, by) => act(tx, by, id))
  await expect(undoes(made)).rejects.toEqual(refusedAs('newer-change'))
  expect((await theAccount(id)).name).toBe(name)
  await undoes(since)
  await undoes(made)
  expect((await theAccount(id)).name).toContain('已撤销')
})

describe('the next step of a lead', () => {
  const aFollowedLead = async () => {
    const lead = await aLead(db, { company: `明月科技${count}`, ownerId: lei.id })
    const next = momentOf('2026-06-15', zone)
    const [, { task }] = await does((tx, by) =>
      logVisit(tx, by, { leadId: lead.id, channel: 'call', content: '谈了报价和交期', next }),
    )
    return { of: { kind: 'lead', id: lead.id } as const, task: task as Task }
  }

  test('ends when the lead is given back, and is to be done again when that is taken back', async () => {
    const { of, task } = await aFollowedLead()
    const [released] = await gives(of)
    expect((await theTask(task)).status).toBe('cancelled')
    await undoes(released)
    expect(await theTask(task)).toMatchObject({ status: 'open', assigneeId: lei.id })
  })

  test('goes to whoever is given the lead', async () => {
    const { of, task } = await aFollowedLead()
    const [by, to] = [await program(), await aColleague()]
    await db.$transaction((tx) => assign(tx, by, of, to.id))
    expect(await theTask(task)).toMatchObject({ status: 'open', assigneeId: to.id })
  })

  test('that was done is not open again once the lead was given back', async () => {
    const { of, task } = await aFollowedLead()
    const [done] = await does((tx, by) => completeTask(tx, by, task.id))
    const [, own] = await does((tx, by) => createTask(tx, by, { title: '交周报', assigneeId: lei.id }))
    const [alsoDone] = await does((tx, by) => completeTask(tx, by, own.id))
    await gives(of)
    await expect(undoes(done)).rejects.toEqual(refusedAs('newer-change'))
    await undoes(alsoDone)
    expect((await theTask(own)).status).toBe('open')
  })

  test('ends when the lead drops by the clock', async () => {
    const { of, task } = await aFollowedLead()
    await db.lead.update({ where: { id: of.id }, data: { dropsAt: start } })
    const rules = await readRules(db)
    await db.$transaction((tx) => recycleDue(tx, { now: start, zone, rules }, [lei.id], 10))
    expect((await theTask(task)).status).toBe('cancelled')
  })
})
