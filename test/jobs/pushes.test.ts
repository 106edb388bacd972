import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Message } from '../../src/chat/message.ts'
import { plainText } from '../../src/chat/plain-text.ts'
import { movableClock } from '../../src/clock.ts'
import { addShareOn } from '../../src/crm/leaderboard/sums.ts'
import type { Database } from '../../src/db/open.ts'
import { type Account, type Db, type Department, type Member, Prisma } from '../../src/db/types.ts'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, zone } from '../support/world.ts'

const at = (written: string) => new Date(`${written}:00+08:00`)
const date = (day: string) => new Date(`${day}T00:00:00Z`)
// A Wednesday.
const today = '2026-06-10'

let database: Database
let db: Db
let queue: Queue
let east: Department
const people: Record<string, Member> = {}
const silent = { info: () => undefined, error: () => undefined }

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  queue = await startQueue(database.queue, () => undefined)
  const company = await aDepartment(db, { name: '销售部', path: 's/' })
  east = await aDepartment(db, { name: '华东区', path: 's/e/', parentId: company.id })
  const south = await aDepartment(db, { name: '华南区', path: 's/s/', parentId: company.id })
  people.林岚 = await aMember(db, { name: '林岚', role: 'director', departmentId: company.id })
  people.王芳 = await aMember(db, {
    name: '王芳',
    role: 'manager',
    departmentId: east.id,
    reportsToId: one('林岚').id,
  })
  for (const [name, departmentId, reportsToId] of [
    ['李雷', east.id, one('王芳').id],
    ['韩梅', east.id, one('王芳').id],
    ['赵敏', south.id, null],
  ] as const)
    people[name] = await aMember(db, { name, departmentId, reportsToId })
  people.钱进 = await aMember(db, { name: '钱进', role: 'finance' })
  await db.department.update({ where: { id: company.id }, data: { leaderId: one('林岚').id } })
  await db.department.update({ where: { id: east.id }, data: { leaderId: one('王芳').id } })
  await db.identity.createMany({
    data: Object.values(people).map(({ id, name, createdAt }) => ({
      platform: 'feishu',
      externalId: name,
      memberId: id,
      createdAt,
    })),
  })
})
afterAll(async () => {
  await queue.stop()
  await database.close()
})
beforeEach(async () => {
  await db.delivery.deleteMany()
  await db.task.deleteMany()
  await db.paymentPromise.deleteMany()
  await db.receivable.deleteMany()
  await db.memberDay.deleteMany()
  await db.memberMonth.deleteMany()
  await db.channel.deleteMany()
})
const one = (name: string) => people[name] as Member

const keeper = (now = at(`${today}T12:00`)) =>
  createTimekeeper({ db, queue, clock: movableClock(zone, now), log: silent })
const run = (name: string, asOf: Date) => keeper(asOf).runNow(name, asOf)

/** What was pushed to whom, as plain text. */
async function pushed(): Promise<Record<string, string>> {
  const rows = await db.delivery.findMany({ orderBy: { id: 'asc' } })
  const texts: Record<string, string> = {}
  for (const { target, message } of rows) {
    const { id } = target as { id: string }
    const said = message as Message
    texts[id] = [texts[id], 'text' in said ? said.text : plainText(said.card)].filter(Boolean).join('\n---\n')
  }
  return texts
}

