import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '../../src/crm/accounts/create-account.ts'
import { listAccounts, listReceivables } from '../../src/crm/accounts/portfolio.ts'
import { mayWork } from '../../src/crm/accounts/rights.ts'
import { type OwnedAccount, viewAccount } from '../../src/crm/accounts/view-account.ts'
import { explainClock } from '../../src/crm/explain-clock.ts'
import type { Member } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

describe('accounts', async () => {
  const database = await testDatabase()
  const { db } = database
  afterAll(() => database.close())
  let boss: Member
  let rep: Member
  let stranger: Member
  let finance: Member
  let stages: Record<string, string>

  beforeAll(async () => {
    stages = await stagesOf(db)
    const east = await aDepartment(db, { name: '华东区' })
    const south = await aDepartment(db, { name: '华南区' })
    boss = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
    await db.department.update({ where: { id: east.id }, data: { leaderId: boss.id } })
    rep = await aMember(db, { name: '李雷', departmentId: east.id })
    stranger = await aMember(db, { name: '赵敏', departmentId: south.id })
    finance = await aMember(db, { name: '钱进', role: 'finance' })
  })

  const day = (date: string) => new Date(`${date}T00:00:00Z`)
  const at = { createdAt: start, updatedAt: start }

  async function huaLian(name: string) {
    const account = await anAccount(db, { name, ownerId: rep.id, dropsAt: new Date('2026-06-17T01:30:00Z') })
    const accountId = account.id
    for (const person of ['张伟', '王磊', '刘洋', '陈静'])
      await db.contact.create({ data: { accountId, name: person, phone: '13800000001', ...at } })
    const pipelineId = (await db.pipeline.findFirstOrThrow()).id
    const deal = { accountId, pipelineId, ownerId: rep.id, ...at }
    await db.opportunity.create({
      data: { ...deal, name: '收银机', stageId: stages.方案报价 as string, amount: '280000' },
    })
    await db.opportunity.create({
      data: { ...deal, name: '旧单', stageId: stages.输单 as string, status: 'lost', closedAt: start },
    })
    const visit = { accountId, memberId: rep.id, channel: 'visit' as const, businessDay: day('2026-06-10') }
    await db.visit.create({ data: { ...visit, content: '谈了报价', createdAt: start } })
    await db.visit.create({ data: { ...visit, content: '记错了', createdAt: start, undoneAt: start } })
    const owed = { accountId, title: '首款', ...at }
    await db.receivable.create({
      data: { ...owed, amount: '100000', paidAmount: '30000', dueOn: day('2026-06-09'), status: 'partial' },
    })
    await db.receivable.create({ data: { ...owed, amount: '50000', dueOn: day('2026-06-10') } })
    await db.receivable.create({
      data: { ...owed, amount: '9000', paidAmount: '9000', dueOn: day('2026-05-01'), status: 'paid' },
    })
    const paid = { accountId, createdAt: start }
    await db.payment.create({ data: { ...paid, amount: '30000', paidOn: day('2026-06-01') } })
    await db.payment.create({ data: { ...paid, amount: '5000', paidOn: day('2025-12-31') } })
    await db.payment.create({ data: { ...paid, amount: '7000', paidOn: day('2026-06-02'), undoneAt: start } })
    return account
  }

  test('show people, open deals, money and what was really done', async () => {
    const { id } = await huaLian('华联超市')
    const view = (await viewAccount(db, await byOf(db, rep), id)) as OwnedAccount
    expect(view.contacts.map(({ name }) => name)).toEqual(['张伟', '王磊', '刘洋'])
    expect(view.contactCount).toBe(4)
    expect(view.deals).toMatchObject([{ name: '收银机', stage: '方案报价' }])
    expect(view.visits.map(({ content }) => content)).toEqual(['谈了报价'])
    expect(view.money.open.toString()).toBe('120000')
    expect(view.money.overdue.toString()).toBe('70000')
    expect(view.money.paidThisYear.toString()).toBe('30000')
  })

  test('of somebody else are refused without a name, whoever asks', async () => {
    const { id } = await huaLian('别家超市')
    const asked = viewAccount(db, await byOf(db, stranger), id)
    await expect(asked).rejects.toMatchObject({ rule: 'account-taken' })
    await expect(asked).rejects.not.toThrow(/李雷|别家/)
  })

  test('are read by the manager and by finance; finance changes nothing', async () => {
    const { id } = await huaLian('大家超市')
    expect((await viewAccount(db, await byOf(db, boss), id)) as OwnedAccount).toMatchObject({ mayWork: true })
    expect((await viewAccount(db, await byOf(db, finance), id)) as OwnedAccount).toMatchObject({
      mayWork: false,
    })
    expect(mayWork((await byOf(db, finance)).member, rep.id)).toBe(false)
  })

  test('in the pool show why they are there, and no contact', async () => {
    const account = await anAccount(db, { name: '公海超市' })
    await db.contact.create({ data: { accountId: account.id, name: '李总', phone: '13900000009', ...at } })
    await db.ownership.create({
      data: {
        accountId: account.id,
        memberId: stranger.id,
        reason: 'claim',
        startedAt: day('2026-05-01'),
        endedAt: day('2026-06-01'),
        endReason: 'recycle',
      },
    })
    const view = await viewAccount(db, await byOf(db, rep), account.id)
    expect(view).toMatchObject({ kind: 'pool', ended: 'recycle' })
    expect(JSON.stringify(view)).not.toContain('13900000009')
    const story = await explainClock(db, await byOf(db, rep), { kind: 'account', id: account.id })
    expect(story.history).toMatchObject([{ member: '同事', ended: 'recycle' }])
  })

  test('explain their clock with the limit and what it is counted from', async () => {
    const account = await anAccount(db, { name: '计时超市', ownerId: rep.id, level: 'C' })
    const story = await explainClock(db, await byOf(db, rep), { kind: 'account', id: account.id })
    expect(story.reason).toContain('7 天没有有效跟进')
    expect(story.history).toMatchObject([{ member: '李雷', to: null }])
    await expect(
      explainClock(db, await byOf(db, stranger), { kind: 'account', id: account.id }),
    ).rejects.toMatchObject({ rule: 'account-taken' })
  })

  test('made new are their maker’s, with a clock and a history; a taken name says only that it is taken', async () => {
    const by = await byOf(db, rep)
    const account = await db.$transaction((tx) => createAccount(tx, by, { name: ' 新世纪商厦 ' }))
    expect(account).toMatchObject({ name: '新世纪商厦', ownerId: rep.id, claimedAt: start })
    expect(account.dropsAt).not.toBeNull()
    expect(
      await db.ownership.count({ where: { accountId: account.id, memberId: rep.id, endedAt: null } }),
    ).toBe(1)
    const again = (who: Member) =>
      byOf(db, who).then((maker) => db.$transaction((tx) => createAccount(tx, maker, { name: '新世纪商厦' })))
    await expect(again(rep)).rejects.toMatchObject({ rule: 'account-exists' })
    await expect(again(stranger)).rejects.toMatchObject({ rule: 'account-taken' })
    await expect(again(stranger)).rejects.not.toThrow(/李雷|世纪/)
  })

  test('cannot be made beyond one’s capacity', async () => {
    const full = await aMember(db, { name: '满满' })
    for (let n = 0; n < 50; n++) await anAccount(db, { name: `满满的客户${n}`, ownerId: full.id })
    const by = await byOf(db, full)
    await expect(db.$transaction((tx) => createAccount(tx, by, { name: '多一家' }))).rejects.toMatchObject({
      rule: 'capacity',
    })
  })

  test('are listed by the nearest drop, own or the team’s', async () => {
    const one = await aMember(db, { name: '小组长', role: 'manager' })
    const team = await aDepartment(db, { name: '小组', leaderId: one.id })
    const member = await aMember(db, { name: '组员', departmentId: team.id })
    await anAccount(db, { name: '晚掉', ownerId: member.id, dropsAt: day('2026-06-20') })
    await anAccount(db, { name: '早掉', ownerId: one.id, dropsAt: day('2026-06-12') })
    await anAccount(db, { name: '签了', ownerId: member.id, signedAt: start })
    const by = await byOf(db, one)
    const names = async (whose: 'mine' | 'team') =>
      (await listAccounts(db, by, { whose, from: 0, take: 9 })).rows.map(({ name }) => name)
    expect(await names('team')).toEqual(['早掉', '晚掉', '签了'])
    expect(await names('mine')).toEqual(['早掉'])
  })

  test('owe what is left of a receivable, the longest overdue first', async () => {
    const debtor = await huaLian('欠款超市')
    const { rows } = await listReceivables(db, await byOf(db, finance), { whose: 'team', from: 0, take: 99 })
    const own = rows.filter(({ accountId }) => accountId === debtor.id)
    expect(own.map(({ left, overdueDays }) => [left.toString(), overdueDays])).toEqual([
      ['70000', 1],
      ['50000', 0],
    ])
  })
})
