import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('money that will not come, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const statuses = async () =>
    (await story.db.receivable.findMany({ orderBy: { dueOn: 'asc' } })).map(({ status }) => status)

  beforeAll(async () => {
    for (const name of ['李雷', '钱进', '王芳', '陈建国']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const account = await anAccount(story.db, { name: '湖州安吉竹业有限公司', ownerId })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now(), accountId: account.id }
    await story.db.receivable.createMany({
      data: [
        { ...made, title: '首付款', amount: '20000.00', dueOn: new Date('2026-04-20') },
        { ...made, title: '尾款', amount: '50000.00', dueOn: new Date('2026-05-20') },
      ],
    })
  })

  test('a rep may not write it off', async () => {
    expect(await chat.says('李雷', '安吉竹业 首付款 记坏账')).toContain('坏账由财务来记')
    expect(await statuses()).toEqual(['open', 'open'])
  })

  test('finance says which, with the reason; the owner hears of it and it is in the books', async () => {
    const receipt = await chat.says('钱进', '安吉竹业 首付款 记坏账 公司注销了')
    expect(receipt).toMatch(/已记坏账：2万元[\s\S]*公司注销了/)
    expect(chat.last('李雷').text).toContain('已记坏账：2万元')
    expect(await statuses()).toEqual(['written_off', 'open'])
    expect(await chat.says('钱进', '逾期应收')).toContain('1 笔逾期，共 5万元')
    const entry = await story.db.audit.findFirstOrThrow({ where: { action: 'receivable.write-off' } })
    expect(entry.after).toMatchObject({ status: 'written_off', amount: '20000.00', reason: '公司注销了' })
  })

  test('taken back by a word, it is owed again', async () => {
    await chat.says('钱进', '撤销')
    expect(await statuses()).toEqual(['open', 'open'])
  })

  test('by button, from the list of what is overdue', async () => {
    await chat.says('钱进', '坏账 安吉竹业')
    expect(chat.last('钱进').text).toContain('哪一笔记坏账')
    await chat.taps('钱进', platform === 'wecom' ? '1 处理' : '处理')
    await chat.taps('钱进', '记坏账')
    expect((await statuses()).filter((status) => status === 'written_off')).toHaveLength(1)
    await chat.taps('钱进', '撤销')
    expect(await statuses()).toEqual(['open', 'open'])
  })

  test('three big ones and a month that is not collected alarm finance daily and the head once', async () => {
    const { accountId } = await story.db.receivable.findFirstOrThrow()
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now(), accountId }
    await story.db.receivable.createMany({
      data: [1, 2, 3, 4, 5].map((day) => ({
        ...made,
        title: `${day}期`,
        amount: '600000.00',
        dueOn: new Date(`2026-06-0${day}`),
      })),
    })
    await story.app.travel(new Date('2026-06-12T09:30:00+08:00'))
    await story.app.queue.drain()
    const alarms = chat.messages('陈建国').filter(({ text }) => text.includes('回款预警'))
    expect(alarms.filter(({ text }) => text.includes('逾期有 5 笔'))).toHaveLength(1)
    expect(alarms.map(({ text }) => text).join()).toContain('只收回 0%')
    const digests = chat.messages('钱进').filter(({ text }) => text.includes('逾期有 5 笔'))
    expect(digests.length).toBeGreaterThanOrEqual(2)
    expect(chat.messages('王芳').some(({ text }) => text.includes('回款预警'))).toBe(false)
  })
})