describe('the evening’s board', () => {
  const share = (name: string, day: string, amount: number, visits = 0) =>
    addShareOn(db, one(name).id, day, { amount: new Prisma.Decimal(amount), visits })
  const group = (values: Partial<Prisma.ChannelUncheckedCreateInput> = {}) =>
    db.channel.create({
      data: {
        platform: 'feishu',
        externalId: 'oc_east',
        name: '华东群',
        departmentId: east.id,
        createdAt: at(`${today}T09:00`),
        ...values,
      },
    })

  test('goes to the department’s group and to who leads it, with ranks, change and gap', async () => {
    await group()
    await share('李雷', today, 30_000, 2)
    await share('韩梅', today, 30_000)
    await share('王芳', today, 5_000)
    await share('韩梅', '2026-06-09', 10_000)
    await share('赵敏', today, 90_000)
    const { deliveries } = await run('daily-leaderboard', at(`${today}T18:00`))
    const texts = await pushed()
    expect(Object.keys(texts).sort()).toEqual(['oc_east', '林岚', '王芳'])
    expect(deliveries).toBe(3)
    expect(texts.oc_east).toBe(texts.王芳)
    expect(texts.oc_east).toContain('华东区 今日战报')
    expect(texts.oc_east).toContain('签单:6.5万元 较昨日+5.5万元')
    expect(texts.oc_east).toContain('签单第 2（共 2 个）↓1，差上一名 2.5万元')
    expect(texts.oc_east).toMatch(/1\. 韩梅 名次没变[\s\S]*1\. 李雷 新上榜[\s\S]*3\. 王芳/)
    expect(texts.oc_east).toMatch(/李雷.*跟进 2次/)
    expect(texts.oc_east).toMatch(/王芳.*差上一名 2.5万元/)
    expect(texts.林岚).toContain('销售部 今日战报')
  })

  test('is compared with Friday on a Monday', async () => {
    await group()
    await share('李雷', '2026-06-08', 100)
    await share('李雷', '2026-06-05', 40)
    await run('daily-leaderboard', at('2026-06-08T18:00'))
    expect((await pushed()).oc_east).toContain('较上个工作日+60元')
  })

  test('spares groups for other topics and groups that cannot be reached', async () => {
    await group({ topics: ['wins'] })
    await group({ externalId: 'oc_gone', status: 'unreachable' })
    await group({ externalId: 'oc_board', topics: ['wins', 'leaderboard'] })
    await share('李雷', today, 100)
    await run('daily-leaderboard', at(`${today}T18:00`))
    const texts = await pushed()
    expect(Object.keys(texts).filter((id) => id.startsWith('oc_'))).toEqual(['oc_board'])
  })
})

describe('task reminders', () => {
  const task = (values: Partial<Prisma.TaskUncheckedCreateInput>) =>
    db.task.create({
      data: {
        title: '寄样品',
        assigneeId: one('李雷').id,
        creatorId: one('李雷').id,
        createdAt: at('2026-06-01T09:00'),
        updatedAt: at('2026-06-01T09:00'),
        ...values,
      },
    })

  test('come at the moment that was set, once, also at night where one set it oneself', async () => {
    await task({ dueAt: at(`${today}T22:15`), dueAllDay: false })
    await task({
      dueAt: at(`${today}T22:15`),
      dueAllDay: false,
      creatorId: one('王芳').id,
      assigneeId: one('韩梅').id,
    })
    const clock = movableClock(zone, at(`${today}T22:00`))
    const ticking = createTimekeeper({ db, queue, clock, log: silent })
    await db.scheduleRun.deleteMany()
    await ticking.tick()
    clock.set(at(`${today}T22:15`))
    await ticking.tick()
    await ticking.tick()
    await ticking.work({ schedule: 'task-reminders', slot: at(`${today}T22:15`).toISOString() })
    const rows = await db.delivery.findMany({ orderBy: { memberId: 'asc' } })
    const states = rows.map(({ target, status }) => [(target as { id: string }).id, status])
    expect(states.sort()).toEqual([
      ['李雷', 'queued'],
      ['韩梅', 'waiting'],
    ])
  })

  test('of a day come in the morning; what is overdue is told to the assigner too', async () => {
    await task({ title: '寄样品', dueAt: at(`${today}T00:00`) })
    await task({ title: '回访', dueAt: at('2026-06-08T00:00'), creatorId: one('王芳').id })
    await task({ title: '做完了的', dueAt: at('2026-06-08T00:00'), status: 'done' })
    await task({ title: '以后的', dueAt: at('2026-06-12T00:00') })
    await run('task-reminders', at(`${today}T09:00`))
    const texts = await pushed()
    expect(Object.keys(texts).sort()).toEqual(['李雷', '王芳'])
    expect(texts.李雷).toContain('2 件任务要办，1 件已逾期')
    expect(texts.李雷).not.toMatch(/做完了的|以后的/)
    expect(texts.王芳).toContain('你派的任务逾期了')
    expect(texts.王芳).toContain('李雷')
  })
})

