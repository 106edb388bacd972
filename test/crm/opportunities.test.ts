import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { amendOpportunity } from '../../src/crm/opportunities/amend-opportunity.ts'
import { winChannels, winStory } from '../../src/crm/opportunities/announce.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { missingFields } from '../../src/crm/opportunities/missing.ts'
import { moveOf, type Place } from '../../src/crm/opportunities/moves.ts'
import { planMove } from '../../src/crm/opportunities/plan-move.ts'
import { amendVisit } from '../../src/crm/visits/amend-visit.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Account, Member, Prisma, Tx } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

describe('the pipeline', () => {
  const place = (
    position: number,
    kind: Place['kind'] = 'open',
    status: Place['status'] = 'open',
  ): Place => ({
    id: `stage-${position}`,
    name: `第${position}步`,
    pipelineId: 'one',
    position,
    kind,
    status,
  })
  const may = { reopen: false }

  test('goes forward over any number of open stages', () => {
    expect(moveOf(place(0), place(1), may)).toBe('advance')
    expect(moveOf(place(0), place(3), may)).toBe('advance')
  })

  test('goes back one step, not two', () => {
    expect(moveOf(place(3), place(2), may)).toBe('back')
    expect(ruleOf(moveOf(place(3), place(1), may))).toBe('stage-back-too-far')
  })

  test('is won and lost from any open stage', () => {
    expect(moveOf(place(0), place(4, 'won'), may)).toBe('win')
    expect(moveOf(place(3), place(5, 'lost'), may)).toBe('lose')
  })

  test('keeps closed deals where they are, unless somebody who leads the owner opens them again', () => {
    const won = place(4, 'won', 'won')
    expect(ruleOf(moveOf(won, place(2), may))).toBe('deal-closed')
    expect(moveOf(won, place(2), { reopen: true })).toBe('reopen')
    expect(ruleOf(moveOf(won, place(5, 'lost'), { reopen: true }))).toBe('deal-closed')
  })

  test('knows no move to where the deal is already, nor into another pipeline', () => {
    expect(ruleOf(moveOf(place(2), place(2), may))).toBe('stage-same')
    expect(ruleOf(moveOf(place(1), { ...place(2), pipelineId: 'other' }, may))).toBe('stage-elsewhere')
  })

  test('asks only for what neither the deal nor the sentence has', () => {
    const deal = { amount: null, closeOn: null, competitor: null }
    expect(missingFields(deal, ['amount', 'closeOn'], 'advance', {})).toEqual(['amount', 'closeOn'])
    expect(missingFields(deal, ['amount', 'closeOn'], 'advance', { amount: '5' })).toEqual(['closeOn'])
    expect(missingFields(deal, [], 'back', {})).toEqual(['note'])
    expect(missingFields(deal, ['reason'], 'lose', { reason: '竞争对手' })).toEqual(['competitor'])
    expect(missingFields(deal, ['reason'], 'lose', { reason: '价格' })).toEqual([])
  })
})

