import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

describe.each(platforms)('who works where, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const cover = async (name: string, regions: string[]) => {
    const { id } = await story.db.department.findFirstOrThrow({ where: { name } })
    const answer = await fetch(`http://127.0.0.1:${story.app.port}/api/v1/departments/${id}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer story-token', 'content-type': 'application/json' },
      body: JSON.stringify({ regions }),
    })
    expect(answer.status).toBe(200)
  }

  beforeAll(async () => {
    for (const name of ['李雷', '赵敏', '王芳']) await chat.says(name, '帮助')
    await cover('华东区', ['江苏', '上海'])
    await aLead(story.db, { company: '苏州富士五金有限公司', region: '苏州市', score: 90 })
    await aLead(story.db, { company: '广州白云电器有限公司', region: '广东', score: 95 })
    await aLead(story.db, { company: '环宇国际贸易有限公司', region: null, score: 50 })
    await anAccount(story.db, { name: '深圳湾生物科技有限公司', region: '深圳' })
  })

  test('李雷 of 华东区 is shown what lies in his region, and what lies nowhere', async () => {
    const list = await chat.says('李雷', '公海')
    expect(list).toMatch(/富士五金[\s\S]*环宇国际/)
    expect(list).not.toMatch(/白云电器|深圳湾/)
    expect(list).toMatch(/2/)
    expect(await chat.says('李雷', '公海 广东')).toContain('不归你们部门')
  })

  test('by name he may not take it either, and asks why', async () => {
    const refused = await chat.says('李雷', '领取 广州白云电器')
    expect(refused).toContain('你们负责：江苏、上海')
    expect(await chat.says('李雷', '为什么')).toContain('部门各管各的区域')
    expect(await chat.says('李雷', '领取 深圳湾生物')).toContain('不归你们部门')
    expect(await story.db.lead.count({ where: { ownerId: { not: null } } })).toBe(0)
  })

  test('赵敏 of 华南区, which names no region, works everywhere', async () => {
    expect(await chat.says('赵敏', '公海')).toMatch(/白云电器[\s\S]*富士五金/)
    expect(await chat.says('赵敏', '领取 广州白云电器')).toContain('归你跟进')
  })

  test('a department below takes over the regions of the one above', async () => {
    await cover('华东区', [])
    await cover('销售部', ['广东'])
    expect(await chat.says('李雷', '领取 苏州富士五金')).toContain('不归你们部门')
    expect(await chat.says('李雷', '领取 深圳湾生物')).toContain('深圳湾')
    await cover('销售部', [])
  })

  test('fifty of the pool are enough for a day; what was seen stays open', async () => {
    await story.db.setting.create({
      data: { key: 'rules.pool', value: { viewsPerDay: 3 }, updatedAt: story.clock.now() },
    })
    for (const place of ['一', '二', '三', '四', '五'])
      await aLead(story.db, { company: `无锡第${place}食品厂`, region: '无锡', score: 60 })
    const first = await chat.says('李雷', '公海 食品厂')
    expect(first.match(/食品厂/g)?.length).toBeLessThanOrEqual(3)
    expect(await chat.says('李雷', '公海 国际贸易')).toMatch(/环宇国际|今天已经看了/)
    expect(await chat.says('李雷', '公海 食品厂')).toContain('食品厂')
    expect(await chat.says('王芳', '公海 食品厂')).toMatch(/第五食品厂|第四食品厂/)
    await story.app.travel(new Date('2026-06-11T10:00:00+08:00'))
    expect(await chat.says('李雷', '公海 食品厂')).toContain('食品厂')
  })
})
