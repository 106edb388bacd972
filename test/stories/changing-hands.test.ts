import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('tasks of an account that changes hands, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const task = () => story.db.task.findFirstOrThrow({ include: { assignee: true } })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    await chat.says('王芳', '给李雷派任务：周五前把华联超市的验收单收回来')
    const { id } = await story.db.account.findFirstOrThrow()
    await story.db.task.updateMany({ data: { accountId: id } })
  })

  test('assigned to 韩梅, the account brings its task along', async () => {
    const { id } = await story.db.account.findFirstOrThrow()
    const hanmei = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    const answer = await fetch(`http://127.0.0.1:${story.app.port}/api/v1/accounts/${id}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer story-token', 'content-type': 'application/json' },
      body: JSON.stringify({ ownerId: hanmei.id }),
    })
    expect(answer.status).toBe(200)
    expect((await task()).assignee.name).toBe('韩梅')
  })

  test('given back to the pool, the task ends and who gave it is told', async () => {
    await chat.says('韩梅', '退回 华联超市 没预算')
    expect((await task()).status).toBe('cancelled')
    expect(chat.last('王芳').text).toMatch(/没人做了[\s\S]*验收单/)
  })

  test('taken back, it is to be done again', async () => {
    await chat.says('韩梅', '撤销')
    expect(await task()).toMatchObject({ status: 'open', assignee: { name: '韩梅' } })
  })

  test('dropped by the clock, the giver hears of that too', async () => {
    const before = chat.messages('王芳').length
    await story.db.account.updateMany({ data: { dropsAt: new Date('2026-06-10T12:00:00+08:00') } })
    await story.app.travel(new Date('2026-06-10T14:30:00+08:00'))
    await story.app.queue.drain()
    expect((await task()).status).toBe('cancelled')
    const told = chat.messages('王芳').slice(before)
    expect(told.map(({ text }) => text).join('\n')).toContain('没人做了')
  })
})

describe('a payment of an account that has gone to another region', () => {
  const story = stage()
  const chat = story.on('feishu')
  const heardBy = (name: string) => chat.messages(name).map(({ text }) => text)

  beforeAll(async () => {
    for (const name of ['李雷', '赵敏']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const account = await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const made = { accountId: account.id, createdAt: story.clock.now(), updatedAt: story.clock.now() }
    const dueOn = new Date('2026-05-20T00:00:00Z')
    await story.db.receivable.create({ data: { ...made, title: '首付', amount: '90000', dueOn } })
    await chat.says('钱进', '华联超市 回款 3万')
    const { id } = await story.db.member.findFirstOrThrow({ where: { name: '赵敏' } })
    await story.db.account.update({ where: { id: account.id }, data: { ownerId: id } })
  })

  test('李雷 heard of it while the account was his', () => {
    expect(heardBy('李雷').at(-1)).toMatch(/到账 3万元[\s\S]*还差 6万元/)
  })

  test('mended or taken back, it tells him nothing of what is owed now; 赵敏 it does', async () => {
    const before = heardBy('李雷')
    expect(await chat.says('钱进', '金额改成5万')).toContain('到账 5万元')
    expect(heardBy('赵敏').at(-1)).toMatch(/到账 5万元[\s\S]*还差 4万元/)
    await chat.says('钱进', '撤销')
    expect(heardBy('李雷')).toEqual(before)
  })
})