describe('a deal', async () => {
  const database = await testDatabase()
  const { db } = database
  afterAll(() => database.close())
  let stages: Record<string, string>
  let boss: Member
  let rep: Member
  let peer: Member
  let stranger: Member
  let count = 0

  beforeAll(async () => {
    stages = await stagesOf(db)
    const sales = await aDepartment(db, { name: '销售部', path: '/sales/' })
    const east = await aDepartment(db, { name: '华东区', path: '/sales/east/', parentId: sales.id })
    const south = await aDepartment(db, { name: '华南区', path: '/sales/south/', parentId: sales.id })
    boss = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
    await db.department.update({ where: { id: east.id }, data: { leaderId: boss.id } })
    rep = await aMember(db, { name: '李雷', departmentId: east.id })
    peer = await aMember(db, { name: '韩梅', departmentId: east.id })
    stranger = await aMember(db, { name: '赵敏', departmentId: south.id })
    const channel = (departmentId: string | null, externalId: string, topics: string[]) =>
      db.channel.create({
        data: { platform: 'feishu', externalId, name: externalId, departmentId, topics, createdAt: start },
      })
    await channel(east.id, 'east-all', [])
    await channel(east.id, 'east-boards', ['leaderboard'])
    await channel(sales.id, 'sales-wins', ['wins', 'leaderboard'])
    await channel(south.id, 'south-wins', ['wins'])
    await channel(null, 'unbound', [])
  })

  const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
  const as = (member: Member, minutes = 0) => byOf(db, member, later(minutes))

  async function aDeal(
    values: Partial<Prisma.OpportunityUncheckedCreateInput> = {},
    account?: Account,
  ): Promise<{ id: string; accountId: string }> {
    const of =
      account ?? (await anAccount(db, { name: `客户${++count}`, ownerId: rep.id, dropsAt: later(9999) }))
    const by = await as(rep)
    const deal = await db.$transaction((tx) =>
      createOpportunity(tx, by, { accountId: of.id, name: `采购${++count}` }),
    )
    if (Object.keys(values).length > 0)
      await db.opportunity.update({ where: { id: deal.id }, data: values as Prisma.OpportunityUpdateInput })
    return deal
  }

  const move = async (
    id: string,
    stage: string,
    options: { by?: Member; minutes?: number; fields?: object; seenIn?: string } = {},
  ) => {
    const by = await as(options.by ?? rep, options.minutes)
    const stageId = stages[stage] as string
    return db.$transaction((tx) =>
      advanceStage(tx, by, {
        opportunityId: id,
        stageId,
        fields: options.fields ?? {},
        seenIn: options.seenIn,
      }),
    )
  }

  const gives = (id: string, ownerId: string | null) =>
    db.account.update({ where: { id }, data: { ownerId } })
  const reopens = (id: string, minutes: number) =>
    move(id, '商务谈判', { by: boss, minutes, fields: { closeOn: '2026-07-01', note: '重谈' } })

  /** Of one account: the first over 1000 yuan, the second over 2000 and a minute later. */
  async function twoWins(minutes: number) {
    const first = await aDeal({ amount: '1000' })
    const account = await db.account.findUniqueOrThrow({ where: { id: first.accountId } })
    const second = await aDeal({ amount: '2000' }, account)
    await move(first.id, '赢单', { minutes })
    await move(second.id, '赢单', { minutes: minutes + 1 })
    return { first, second }
  }

  const figures = async (member = rep) => {
    const row = await db.memberDay.findFirst({ where: { memberId: member.id } })
    return { amount: Number(row?.amount ?? 0), newAccounts: row?.newAccounts ?? 0 }
  }

  test('begins in the first stage, in the hands of the account’s owner, with its history', async () => {
    const { id } = await aDeal()
    const deal = await db.opportunity.findUniqueOrThrow({
      where: { id },
      include: { stage: true, changes: true },
    })
    expect(deal).toMatchObject({ ownerId: rep.id, status: 'open', stage: { name: '初步沟通' } })
    expect(deal.changes).toMatchObject([{ fromStage: null, toStage: '初步沟通' }])
    expect(await db.audit.count({ where: { entityId: id, action: 'opportunity.create' } })).toBe(1)
  })

  test('of the same name is not opened twice for one account', async () => {
    const account = await anAccount(db, { name: '双胞胎商店', ownerId: rep.id })
    const by = await as(rep)
    const open = () =>
      db.$transaction((tx) => createOpportunity(tx, by, { accountId: account.id, name: '收银机' }))
    await open()
    await expect(open()).rejects.toMatchObject({ rule: 'deal-exists' })
  })

  test.each(['1000000000000', '9999999999999.00'])(
    'of %s yuan is more than the books hold',
    async (amount) => {
      const { id, accountId } = await aDeal()
      const by = await as(rep)
      const visit = { accountId, channel: 'call' as const, content: '谈了报价和交期' }
      const logged = await db.$transaction((tx) => logVisit(tx, by, visit))
      const writes: ((tx: Tx) => Promise<unknown>)[] = [
        (tx) => createOpportunity(tx, by, { accountId, name: '多打了零', amount }),
        (tx) => amendOpportunity(tx, by, id, { amount }),
        (tx) => logVisit(tx, by, { ...visit, amount }),
        (tx) => amendVisit(tx, by, logged.visit.id, { amount }),
      ]
      for (const write of writes)
        await expect(db.$transaction(write)).rejects.toMatchObject({ rule: 'amount-too-large' })
      const moved = move(id, '方案报价', { fields: { amount } })
      await expect(moved).rejects.toMatchObject({ rule: 'amount-too-large' })
    },
  )

  test('moves with its amount, history and audit entry', async () => {
    const { id } = await aDeal()
    await move(id, '方案报价', { fields: { amount: '280000.00' }, minutes: 5 })
    const deal = await db.opportunity.findUniqueOrThrow({
      where: { id },
      include: { stage: true, changes: { orderBy: { at: 'asc' } } },
    })
    expect(deal.stage.name).toBe('方案报价')
    expect(deal.amount?.toString()).toBe('280000')
    expect(deal.updatedAt).toEqual(later(5))
    expect(deal.changes.at(-1)).toMatchObject({
      fromStage: '初步沟通',
      toStage: '方案报价',
      memberId: rep.id,
    })
    const audit = await db.audit.findFirstOrThrow({ where: { entityId: id, action: 'opportunity.advance' } })
    expect(audit.before).toMatchObject({ stageId: stages.初步沟通, amount: null })
    expect(audit.after).toMatchObject({ stageId: stages.方案报价, amount: '280000' })
  })

  test('without a required field stays, and the plan says what is missing', async () => {
    const { id } = await aDeal()
    const by = await as(rep)
    const planned = await planMove(db, by, { opportunityId: id, stageId: stages.商务谈判 as string })
    expect(planned).toMatchObject({ move: 'advance', missing: ['amount', 'closeOn'] })
    await expect(move(id, '商务谈判')).rejects.toMatchObject({ rule: 'field-missing' })
    expect((await db.opportunity.findUniqueOrThrow({ where: { id } })).stageId).toBe(stages.初步沟通)
  })

  test('tapped on an old card does not move', async () => {
    const { id } = await aDeal()
    await move(id, '确定意向')
    await expect(
      move(id, '方案报价', { fields: { amount: '1' }, seenIn: stages.初步沟通 as string }),
    ).rejects.toMatchObject({ rule: 'stage-moved' })
  })

  test('is for its owner and those who lead them; for everybody else it is as if it were not there', async () => {
    const { id } = await aDeal()
    await expect(move(id, '确定意向', { by: stranger })).rejects.toMatchObject({ rule: 'not-in-reach' })
    await expect(move('00000000-0000-7000-8000-000000000000', '确定意向')).rejects.toMatchObject({
      rule: 'not-in-reach',
    })
    await move(id, '确定意向', { by: boss })
    expect((await db.opportunity.findUniqueOrThrow({ where: { id } })).ownerId).toBe(rep.id)
  })

  test('won counts for its owner that day, signs the account, and makes it a new account once', async () => {
    const before = await figures()
    const first = await aDeal({ amount: '100000' })
    const account = await db.account.findUniqueOrThrow({ where: { id: first.accountId } })
    const second = await aDeal({ amount: '50000' }, account)
    await move(first.id, '赢单', { minutes: 10, by: boss })
    await move(second.id, '赢单', { minutes: 20 })
    const after = await figures()
    expect(after.amount - before.amount).toBe(150_000)
    expect(after.newAccounts - before.newAccounts).toBe(1)
    const signed = await db.account.findUniqueOrThrow({ where: { id: first.accountId } })
    expect(signed).toMatchObject({ signedAt: later(10), dropsAt: null })
    expect(await db.opportunity.findUniqueOrThrow({ where: { id: first.id } })).toMatchObject({
      status: 'won',
      closedAt: later(10),
    })
  })

  test('lost keeps why and to whom', async () => {
    const { id } = await aDeal()
    await expect(move(id, '输单')).rejects.toMatchObject({ rule: 'field-missing' })
    await move(id, '输单', { fields: { reason: '竞争对手', competitor: '优云' } })
    expect(await db.opportunity.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'lost',
      lostReason: '竞争对手',
      competitor: '优云',
    })
  })

  test('opened again by the manager gives its figures back and the account its clock', async () => {
    const before = await figures()
    const { id, accountId } = await aDeal({ amount: '70000' })
    await move(id, '赢单', { minutes: 30 })
    await expect(move(id, '商务谈判', { fields: { closeOn: '2026-06-30' } })).rejects.toMatchObject({
      rule: 'deal-closed',
    })
    await move(id, '商务谈判', {
      by: boss,
      minutes: 40,
      fields: { closeOn: '2026-06-30', note: '客户还没盖章' },
    })
    expect(await figures()).toEqual(before)
    expect(await db.opportunity.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'open',
      closedAt: null,
    })
    const account = await db.account.findUniqueOrThrow({ where: { id: accountId } })
    expect(account.signedAt).toBeNull()
    expect(account.dropsAt?.getTime()).toBeGreaterThan(later(40 + 6 * 24 * 60).getTime())
  })

  test('opened again, it is of whoever has the account now; what it had brought was the former owner’s', async () => {
    const before = await figures()
    const { id, accountId } = await aDeal({ amount: '40000' })
    await move(id, '赢单', { minutes: 43 })
    await gives(accountId, peer.id)
    await reopens(id, 44)
    expect((await db.opportunity.findUniqueOrThrow({ where: { id } })).ownerId).toBe(peer.id)
    expect(await figures()).toEqual(before)
    await move(id, '赢单', { by: peer, minutes: 45 })
    expect(await figures(peer)).toEqual({ amount: 40_000, newAccounts: 1 })
  })

  test('is not opened again where nobody could go on with it: in the pool, or beyond the manager’s team', async () => {
    const { id, accountId } = await aDeal()
    await move(id, '输单', { fields: { reason: '价格' } })
    for (const ownerId of [null, stranger.id]) {
      await gives(accountId, ownerId)
      await expect(reopens(id, 46)).rejects.toMatchObject({ rule: 'account-elsewhere' })
    }
  })

  test('when the first win is opened again, the next win makes the new account', async () => {
    const before = await figures()
    const { first } = await twoWins(50)
    await reopens(first.id, 52)
    expect(await figures()).toEqual({ amount: before.amount + 2000, newAccounts: before.newAccounts + 1 })
  })

  test('an account stays signed as long as one of its wins stands, and no longer', async () => {
    const { first, second } = await twoWins(53)
    const signature = async () =>
      db.account.findUniqueOrThrow({
        where: { id: first.accountId },
        select: { signedAt: true, dropsAt: true },
      })
    expect(await signature()).toEqual({ signedAt: later(53), dropsAt: null })
    await reopens(first.id, 55)
    expect(await signature()).toEqual({ signedAt: later(54), dropsAt: null })
    await reopens(second.id, 56)
    expect(await signature()).toEqual({ signedAt: null, dropsAt: expect.any(Date) })
  })

  test('two deals of one account that are won at once make one new account', async () => {
    const before = await figures()
    for (const minutes of [60, 62, 64]) {
      const first = await aDeal({ amount: '1000' })
      const account = await db.account.findUniqueOrThrow({ where: { id: first.accountId } })
      const second = await aDeal({ amount: '2000' }, account)
      await Promise.all([
        move(first.id, '赢单', { minutes }),
        move(second.id, '赢单', { minutes: minutes + 1 }),
      ])
    }
    expect(await figures()).toEqual({ amount: before.amount + 9000, newAccounts: before.newAccounts + 3 })
  })

  test('two moves at once: one writes, the other is told', async () => {
    const { id } = await aDeal()
    const results = await Promise.allSettled([move(id, '确定意向'), move(id, '确定意向')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.stageChange.count({ where: { opportunityId: id, toStage: '确定意向' } })).toBe(1)
  })

  test('a win is told to the groups of the owner’s department and of those above it', async () => {
    const channels = await winChannels(db, rep.id)
    const names = await db.channel.findMany({ where: { id: { in: channels } }, orderBy: { name: 'asc' } })
    expect(names.map(({ name }) => name)).toEqual(['east-all', 'sales-wins'])
  })

  test('the story of a win counts days and the owner’s month', async () => {
    const { id } = await aDeal({ amount: '30000' })
    await move(id, '赢单', { minutes: 3 * 24 * 60 })
    const story = await winStory(db, await as(rep, 3 * 24 * 60), id)
    expect(story).toMatchObject({ ownerName: '李雷', departmentName: '华东区', days: 3 })
    const sum = await db.memberDay.aggregate({ where: { memberId: rep.id }, _sum: { amount: true } })
    expect(story.monthAmount.toString()).toBe(sum._sum.amount?.toString())
  })
})

const ruleOf = (move: unknown): string | undefined => (move instanceof Refusal ? move.rule : undefined)