describe('overdue money', () => {
  let account: Account
  beforeAll(async () => {
    account = await anAccount(db, { name: '华联超市', ownerId: one('李雷').id })
  })
  const owed = (dueOn: string, title: string, amount = '1000.00') =>
    db.receivable.create({
      data: {
        accountId: account.id,
        title,
        amount,
        dueOn: date(dueOn),
        createdAt: at('2026-05-01T09:00'),
        updatedAt: at('2026-05-01T09:00'),
      },
    })

  test.each([
    ['2026-06-17', ['李雷']],
    ['2026-06-10', ['李雷']],
    ['2026-06-09', ['李雷', '钱进']],
    ['2026-06-03', ['李雷', '王芳', '钱进']],
    ['2026-05-26', ['李雷', '林岚', '王芳', '钱进']],
    ['2026-05-11', ['李雷', '林岚', '王芳', '钱进']],
    ['2026-06-05', ['钱进']],
    ['2026-06-15', []],
  ])('what is due on %s is brought up with %j on 10 June', async (dueOn, who) => {
    await owed(dueOn, '货款')
    await run('overdue-receivables', at(`${today}T09:10`))
    expect(Object.keys(await pushed()).sort()).toEqual([...who].sort())
  })

  test('is brought up once where a weekend makes it reach two steps', async () => {
    await owed('2026-06-05', '货款')
    await run('overdue-receivables', at('2026-06-08T09:10'))
    const [delivery] = await db.delivery.findMany({ where: { memberId: one('李雷').id } })
    expect(JSON.stringify(delivery?.message).split('货款')).toHaveLength(2)
  })

  test('of thirty days proposes to stop supply, with the three buttons', async () => {
    await owed('2026-05-11', '货款')
    await run('overdue-receivables', at(`${today}T09:10`))
    const [delivery] = await db.delivery.findMany({ where: { memberId: one('李雷').id } })
    const written = JSON.stringify(delivery?.message)
    for (const words of ['建议先停止供货', '记承诺', '记回款', '看客户']) expect(written).toContain(words)
  })

  test('is listed to finance with its age, and a broken promise counts', async () => {
    await owed('2026-06-01', '首付')
    await db.paymentPromise.create({
      data: {
        accountId: account.id,
        dueOn: date('2026-06-09'),
        memberId: one('李雷').id,
        createdAt: at('2026-06-05T09:00'),
      },
    })
    await run('overdue-receivables', at(`${today}T09:10`))
    const texts = await pushed()
    expect(texts.钱进).toContain('1 笔逾期，共 1,000元')
    expect(texts.钱进).toContain('没兑现')
    expect((await db.paymentPromise.findFirst())?.status).toBe('broken')
  })
})

describe('the morning brief', () => {
  test('says what to do first: promised money, what drops, what is late, the day’s own', async () => {
    const account = await anAccount(db, {
      name: '永辉超市',
      ownerId: one('李雷').id,
      dropsAt: at('2026-06-12T10:00'),
    })
    await aLead(db, { company: '晨光食品', score: 90 })
    await db.paymentPromise.create({
      data: {
        accountId: account.id,
        amount: '5000.00',
        dueOn: date(today),
        memberId: one('李雷').id,
        createdAt: at('2026-06-05T09:00'),
      },
    })
    await db.target.create({
      data: { memberId: one('李雷').id, period: 'month', startsOn: date('2026-06-01'), amount: '200000.00' },
    })
    await run('morning-brief', at('2026-06-11T08:30'))
    const texts = await pushed()
    expect(Object.keys(texts).sort()).toEqual(['李雷', '赵敏', '韩梅'])
    expect(texts.李雷).toMatch(/1\. 盯 永辉超市：今天该付款[\s\S]*2\. 跟进 永辉超市：快掉公海了/)
    expect(texts.李雷).toContain('晨光食品')
    expect(texts.李雷).toContain('本月目标 20万元，已完成 0%')
    expect(texts.韩梅).not.toContain('永辉超市')
  })
})

test('no push reaches who has left', async () => {
  await db.task.create({
    data: {
      title: '寄样品',
      assigneeId: one('韩梅').id,
      dueAt: at(`${today}T00:00`),
      createdAt: at('2026-06-01T09:00'),
      updatedAt: at('2026-06-01T09:00'),
    },
  })
  await db.member.update({ where: { id: one('韩梅').id }, data: { status: 'frozen' } })
  await run('task-reminders', at(`${today}T09:00`))
  expect(await pushed()).toEqual({})
})
