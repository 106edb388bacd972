import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

// Everything that can happen to a rep before ten, on one Thursday.
describe.each(platforms)('a morning is told once, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const at = (moment: string) => new Date(`2026-06-${moment}:00+08:00`)
  const until = async (moment: string) => {
    await story.app.travel(at(moment))
    await story.app.queue.drain()
  }
  let before = 0
  const heard = () =>
    chat
      .messages('李雷')
      .slice(before)
      .map(({ text }) => text)

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const { id: colleagueId } = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now() }
    const signed = await anAccount(story.db, {
      name: '嘉兴南湖印务有限公司',
      ownerId,
      signedAt: at('01T10:00'),
    })
    await story.db.receivable.create({
      data: {
        ...made,
        accountId: signed.id,
        title: '首付款',
        amount: '20000',
        dueOn: new Date('2026-06-10'),
      },
    })
    await story.db.paymentPromise.create({
      data: {
        accountId: signed.id,
        memberId: ownerId,
        dueOn: new Date('2026-06-11'),
        createdAt: at('09T10:00'),
      },
    })
    await anAccount(story.db, {
      name: '宁波东海水产有限公司',
      ownerId,
      dropsAt: at('13T10:00'),
      claimedAt: at('03T10:00'),
    })
    await aLead(story.db, {
      company: '湖州太湖纺织有限公司',
      ownerId,
      dropsAt: at('14T16:00'),
      claimedAt: at('07T16:00'),
    })
    await aLead(story.db, {
      company: '绍兴黄酒集团有限公司',
      ownerId,
      dropsAt: at('11T07:00'),
      claimedAt: at('04T07:00'),
    })
    await story.db.task.createMany({
      data: [
        { ...made, title: '寄样品', assigneeId: ownerId, creatorId: ownerId, dueAt: at('11T00:00') },
        { ...made, title: '收验收单', assigneeId: ownerId, creatorId: ownerId, dueAt: at('09T00:00') },
        { ...made, title: '拍厂房照片', assigneeId: colleagueId, creatorId: ownerId, dueAt: at('09T00:00') },
      ],
    })
    await aLead(story.db, { company: '苏州富士五金有限公司', score: 90 })
    await until('11T07:50')
    before = chat.messages('李雷').length
  })

  test('one message holds the tasks, the money, what drops and what has dropped', async () => {
    await until('11T10:30')
    // What WeCom's card cannot hold goes ahead of it: the same message in two parts.
    expect(heard().length).toBe(platform === 'wecom' ? 2 : 1)
    const brief = heard().join('\n')
    for (const words of ['今天该付款', '逾期 1 天', '快掉公海', '收验收单', '绍兴黄酒', '苏州富士五金'])
      expect(brief).toContain(words)
    expect(brief).toMatch(/逾期任务\S*\s*1 件/)
  })

  test('the three buttons of what drops are a tap away', async () => {
    const shown = heard().length
    await chat.taps('李雷', '快掉公海的')
    expect(heard().slice(shown).join('\n')).toMatch(
      /宁波东海水产[\s\S]*湖州太湖纺织|湖州太湖纺织[\s\S]*宁波东海水产/,
    )
    await chat.taps('李雷', platform === 'wecom' ? '1 处理' : '处理')
    const labels = JSON.stringify(chat.last('李雷').buttons)
    for (const label of ['记跟进', '申请延期', '退回']) expect(labels).toContain(label)
  })

  test('he asks why, and is told that this one message is the morning’s', async () => {
    const why = await chat.says('李雷', '为什么收到这个')
    for (const words of ['都在里面，不再另发', '不受这个限，照发']) expect(why).toContain(words)
  })

  test('what he may not claim is not offered: what he has just lost', async () => {
    await until('12T08:20')
    const hersBefore = chat.messages('韩梅').length
    await until('12T08:40')
    const brief = heard().filter((text) => text.includes('6月12日 周五'))
    expect(brief.join('\n')).toContain('苏州富士五金')
    expect(brief.join('\n')).not.toContain('绍兴黄酒')
    const hers = chat.messages('韩梅').slice(hersBefore)
    expect(hers.map(({ text }) => text).join('\n')).toContain('绍兴黄酒')
  })

  test('on Saturday, when no brief comes, the last warning comes by itself', async () => {
    before = chat.messages('李雷').length
    await until('13T12:00')
    expect(heard().join('\n')).toContain('掉公海')
    expect(heard().join('\n')).not.toContain('早上好')
  })

  test('the morning of 王芳, who leads him, is one message, too: what she gave, the money, what drops', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '王芳' } })
    await anAccount(story.db, {
      name: '台州海正塑业有限公司',
      ownerId,
      dropsAt: at('18T10:00'),
      claimedAt: at('08T10:00'),
    })
    await story.db.task.create({
      data: {
        ...{ title: '看展会场地', assigneeId: ownerId, creatorId: ownerId, dueAt: at('17T00:00') },
        ...{ createdAt: story.clock.now(), updatedAt: story.clock.now() },
      },
    })
    for (const task of ['周一把合同寄出', '周一把发票开好']) await chat.says('王芳', `给韩梅派任务：${task}`)
    await until('17T07:50')
    const shown = chat.messages('王芳').length
    await until('17T10:30')
    const hers = chat
      .messages('王芳')
      .slice(shown)
      .map(({ text }) => text)
    expect(hers).toHaveLength(platform === 'wecom' ? 2 : 1)
    const brief = hers.join('\n')
    for (const words of ['嘉兴南湖印务', '逾期 7 天', '台州海正塑业', '看展会场地', '你派的，已逾期'])
      expect(brief).toContain(words)
    expect(brief).toMatch(/李雷 · 首付款/)
    expect(brief).toMatch(/派出逾期\S*\s*2 件/)
  })

  test('all that she gave and is late is a tap away', async () => {
    await chat.taps('王芳', '派出逾期的')
    expect(chat.last('王芳').text).toMatch(/2 件逾期[\s\S]*韩梅/)
  })
})

