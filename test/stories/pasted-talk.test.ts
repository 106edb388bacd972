import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

const talk = [
  '李雷 10:21',
  '见了南湖印务的张总，报价5万，周五再去',
  '韩梅 10:25',
  '好的谢谢',
  '李雷 10:30',
  '绍兴黄酒 回款 3万',
  '李雷 10:31',
  '电话 星河电子 聊了排期',
].join('\n')

describe.each(platforms)('a pasted conversation on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const counts = async () => ({
    visits: await story.db.visit.count({ where: { undoneAt: null } }),
    payments: await story.db.payment.count({ where: { undoneAt: null } }),
  })

  beforeAll(async () => {
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const other = await story.db.member.findFirstOrThrow({ where: { name: '赵敏' } })
    await anAccount(story.db, { name: '嘉兴南湖印务有限公司', ownerId: owner.id })
    await anAccount(story.db, { name: '绍兴黄酒集团有限公司', ownerId: owner.id })
    await anAccount(story.db, { name: '深圳星河电子有限公司', ownerId: other.id })
  })

  test('is listed line by line, and nothing is written before the tap', async () => {
    const card = await chat.says('李雷', talk)
    for (const words of ['看到 3 条', '嘉兴南湖印务', '5万元', '6月12日', '登记回款 · 绍兴黄酒', '3万元'])
      expect(card).toContain(words)
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
  })

  test('waits while something else is asked', async () => {
    await chat.says('李雷', '我的客户')
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
  })

  test('waits while a house phrase is said, and a button tapped that stands for one', async () => {
    await chat.says('李雷', '早报')
    await chat.says('李雷', '免打扰 2小时')
    await chat.taps('李雷', '关闭免打扰')
    const waiting = (await story.db.conversation.findMany()).filter(({ pending }) => pending !== null)
    expect(waiting).toHaveLength(1)
  })

  test('one tap writes what may be written, and says why the rest was not', async () => {
    await chat.taps('李雷', '全部记下')
    expect(await counts()).toEqual({ visits: 1, payments: 1 })
    const card = chat.messages('李雷').findLast(({ text }) => text.includes('已记录'))
    expect(card?.text).toContain('没记')
    const visit = await story.db.visit.findFirstOrThrow({ include: { account: true, tasks: true } })
    expect(visit).toMatchObject({ account: { name: '嘉兴南湖印务有限公司' }, tasks: [{ status: 'open' }] })
  })

  test('the same card writes nothing twice', async () => {
    const written = chat.messages('李雷').length
    await chat.says('李雷', '全部记下')
    expect(chat.messages('李雷').length).toBeGreaterThan(written)
    expect(await counts()).toEqual({ visits: 1, payments: 1 })
  })

  test('all of it is taken back together', async () => {
    await chat.says('李雷', '撤销')
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
  })

  test('取消 drops it', async () => {
    await chat.says('李雷', talk)
    await chat.taps('李雷', '取消')
    expect(await chat.says('李雷', '全部记下')).not.toContain('记下了')
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
  })

  test('a tap after the question has run out writes nothing', async () => {
    await chat.says('李雷', talk)
    story.clock.advance(11 * 60_000)
    await chat.taps('李雷', '全部记下')
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
  })

  test('talk in which nothing is to be noted is told so', async () => {
    expect(await chat.says('李雷', '李雷 10:21\n吃饭了吗\n韩梅 10:22\n还没呢')).toContain('没看到要记的')
  })

  test('lines about two customers are listed, lines about one are one note', async () => {
    const two = '拜访 南湖印务 看了样品\n电话 绍兴黄酒 约了下周二'
    expect(await chat.says('李雷', two)).toContain('看到 2 条')
    expect(await counts()).toEqual({ visits: 0, payments: 0 })
    expect(await chat.says('李雷', '拜访 南湖印务 看了样品\n张总说不错，周五再联系')).toContain('已记录')
  })

  test('a business card of several lines is a lead as before', async () => {
    const card = '公司：苏州富士五金有限公司\n联系人：张伟\n电话：13800000001'
    expect(await chat.says('李雷', card)).toContain('苏州富士五金')
    expect(await story.db.lead.count({ where: { company: '苏州富士五金有限公司' } })).toBe(1)
  })
})
