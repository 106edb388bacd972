import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

// Whatever a sentence writes is gone again after 撤销, by the button within ten minutes or in words later, and the
// books tell both.

const story = stage()
const chat = story.on('feishu')
let ownerId: string
let place = 0
let name = ''

beforeAll(async () => {
  ownerId = (await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })).id
})

beforeEach(async () => {
  name = `${surnames[place % surnames.length]}${surnames[(place * 7 + 3 + Math.floor(place / surnames.length)) % surnames.length]}食品`
  place++
  const { id: accountId } = await anAccount(story.db, {
    name: `嘉兴${name}有限公司`,
    ownerId,
    dropsAt: new Date('2026-06-17T09:30:00+08:00'),
  })
  const owed = {
    title: '货款',
    amount: '50000',
    dueOn: new Date('2026-06-01'),
    createdAt: new Date(),
    updatedAt: new Date(),
  }
  await story.db.receivable.create({ data: { accountId, ...owed } })
})

const cases: Case[] = [
  ['a follow-up with its next step', () => `拜访 ${name} 谈了报价，周五再去送样`],
  ['a correction of a follow-up', () => '不对，是下周四', { first: () => `拜访 ${name} 谈了报价，周五再去` }],
  ['a payment', () => `${name} 回款 3万`],
  ['a correction of a payment', () => '不对，是4万', { first: () => `${name} 回款 3万` }],
  ['a promise', () => `${name} 答应周五付款`],
  ['a contact', () => `${name} 联系人 王经理 13900001234 采购`],
  ['a new deal', () => `新商机 ${name} 冷柜 5万`],
  ['a stage', () => `推进 ${name} 确定意向`, { first: () => `新商机 ${name} 冷柜 5万` }],
  ['a win', () => `赢单 ${name} 28万`, { first: () => `新商机 ${name} 冷柜 5万` }],
  ['a loss', () => `输单 ${name} 输给优云，人家便宜`, { first: () => `新商机 ${name} 冷柜 5万` }],
  ['a task', () => '提醒我 明天下午3点 给张总送样'],
  ['a task for a colleague', () => '给韩梅派任务 周五前交周报'],
  ['a finished task', () => '完成 1', { first: () => '我的任务', task: true }],
  ['a new lead', () => `新线索 宁波${name}批发部 王经理 1390000${String(1000 + place)}`],
  ['a claim', () => `领取 绍兴${name}商行`, { lead: 'pool' }],
  ['a released account', () => `退回 ${name} 没预算`],
  ['a converted lead', () => `转客户 绍兴${name}商行`, { lead: 'owned' }],
  ['a group that was bound', () => '绑定群 华东区', { who: '王芳', group: true, noButton: true }],
  ['a silence', () => '免打扰 2小时', { noButton: true }],
]

describe.each([
  ['by its button', 1],
  ['in words, once the button is over', 11],
])('taken back %s', (_how, minutes) => {
  test.each(cases)('%s', async (_what, words, { first, who = '李雷', ...more } = {}) => {
    if (minutes === 1 && more.noButton) return
    if (more.lead) await someLead(more.lead)
    if (more.task)
      await story.db.task.create({
        data: {
          title: `送样${place}`,
          assigneeId: ownerId,
          createdAt: story.clock.now(),
          updatedAt: story.clock.now(),
        },
      })
    if (first) await chat.says(who, first())
    const before = await world()
    const where = more.group ? { in: { group: '华东区作战群' } } : undefined
    const answer = await chat.says(who, words(), where)
    expect(await world(), answer).not.toEqual(before)
    story.clock.advance(minutes * 60_000)
    if (minutes > 10) await chat.says(who, '撤销')
    else expect((await chat.taps(who, '撤销', where)).toast?.content).toBe('已撤销')
    expect(await world(), answer).toEqual(before)
    const [last] = await story.db.audit.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect(last?.action).toMatch(/\.undo$/)
  })
})