describe.each(platforms)('早报 in words, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const textsOf = (name: string) => chat.messages(name).map(({ text }) => text)

  test('李雷 reads again what came at half past eight, as it is by now', async () => {
    for (const name of ['李雷', '韩梅']) await chat.says(name, '帮助')
    const { id } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now(), assigneeId: id, creatorId: id }
    const tasks = ['寄样品', '收验收单'].map((title) => ({
      ...made,
      title,
      dueAt: new Date('2026-06-11T00:00:00+08:00'),
    }))
    await story.db.task.createMany({ data: tasks })
    await aLead(story.db, { company: '苏州富士五金有限公司', score: 90 })
    await story.app.travel(new Date('2026-06-11T08:40:00+08:00'))
    await story.app.queue.drain()
    const pushed = textsOf('李雷').at(-1) ?? ''
    expect(pushed).toContain('早上好，李雷')
    const before = textsOf('李雷').length
    await chat.says('李雷', '早报')
    expect(textsOf('李雷').slice(before).at(-1)).toBe(pushed)
    await chat.taps('李雷', platform === 'wecom' ? '1 完成' : '完成')
    expect(await chat.says('李雷', '看看今天的早报')).toMatch(/今日任务\S*\s*1 件/)
  })

  test('who has nothing this morning is shown the figures all the same', async () => {
    expect(textsOf('钱进').join()).not.toContain('早上好')
    const brief = await chat.says('钱进', '我的早报')
    expect(brief).toContain('早上好，钱进')
    for (const figure of [/今日任务\S*\s*0 件/, /该催的款\S*\s*0 笔/]) expect(brief).toMatch(figure)
    // A colleague's own leads and tasks are in nobody else's.
    expect(brief).not.toMatch(/寄样品|富士五金/)
  })
})

describe.each(platforms)('the numbers of a morning, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const open = async () =>
    (await story.db.task.findMany({ where: { status: 'open' }, orderBy: { title: 'asc' } })).map(
      ({ title }) => title,
    )

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅']) await chat.says(name, '帮助')
    const { id } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now(), assigneeId: id, creatorId: id }
    const days = { 甲: '20', 乙: '11', 丙: '11', 丁: '12' }
    await story.db.task.createMany({
      data: Object.entries(days).map(([title, day]) => ({
        ...{ ...made, title: `寄样品${title}` },
        dueAt: new Date(`2026-06-${day}T00:00:00+08:00`),
      })),
    })
    await story.app.travel(new Date('2026-06-11T08:00:00+08:00'))
    await older()
  })
  /** A list in which the first is another one. */
  const older = async () => {
    const task = await story.db.task.findFirstOrThrow({ where: { title: '寄样品甲' } })
    const lastList = [{ kind: 'task', id: task.id, name: task.title }]
    await story.db.conversation.updateMany({ data: { lastList } })
  }

  test('are those of the brief that came by itself', async () => {
    await story.app.travel(new Date('2026-06-11T08:40:00+08:00'))
    await story.app.queue.drain()
    expect(chat.last('李雷').text).toContain('早上好，李雷')
    await chat.says('李雷', '完成 1')
    expect(await open()).toContain('寄样品甲')
    expect(await open()).toHaveLength(3)
  })

  test('and of the one that was asked for', async () => {
    await older()
    await chat.says('李雷', '早报')
    await chat.says('李雷', '完成 1')
    expect(await open()).toEqual(['寄样品丁', '寄样品甲'])
  })
})
