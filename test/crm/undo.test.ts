import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import { createContact } from '../../src/crm/accounts/create-contact.ts'
import { record } from '../../src/crm/audit.ts'
import type { By } from '../../src/crm/by.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { momentOf } from '../../src/crm/moment.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import { completeTask, postponeTask } from '../../src/crm/tasks/change-task.ts'
import { createTask } from '../../src/crm/tasks/create-task.ts'
import { lastUndoable, undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Member, Tx } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, stagesOf, start, zone } from '../support/world.ts'

describe('undo', async () => {
  const database = await testDatabase()
  const { db } = database
  afterAll(() => database.close())
  let stages: Record<string, string>
  let boss: Member
  let rep: Member
  let peer: Member
  let count = 0

  beforeAll(async () => {
    stages = await stagesOf(db)
    const east = await aDepartment(db, { name: '华东区' })
    boss = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
    await db.department.update({ where: { id: east.id }, data: { leaderId: boss.id } })
    rep = await aMember(db, { name: '李雷', departmentId: east.id })
    peer = await aMember(db, { name: '韩梅', departmentId: east.id })
  })

  const inboundId = () => `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}`
  const as = async (member: Member, minutes = 0): Promise<By> =>
    byOf(db, member, new Date(start.getTime() + minutes * 60_000))

  /** Does it as one message, and returns that message's id. */
  async function does(
    member: Member,
    act: (tx: Tx, by: By) => Promise<unknown>,
    minutes = 0,
  ): Promise<string> {
    const by = { ...(await as(member, minutes)), inboundId: inboundId() }
    await db.$transaction((tx) => act(tx, by))
    return by.inboundId
  }
  const undoes = async (member: Member, of: string, minutes = 1, asked?: 'words') => {
    const by = { ...(await as(member, minutes)), inboundId: inboundId() }
    return db.$transaction((tx) => undoInbound(tx, by, of, asked))
  }
  const figures = async () => {
    const row = await db.memberDay.findFirst({ where: { memberId: rep.id } })
    return [Number(row?.amount ?? 0), row?.newAccounts ?? 0, row?.visits ?? 0]
  }
  const anOwnAccount = () => anAccount(db, { name: `客户${++count}`, ownerId: rep.id })
  const aDeal = async (amount = '1000') => {
    const account = await anOwnAccount()
    const by = await as(rep)
    return db.$transaction((tx) => createOpportunity(tx, by, { accountId: account.id, name: '采购', amount }))
  }
  const moves = (id: string, stage: string, minutes = 0, fields = {}) =>
    does(
      rep,
      (tx, by) => advanceStage(tx, by, { opportunityId: id, stageId: stages[stage] as string, fields }),
      minutes,
    )

  test('takes back all acts of one message, the last first, marks them and writes that down', async () => {
    const before = await figures()
    const account = await anOwnAccount()
    const said = await does(rep, (tx, by) =>
      logVisit(tx, by, {
        accountId: account.id,
        channel: 'visit',
        content: '谈了报价和交期',
        next: momentOf('2026-06-12', zone),
      }),
    )
    const acts = await undoes(rep, said)
    expect(acts.map(({ action }) => action)).toEqual(['task.create', 'visit.create'])
    expect(await db.task.findFirstOrThrow({ where: { accountId: account.id } })).toMatchObject({
      status: 'cancelled',
    })
    expect((await db.visit.findFirstOrThrow({ where: { accountId: account.id } })).undoneAt).not.toBeNull()
    expect(await figures()).toEqual(before)
    const entries = await db.audit.findMany({ where: { inboundId: said } })
    expect(entries.every(({ undoneAt }) => undoneAt !== null)).toBe(true)
    expect(
      await db.audit.count({ where: { entityId: acts[0]?.entityId as string, action: 'task.undo' } }),
    ).toBe(1)
  })

  test('happens once: the second tap is told so, also when both come at once', async () => {
    const { id } = await aDeal()
    const said = await moves(id, '确定意向')
    const results = await Promise.allSettled([undoes(rep, said), undoes(rep, said)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(undoes(rep, said)).rejects.toMatchObject({ rule: 'undone-already' })
    expect(await db.audit.count({ where: { entityId: id, action: 'opportunity.undo' } })).toBe(1)
  })

  test('works by button for ten minutes, in words until the day ends', async () => {
    const early = await moves((await aDeal()).id, '确定意向')
    await expect(undoes(rep, early, 11)).rejects.toMatchObject({ rule: 'undo-button-over' })
    await undoes(rep, early, 11, 'words')
    const late = await moves((await aDeal()).id, '确定意向')
    await expect(undoes(rep, late, 24 * 60, 'words')).rejects.toMatchObject({ rule: 'undo-too-late' })
  })

  test('is for whoever did it and their manager, not for colleagues', async () => {
    const said = await moves((await aDeal()).id, '确定意向')
    await expect(undoes(peer, said)).rejects.toMatchObject({ rule: 'not-your-act' })
    await undoes(boss, said, 60)
  })

  test('of a win gives back figures, signature and stage', async () => {
    const before = await figures()
    const { id, accountId } = await aDeal('88000')
    const told = await moves(id, '赢单', 0, { amount: '90000' })
    expect(await figures()).toEqual([(before[0] as number) + 90_000, (before[1] as number) + 1, before[2]])
    await undoes(rep, told)
    expect(await figures()).toEqual(before)
    const deal = await db.opportunity.findUniqueOrThrow({ where: { id }, include: { changes: true } })
    expect(deal).toMatchObject({ status: 'open', stageId: stages.初步沟通, closedAt: null })
    expect(deal.amount?.toString()).toBe('88000')
    expect(deal.changes.map(({ toStage }) => toStage)).toEqual(['初步沟通'])
    const account = await db.account.findUniqueOrThrow({ where: { id: accountId } })
    expect(account.signedAt).toBeNull()
    expect(account.dropsAt?.getTime()).toBeGreaterThan(start.getTime())
  })

  test('of one win of two leaves the account signed by the other', async () => {
    const one = await aDeal()
    const by = await as(rep)
    const other = await db.$transaction((tx) =>
      createOpportunity(tx, by, { accountId: one.accountId, name: '续费', amount: '500' }),
    )
    const first = await moves(one.id, '赢单', 0)
    const second = await moves(other.id, '赢单', 1)
    const signedAt = async () =>
      (await db.account.findUniqueOrThrow({ where: { id: one.accountId } })).signedAt
    await undoes(rep, first, 2)
    expect(await signedAt()).toEqual(new Date(start.getTime() + 60_000))
    await undoes(rep, second, 3)
    expect(await signedAt()).toBeNull()
  })

  test('of a loss takes the reason away, of a new deal closes it out of the way', async () => {
    const { id } = await aDeal()
    const lost = await moves(id, '输单', 0, { reason: '价格' })
    await undoes(rep, lost)
    expect(await db.opportunity.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'open',
      lostReason: null,
    })
    const account = await anOwnAccount()
    const made = await does(rep, (tx, by) =>
      createOpportunity(tx, by, { accountId: account.id, name: '错单' }),
    )
    await undoes(rep, made)
    expect(await db.opportunity.count({ where: { accountId: account.id, status: 'open' } })).toBe(0)
  })

  test('of a closing opens the deal for whoever has the account now, by somebody who reaches them', async () => {
    const { id, accountId } = await aDeal()
    const lost = await moves(id, '输单', 0, { reason: '价格' })
    await db.account.update({ where: { id: accountId }, data: { ownerId: peer.id } })
    await expect(undoes(rep, lost)).rejects.toMatchObject({ rule: 'account-elsewhere' })
    await undoes(boss, lost)
    expect(await db.opportunity.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'open',
      ownerId: peer.id,
    })
  })

  test('of a step leaves the deal with whoever has got it since', async () => {
    const { id } = await aDeal()
    const advanced = await moves(id, '确定意向')
    await db.opportunity.update({ where: { id }, data: { ownerId: peer.id } })
    await undoes(boss, advanced)
    expect((await db.opportunity.findUniqueOrThrow({ where: { id } })).ownerId).toBe(peer.id)
  })

  test('of a reopening gives deal and figures back to who had won it', async () => {
    const { id, accountId } = await aDeal('6000')
    await moves(id, '赢单')
    const before = await figures()
    await db.account.update({ where: { id: accountId }, data: { ownerId: peer.id } })
    const fields = { closeOn: '2026-07-01', note: '重谈' }
    const reopened = await does(boss, (tx, by) =>
      advanceStage(tx, by, { opportunityId: id, stageId: stages.商务谈判 as string, fields }),
    )
    await undoes(boss, reopened)
    expect(await db.opportunity.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'won',
      ownerId: rep.id,
    })
    expect(await figures()).toEqual(before)
  })

  test('waits for what was done later: the deal that moved on stays', async () => {
    const { id } = await aDeal()
    const first = await moves(id, '确定意向')
    const second = await moves(id, '方案报价', 1)
    await expect(undoes(rep, first, 2)).rejects.toMatchObject({ rule: 'newer-change' })
    expect(await db.audit.count({ where: { inboundId: first, undoneAt: { not: null } } })).toBe(0)
    await undoes(rep, second, 2)
    await undoes(rep, first, 3)
    expect((await db.opportunity.findUniqueOrThrow({ where: { id } })).stageId).toBe(stages.初步沟通)
  })

  test('opens a finished task again and puts a postponed one back', async () => {
    const by = await as(rep)
    const task = await db.$transaction((tx) =>
      createTask(tx, by, { title: '送样', assigneeId: rep.id, due: momentOf('2026-06-11', zone) }),
    )
    const moved = await does(rep, (tx, actor) =>
      postponeTask(tx, actor, task.id, momentOf('2026-06-15', zone)),
    )
    const done = await does(rep, (tx, actor) => completeTask(tx, actor, task.id), 1)
    await expect(undoes(rep, moved, 2)).rejects.toMatchObject({ rule: 'newer-change' })
    await undoes(rep, done, 2)
    await undoes(rep, moved, 3)
    const { status, doneAt, dueAt } = await db.task.findUniqueOrThrow({ where: { id: task.id } })
    expect({ status, doneAt, dueAt }).toEqual({ status: 'open', doneAt: null, dueAt: task.dueAt })
  })

  test('of a new account ends its history no earlier than it began, though the clock was set back', async () => {
    const made = await does(rep, (tx, by) => createAccount(tx, by, { name: '物美便利店' }), 5)
    const { id } = await db.account.findUniqueOrThrow({ where: { name: '物美便利店' } })
    await undoes(rep, made, 1)
    const { startedAt, endedAt } = await db.ownership.findFirstOrThrow({ where: { accountId: id } })
    expect(endedAt).toEqual(startedAt)
  })

  test('of a new account frees its name; with a follow-up on it, it stays', async () => {
    const made = await does(rep, (tx, by) => createAccount(tx, by, { name: '手滑超市' }))
    await undoes(rep, made)
    expect(await db.account.findUnique({ where: { name: '手滑超市' } })).toBeNull()
    const again = await does(rep, (tx, by) => createAccount(tx, by, { name: '手滑超市' }))
    const { id } = await db.account.findUniqueOrThrow({ where: { name: '手滑超市' } })
    const by = await as(rep)
    await db.$transaction((tx) => logVisit(tx, by, { accountId: id, channel: 'call', content: '聊了需求' }))
    await expect(undoes(rep, again)).rejects.toMatchObject({ rule: 'newer-change' })
  })

  test('of a new or converted account leaves it to a contact that was saved since', async () => {
    const lead = await aLead(db, { company: '物美餐饮', contact: '顾念', ownerId: rep.id })
    await undoes(rep, await does(rep, (tx, by) => convertLead(tx, by, lead.id)))
    const converts = (tx: Tx, by: By) => convertLead(tx, by, lead.id)
    const makes = (tx: Tx, by: By) => createAccount(tx, by, { name: '物美超市' })
    for (const [name, act] of [
      ['物美餐饮', converts],
      ['物美超市', makes],
    ] as const) {
      const made = await does(rep, act)
      const { id: accountId } = await db.account.findUniqueOrThrow({ where: { name } })
      await does(rep, (tx, by) => createContact(tx, by, { accountId, name: '王经理', phone: '13900001234' }))
      await expect(undoes(rep, made)).rejects.toMatchObject({ rule: 'newer-change' })
    }
  })

  test('of a new or converted account leaves it with whoever has got it since', async () => {
    const made = await does(rep, (tx, by) => createAccount(tx, by, { name: '转给同事的超市' }))
    const lead = await aLead(db, { company: '转给同事的餐饮', ownerId: rep.id })
    const converted = await does(rep, (tx, by) => convertLead(tx, by, lead.id))
    const accounts = () =>
      db.account.findMany({
        where: { name: { startsWith: '转给同事' } },
        select: { id: true, ownerId: true },
      })
    const by = await as(boss)
    for (const { id } of await accounts())
      await db.$transaction((tx) => assign(tx, by, { kind: 'account', id }, peer.id))
    for (const said of [made, converted])
      await expect(undoes(rep, said)).rejects.toMatchObject({ rule: 'newer-change' })
    expect((await accounts()).map(({ ownerId }) => ownerId)).toEqual([peer.id, peer.id])
    expect((await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).status).toBe('converted')
  })

  test('in words means the member’s last message of the day that did something', async () => {
    const loner = await aMember(db, { name: '独行', departmentId: rep.departmentId })
    expect(await lastUndoable(db, await as(loner))).toBeNull()
    const task = (title: string) => (tx: Tx, by: By) => createTask(tx, by, { title, assigneeId: loner.id })
    const first = await does(loner, task('一'))
    const second = await does(loner, task('二'), 1)
    expect(await lastUndoable(db, await as(loner, 2))).toBe(second)
    await undoes(loner, second, 2)
    expect(await lastUndoable(db, await as(loner, 3))).toBe(first)
    expect(await lastUndoable(db, await as(loner, 24 * 60))).toBeNull()
  })

  test('in words is possible however often something was refused, or taken back, since', async () => {
    const busy = await aMember(db, { name: '勤快', departmentId: rep.departmentId })
    const task = (title: string) => (tx: Tx, by: By) => createTask(tx, by, { title, assigneeId: busy.id })
    const first = await does(busy, task('一'))
    for (let time = 0; time < 15; time++) {
      await does(busy, (tx, by) => record(tx, by, { action: 'member.refused', id: busy.id }), 1)
      await undoes(busy, await does(busy, task('错了'), 1), 1)
    }
    expect(await lastUndoable(db, await as(busy, 2))).toBe(first)
  })
})
