import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('follow-ups on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const onRow = (number: number, label: string) => (platform === 'wecom' ? `${number} ${label}` : label)
  const lastVisit = () =>
    story.db.visit.findFirstOrThrow({
      include: { tasks: true, account: true },
      orderBy: { id: 'desc' },
    })
  const visitCount = () => story.db.visit.count({ where: { undoneAt: null } })

  beforeAll(async () => {
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const ownerId = owner.id
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    await anAccount(story.db, { name: '宁波华联商厦股份有限公司', ownerId })
    await anAccount(story.db, { name: '嘉兴南湖印务有限公司', ownerId })
  })

  test('one sentence of 李雷 logs the visit, plans the next step and moves the clock', async () => {
    const receipt = await chat.says('李雷', '拜访 华联超市 谈了报价，周五再联系张总')
    for (const words of ['已记录：杭州华联超市', '谈了报价', '6月12日', '6月17日'])
      expect(receipt).toContain(words)
    const { account, tasks, content, createdAt } = await lastVisit()
    expect(content).toBe('谈了报价，周五再联系张总')
    expect(account).toMatchObject({ name: '杭州华联超市有限公司', followedUpAt: createdAt })
    expect(account?.dropsAt?.toISOString()).toMatch(/^2026-06-17T01:3/)
    expect(tasks).toMatchObject([{ dueAt: new Date('2026-06-11T16:00:00Z'), status: 'open' }])
  })

  test.each([
    ['by its initials', '电话 nhyw 约了下周看样', 'call'],
    ['by a part of its name', '微信 南湖 发了新报价单', 'message'],
    ['in words of every day', '今天给南湖印务打了电话，约了下周三看样', 'call'],
  ])('he finds an account %s', async (_, sentence, channel) => {
    expect(await chat.says('李雷', sentence)).toContain('已记录：嘉兴南湖印务')
    expect(await lastVisit()).toMatchObject({ channel, account: { name: '嘉兴南湖印务有限公司' } })
  })

  test('where two are called the same he is asked which, and says the number', async () => {
    const question = await chat.says('李雷', '电话 华联 聊了排期')
    expect(question).toContain('杭州华联超市')
    expect(question).toContain('宁波华联商厦')
    expect(await chat.says('李雷', '2')).toContain('已记录：宁波华联商厦')
    expect((await lastVisit()).content).toContain('聊了排期')
  })

  test('or taps the one he means', async () => {
    await chat.says('李雷', '电话 华联 问了到货时间')
    await chat.taps('李雷', onRow(1, '选这个'))
    expect(chat.last('李雷').text).toContain('已记录：杭州华联超市')
  })

  test('a company that nobody has stored is offered as new, and never taken for the one before', async () => {
    const before = await visitCount()
    const offer = await chat.says('李雷', '拜访 西湖龙井茶业 第一次见面，聊了包装需求')
    expect(offer).toContain('没找到叫「西湖龙井茶业」')
    expect(await visitCount()).toBe(before)
    await chat.taps('李雷', platform === 'wecom' ? '1 好' : '好')
    expect(chat.last('李雷').text).toContain('已记录：西湖龙井茶业')
    expect(await lastVisit()).toMatchObject({
      content: '第一次见面，聊了包装需求',
      account: { name: '西湖龙井茶业' },
    })
  })

  test('取消 ends a question, and nothing is kept', async () => {
    const before = await visitCount()
    await chat.says('李雷', '拜访 千岛湖啤酒 第一次见面')
    expect(await chat.says('李雷', '取消')).toContain('不记了')
    expect(await visitCount()).toBe(before)
    expect(await story.db.account.count({ where: { name: '千岛湖啤酒' } })).toBe(0)
  })

  test('a command that names a customer is no answer to the question before it', async () => {
    const before = await visitCount()
    await chat.says('李雷', '拜访 千岛湖啤酒 第一次见面')
    expect(await chat.says('李雷', '提醒我明天下午3点给南湖印务寄样品')).toContain('到点提醒')
    expect(await visitCount()).toBe(before)
  })

  test('an answer that comes half an hour later is no answer', async () => {
    const before = await visitCount()
    await chat.says('李雷', '拜访 千岛湖啤酒 第一次见面')
    story.clock.advance(31 * 60_000)
    await chat.says('李雷', '1')
    expect(await visitCount()).toBe(before)
  })

  test('a visit without a word about it is asked for the word', async () => {
    expect(await chat.says('李雷', '拜访 南湖印务')).toContain('聊了什么')
    expect(await chat.says('李雷', '看了样品，挺满意')).toContain('已记录：嘉兴南湖印务')
    expect((await lastVisit()).content).toBe('看了样品，挺满意')
  })

  test('the next step is added on the card: in a form on Feishu, by an answer on WeCom', async () => {
    const filled = { form: { nextOn: '2026-06-15 +0800', nextAction: '送报价' } }
    await chat.taps('李雷', '补上下一步', platform === 'feishu' ? filled : {})
    if (platform === 'wecom') {
      expect(chat.last('李雷').text).toContain('下一步什么时候、做什么')
      await chat.says('李雷', '下周一送报价')
    }
    const { nextAt, nextAction, tasks } = await lastVisit()
    expect([nextAt, nextAction]).toEqual([new Date('2026-06-14T16:00:00Z'), '送报价'])
    expect(tasks).toHaveLength(1)
  })

  test('a follow-up from the account’s card', async () => {
    await chat.says('李雷', '看看 南湖印务')
    const filled = { form: { channel: 'call', content: '确认了交期', nextOn: '', nextAction: '' } }
    await chat.taps('李雷', '记跟进', platform === 'feishu' ? filled : {})
    if (platform === 'wecom') {
      expect(chat.last('李雷').text).toContain('聊了什么')
      await chat.says('李雷', '打电话确认了交期')
    }
    expect(await lastVisit()).toMatchObject({ channel: 'call', account: { name: '嘉兴南湖印务有限公司' } })
    expect((await lastVisit()).content).toContain('确认了交期')
  })

  test('继续跟进 is kept, but buys no time', async () => {
    const { account: before } = await lastVisit()
    story.clock.advance(60_000)
    expect(await chat.says('李雷', '拜访 南湖印务 继续跟进')).toContain('不算有效跟进')
    const { valid, account } = await lastVisit()
    expect(valid).toBe(false)
    expect(account?.dropsAt).toEqual(before?.dropsAt)
  })

  test('the button takes it back for ten minutes, the word for the rest of the day', async () => {
    const before = await visitCount()
    await chat.taps('李雷', '撤销')
    expect(await visitCount()).toBe(before - 1)
    await chat.says('李雷', '电话 南湖印务 改了送货地址')
    story.clock.advance(11 * 60_000)
    const late = await chat.taps('李雷', '撤销')
    expect(late.toast?.content ?? chat.last('李雷').text).toContain('按钮不管用了')
    expect(await visitCount()).toBe(before)
    expect(await chat.says('李雷', '撤销')).toContain('跟进记录')
    expect(await visitCount()).toBe(before - 1)
  })

  test('the day after it is too late', async () => {
    const before = await visitCount()
    story.clock.set(new Date('2026-06-11T09:00:00+08:00'))
    expect(await chat.says('李雷', '撤销')).toContain('没有可以撤销')
    expect(await visitCount()).toBe(before)
  })
})
