import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { companyKey, isSameCompany } from '../../src/crm/leads/company-name.ts'
import { convertLead } from '../../src/crm/leads/convert-lead.ts'
import { createLead, type NewLead } from '../../src/crm/leads/create-lead.ts'
import { maskPhone, phoneOf } from '../../src/crm/leads/phone.ts'
import { viewProspect } from '../../src/crm/leads/view-lead.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import { planNextStep } from '../../src/crm/visits/plan-next-step.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db, Member } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { testDatabase } from '../support/database.ts'
import { aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

describe('a company’s name', () => {
  const same = (a: string, b: string) => isSameCompany(companyKey(a), companyKey(b))

  test.each([
    ['北京华联超市有限公司', '华联超市'],
    ['华联超市（北京）有限公司', '北京华联超市股份有限公司'],
    ['华联超市(集团)有限公司', '华联超市'],
    ['ＡＢＣ科技有限公司', 'abc科技'],
    ['苏州 富士 五金有限责任公司', '苏州富士五金'],
    ['广东深圳市大疆创新科技有限公司', '深圳大疆创新科技'],
    ['上海锐新咨询合伙企业（有限合伙）', '锐新咨询'],
  ])('%s is %s', (a, b) => {
    expect(same(a, b)).toBe(true)
  })

  test.each([
    ['北京华联超市有限公司', '上海华联超市有限公司'],
    ['华联超市', '华联物流'],
    ['广州大疆创新', '深圳大疆创新'],
  ])('%s is not %s', (a, b) => {
    expect(same(a, b)).toBe(false)
  })
})

describe('a number', () => {
  test.each([
    ['138 0000 0001', '13800000001'],
    ['+86-159-0000-1301', '15900001301'],
    ['１３９００００００１２', '13900000012'],
    ['0317-5501308', '0317-5501308'],
    ['(010) 8888 6666', '010-88886666'],
    ['4008208820', '400-820-8820'],
  ])('%s is kept as %s', (written, kept) => {
    expect(phoneOf(written)).toBe(kept)
  })

  test.each(['13800000000', '13800138000', '11111111111', '12345678901', '138000', '238000000'])(
    '%s is nobody’s',
    (written) => {
      expect(() => phoneOf(written)).toThrow(Refusal)
    },
  )

  test('is masked to what its owner would know again', () => {
    expect(maskPhone('13800000001')).toBe('138****0001')
    expect(maskPhone('0317-5501308')).toBe('031****1308')
  })
})

describe('with a database', () => {
  let database: Database
  let db: Db
  let rep: Member
  let other: Member
  beforeAll(async () => {
    database = await testDatabase()
    db = database.db
    await stagesOf(db)
  })
  beforeEach(async () => {
    rep = await aMember(db, { name: '李雷', createdAt: days(-400) })
    other = await aMember(db, { name: '韩梅', createdAt: days(-400) })
  })
  afterAll(() => database.close())

  const run = <T>(
    member: Member,
    work: (tx: Db, by: Awaited<ReturnType<typeof byOf>>) => Promise<T>,
    now = start,
    inboundId?: string,
  ) =>
    byOf(db, member, now).then((by) =>
      db.$transaction((tx) => work(tx as Db, inboundId ? { ...by, inboundId } : by)),
    )
  const creates = (member: Member, entry: NewLead, now = start, inboundId?: string) =>
    run(member, (tx, by) => createLead(tx, by, entry), now, inboundId)
  const refused = (work: Promise<unknown>): Promise<Refusal> =>
    work.then(
      () => Promise.reject(new Error('was not refused')),
      (error) => (error instanceof Refusal ? error : Promise.reject(error)),
    )

  test('what a rep brings is the rep’s, with its clock and its first stretch', async () => {
    const lead = await creates(rep, {
      company: ' 苏州富士五金(集团)有限公司 ',
      contact: '张伟',
      phone: '138 0000 0101',
      source: '展会',
    })
    expect(lead).toMatchObject({
      company: '苏州富士五金（集团）有限公司',
      phone: '13800000101',
      region: '苏州',
      status: 'owned',
      ownerId: rep.id,
      dropsAt: days(7),
    })
    expect(await db.ownership.findMany({ where: { leadId: lead.id } })).toMatchObject([
      { memberId: rep.id, reason: 'create', endedAt: null },
    ])
  })

  test('what sales operations bring is the pool’s, and so is what a rep without room brings', async () => {
    const ops = await aMember(db, { name: '孙莉', role: 'sales_ops' })
    const theirs = await creates(ops, { company: '绍兴黄酒贸易' })
    expect(theirs).toMatchObject({ status: 'pool', ownerId: null, claimableAt: start, dropsAt: null })
    await db.lead.createMany({
      data: Array.from({ length: 50 }, (_, index) => ({
        company: `满员${index}`,
        status: 'owned' as const,
        ownerId: rep.id,
        claimableAt: start,
        createdAt: start,
        updatedAt: start,
      })),
    })
    expect((await creates(rep, { company: '绍兴米酒贸易' })).status).toBe('pool')
  })

  test('a twin is refused by name or number: that it exists, whose, since when, and nothing else', async () => {
    await creates(rep, { company: '杭州西湖龙井茶业有限公司', contact: '周总', phone: '13700001111' })
    const byName = await refused(creates(other, { company: '西湖龙井茶业' }))
    expect(byName).toMatchObject({
      rule: 'lead-taken',
      message: '「西湖龙井茶业」已经有了，李雷 从 6月10日 起在跟。真有撞单的话，请找你的主管。',
    })
    const byPhone = await refused(creates(other, { company: '另一家公司', phone: '137-0000-1111' }))
    expect(byPhone.message).toBe('这个号码登记过，李雷 从 6月10日 起在跟。真有撞单的话，请找你的主管。')
    expect(byPhone.message).not.toContain('龙井')
    const account = await anAccount(db, { name: '宁波远洋货运代理有限公司', ownerId: rep.id })
    expect((await refused(creates(other, { company: '远洋货运代理' }))).rule).toBe('lead-taken')
    await db.account.update({ where: { id: account.id }, data: { ownerId: null } })
    expect((await refused(creates(other, { company: '远洋货运代理' }))).message).toContain('就在公海里')
  })

  test('two who hand in one company at once make one lead', async () => {
    const outcomes = await Promise.allSettled([
      creates(rep, { company: '同时提交科技有限公司' }),
      creates(other, { company: '同时提交科技' }),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a lead handed in by mistake goes, and its name is free again', async () => {
    const inbound = crypto.randomUUID()
    const lead = await creates(rep, { company: '手误建的贸易', phone: '13700002222' }, start, inbound)
    await run(rep, (tx, by) => undoInbound(tx, by, inbound))
    expect(await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).toMatchObject({
      status: 'invalid',
      ownerId: null,
    })
    const again = await creates(other, { company: '手误建的贸易', phone: '13700002222' })
    expect(again.ownerId).toBe(other.id)
    expect(await db.memberDay.findFirst({ where: { memberId: rep.id } })).toMatchObject({ leads: 0 })
  })

  test('only the owner sees contacts and history', async () => {
    const lead = await creates(rep, {
      company: '看得见的科技',
      contact: '张伟',
      phone: '13700003333',
      note: '预算五万',
    })
    const seen = (member: Member) =>
      run(member, (tx, by) => viewProspect(tx, by, { kind: 'lead', id: lead.id }))
    expect(await seen(rep)).toMatchObject({ contact: '张伟', phone: '13700003333', note: '预算五万' })
    expect(await seen(other)).toMatchObject({
      contact: '张**',
      phone: '137****3333',
      note: null,
      history: [],
    })
  })

  test('converted, a lead is an account with contact and deal, and its follow-ups go along; undone, it is a lead again', async () => {
    const lead = await creates(rep, {
      company: '转化成功物流有限公司',
      contact: '张伟',
      phone: '13700004444',
    })
    const logged = await run(
      rep,
      (tx, by) => logVisit(tx, by, { leadId: lead.id, channel: 'call', content: '聊了仓配需求' }),
      days(1),
    )
    await run(
      rep,
      (tx, by) =>
        planNextStep(tx, by, logged.visit.id, { next: { at: days(3), allDay: false }, action: '送方案' }),
      days(1),
    )
    expect((await refused(run(other, (tx, by) => convertLead(tx, by, lead.id)))).rule).toBe('not-yours')

    const inbound = crypto.randomUUID()
    const made = await run(rep, (tx, by) => convertLead(tx, by, lead.id), days(2), inbound)
    const account = await db.account.findUniqueOrThrow({
      where: { id: made.accountId },
      include: { contacts: true, opportunities: true, visits: true, tasks: true, ownerships: true },
    })
    expect(account).toMatchObject({ name: '转化成功物流有限公司', ownerId: rep.id, dropsAt: days(9) })
    expect(account.contacts).toMatchObject([{ name: '张伟', phone: '13700004444' }])
    expect(account.visits).toMatchObject([{ leadId: lead.id, content: '聊了仓配需求' }])
    expect(account.tasks).toMatchObject([{ title: '送方案' }])
    expect(account.ownerships).toMatchObject([{ memberId: rep.id, reason: 'convert', endedAt: null }])
    expect(await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).toMatchObject({
      status: 'converted',
      dropsAt: null,
    })
    expect(await db.ownership.findMany({ where: { leadId: lead.id } })).toMatchObject([
      { endedAt: days(2), endReason: 'convert' },
    ])
    expect((await refused(run(rep, (tx, by) => convertLead(tx, by, lead.id)))).rule).toBe('converted-already')

    await run(rep, (tx, by) => undoInbound(tx, by, inbound), days(2))
    expect(await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).toMatchObject({
      status: 'owned',
      ownerId: rep.id,
      accountId: null,
    })
    expect(await db.visit.findUniqueOrThrow({ where: { id: logged.visit.id } })).toMatchObject({
      accountId: null,
    })
    expect(await db.ownership.findMany({ where: { leadId: lead.id } })).toMatchObject([{ endedAt: null }])
    expect((await run(rep, (tx, by) => convertLead(tx, by, lead.id), days(2))).name).toBe(
      '转化成功物流有限公司',
    )
  })

  test('a lead whose company is somebody’s account already is not converted', async () => {
    const lead = await creates(rep, { company: '重名制造有限公司' })
    await anAccount(db, { name: '重名制造', ownerId: other.id })
    const refusal = await refused(run(rep, (tx, by) => convertLead(tx, by, lead.id)))
    expect(refusal).toMatchObject({ rule: 'lead-taken' })
    expect(refusal.message).toContain('韩梅 从 6月10日 起在跟')
  })

  test('a follow-up taken back gives the clock back, and its task goes with it', async () => {
    const lead = await creates(rep, { company: '撤回跟进食品' })
    const first = crypto.randomUUID()
    const second = crypto.randomUUID()
    const logs = (now: Date, inboundId: string) =>
      run(
        rep,
        (tx, by) =>
          logVisit(tx, by, {
            leadId: lead.id,
            channel: 'visit',
            content: '谈了冷链配送',
            next: { at: days(5), allDay: true },
          }),
        now,
        inboundId,
      )
    const clock = async () => (await db.lead.findUniqueOrThrow({ where: { id: lead.id } })).dropsAt
    await logs(days(1), first)
    await logs(days(2), second)
    expect(await clock()).toEqual(days(9))
    await run(rep, (tx, by) => undoInbound(tx, by, second), days(2))
    expect(await clock()).toEqual(days(8))
    expect(await db.task.count({ where: { assigneeId: rep.id, status: 'open' } })).toBe(1)
    expect(
      await db.memberDay.findMany({ where: { memberId: rep.id }, orderBy: { day: 'asc' } }),
    ).toMatchObject([{ visits: 0, leads: 1 }, { visits: 1 }, { visits: 0 }])
  })
})

function days(count: number): Date {
  return new Date(start.getTime() + count * 86_400_000)
}
