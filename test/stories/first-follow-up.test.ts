import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  beforeAll(async () => {
    await chat.says('李雷', '帮助')
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId: owner.id })
  })

  test('a sentence logs a visit, plans the next step and moves the clock', async () => {
    const answer = await chat.says('李雷', '拜访 华联超市 谈了报价，周五再联系')
    expect(answer).toContain('华联超市')
    const visit = await story.db.visit.findFirstOrThrow({ include: { tasks: true, account: true } })
    expect(visit.content).toContain('报价')
    expect(visit.tasks).toHaveLength(1)
    expect(visit.account?.followedUpAt).toEqual(visit.createdAt)
  })
})
