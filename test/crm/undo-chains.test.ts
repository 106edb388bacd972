import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import { record } from '../../src/crm/audit.ts'
import type { By } from '../../src/crm/by.ts'
import { momentOf } from '../../src/crm/moment.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { release } from '../../src/crm/pool/release.ts'
import { amendTask } from '../../src/crm/tasks/amend-task.ts'
import { completeTask, postponeTask } from '../../src/crm/tasks/change-task.ts'
import { createTask } from '../../src/crm/tasks/create-task.ts'
import { lastUndoable, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { amendVisit } from '../../src/crm/visits/amend-visit.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import { takeBackVisit } from '../../src/crm/visits/take-back-visit.ts'
import type { Account, Member, Task, Tx } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { recounted, summed } from '../support/recount.ts'
import { aMember, anAccount, byOf, stagesOf, start, zone } from '../support/world.ts'

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

/** Does it as one message, and returns that message's id with what it made. */
async function does<T>(act: (tx: Tx, by: By) => Promise<T>, member = lei): Promise<[string, T]> {
  const inboundId = `00000000-0000-7000-8000-${String(++minute).padStart(12, '0')}`
  const by = { ...(await byOf(db, member, new Date(start.getTime() + minute * 60_000))), inboundId }
  return [inboundId, await db.$transaction((tx) => act(tx, by))]
}
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