describe('what 撤销 says', () => {
  const deal = () => `新商机 ${name} 冷柜 5万`
  const task = () => `提醒我周五带${name}样品`
  test.each<[what: string, first: () => string, words: () => string, told: () => string]>([
    ['a win', deal, () => `赢单 ${name}`, () => `赢单：嘉兴${name}有限公司 · 冷柜`],
    ['a loss', deal, () => `输单 ${name} 价格`, () => `输单：嘉兴${name}有限公司 · 冷柜`],
    [
      'a correction of a deal',
      deal,
      () => '金额改成8万',
      () => `更正商机：嘉兴${name}有限公司 · 冷柜，仍按 5万元 记`,
    ],
    [
      'a correction of a payment',
      () => `${name} 回款 3万`,
      () => '不对，是4万',
      () => `更正回款：嘉兴${name}有限公司，仍按 3万元 记，今天（6月10日） 到账`,
    ],
    [
      'a correction of a task',
      task,
      () => '改到下周一',
      () => `更正任务：带${name}样品，时间还是 后天（6月12日）`,
    ],
    ['a finished task', task, () => `完成 带${name}样品`, () => `完成任务：带${name}样品`],
    [
      'a correction of a follow-up',
      () => `拜访 ${name} 谈了报价，周五再去`,
      () => '不对，是下周四',
      () => `更正跟进：嘉兴${name}有限公司`,
    ],
  ])('of %s names it, and what stands now', async (_what, first, words, told) => {
    await chat.says('李雷', first())
    await chat.says('李雷', words())
    expect(await chat.says('李雷', '撤销')).toContain(`${told()}\n`)
  })
})

const someLead = (status: 'pool' | 'owned') =>
  aLead(story.db, { company: `绍兴${name}商行`, ...(status === 'owned' ? { ownerId } : {}) })

/** What people see of the records; how often they were touched does not matter. */
async function world() {
  const { db } = story
  const [accounts, leads, contacts, deals, visits, tasks] = await Promise.all([
    db.account.findMany({ where: { NOT: { name: { contains: '已撤销' } } }, orderBy: { id: 'asc' } }),
    db.lead.findMany({ where: { status: { not: 'invalid' } }, orderBy: { id: 'asc' } }),
    db.contact.findMany({ orderBy: { id: 'asc' } }),
    db.opportunity.findMany({
      where: { OR: [{ lostReason: null }, { NOT: { lostReason: '已撤销' } }] },
      orderBy: { id: 'asc' },
    }),
    db.visit.findMany({ where: { undoneAt: null }, orderBy: { id: 'asc' } }),
    db.task.findMany({ where: { status: { not: 'cancelled' } }, orderBy: { id: 'asc' } }),
  ])
  const [payments, promises, receivables, channels, members, days] = await Promise.all([
    db.payment.findMany({ where: { undoneAt: null }, orderBy: { id: 'asc' } }),
    db.paymentPromise.findMany({ where: { status: { not: 'cancelled' } }, orderBy: { id: 'asc' } }),
    db.receivable.findMany({ orderBy: { id: 'asc' } }),
    db.channel.findMany({ orderBy: { id: 'asc' } }),
    db.member.findMany({ select: { id: true, mutedUntil: true }, orderBy: { id: 'asc' } }),
    db.memberDay.findMany({ orderBy: [{ memberId: 'asc' }, { day: 'asc' }] }),
  ])
  const records = {
    accounts,
    leads,
    contacts,
    deals,
    visits,
    tasks,
    payments,
    promises,
    receivables,
    channels,
    members,
  }
  const counted = days.filter(({ memberId: _, day: __, dirty: ___, ...figures }) =>
    Object.values(figures).some(Number),
  )
  return JSON.parse(
    JSON.stringify({ ...records, counted }, (key, value) => (untold.has(key) ? undefined : value)),
  )
}

/** A claim that is taken back, or a release, leaves when the next one may come, and nothing else. */
const untold = new Set(['updatedAt', 'claimableAt', 'dirty'])

const surnames = [
  '金',
  '银',
  '麦',
  '禾',
  '稻',
  '松',
  '柏',
  '梅',
  '兰',
  '竹',
  '菊',
  '荷',
  '桂',
  '枫',
  '榆',
  '槐',
  '桃',
  '杏',
  '梨',
  '枣',
  '橘',
  '柚',
]

type Case = [
  what: string,
  words: () => string,
  more?: {
    first?: () => string
    who?: string
    lead?: 'pool' | 'owned'
    task?: boolean
    group?: boolean
    noButton?: boolean
  },
]
