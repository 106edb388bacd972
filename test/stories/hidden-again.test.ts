import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

describe.each(platforms)('what somebody may no longer see, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const number = '13800000001'
  const other = '13911112222'
  const showing = (who: string, digits = number) =>
    chat.messages(who).filter(({ text }) => text.includes(digits)).length

  beforeAll(async () => {
    for (const name of ['李雷', '王芳']) await chat.says(name, '帮助')
    const at = story.clock.now()
    await aLead(story.db, { company: '苏州富士五金有限公司', contact: '张伟', phone: number })
    const { id: accountId } = await anAccount(story.db, { name: '无锡太湖食品有限公司' })
    const person = { name: '张伟', phone: number, createdAt: at, updatedAt: at }
    await story.db.contact.create({ data: { accountId, ...person } })
  })

  test('an account given back by 撤销 is nobody’s on the claim’s card and on its own', async () => {
    await chat.says('李雷', '领取 太湖食品')
    await chat.says('李雷', '看看 太湖食品')
    expect(showing('李雷')).toBe(2)
    await chat.says('李雷', '撤销')
    expect(showing('李雷')).toBe(0)
    expect(
      chat
        .messages('李雷')
        .filter(({ text }) => text.includes('太湖') && !text.includes('已撤销'))
        .at(-1)?.text,
    ).toContain('公海')
  })

  test('a lead given back shows its contact no more, nor one that has dropped', async () => {
    story.clock.advance(5 * 60_000)
    await chat.says('李雷', '领取 富士五金')
    await chat.says('李雷', '富士五金')
    expect(showing('李雷')).toBe(2)
    await chat.says('李雷', '退回 富士五金')
    expect(showing('李雷')).toBe(0)
    story.clock.set(new Date('2026-06-18T10:20:00+08:00'))
    await chat.says('李雷', '新线索 南京钟山机电有限公司 刘工 13911112222')
    expect(showing('李雷', other)).toBe(1)
    story.clock.set(new Date('2026-06-26T10:20:00+08:00'))
    await story.app.timekeeper.runNow('lead-recycling')
    await story.app.queue.drain()
    expect(await story.db.lead.count({ where: { company: { contains: '钟山' }, status: 'pool' } })).toBe(1)
    // WeCom lets a card be changed for three days only; nothing new is said for that.
    expect(showing('李雷', other)).toBe(platform === 'feishu' ? 0 : 1)
  })

  test('what the next owner does with a deal is not shown to whoever had it before', async () => {
    story.clock.advance(60 * 60_000)
    const { id: accountId } = await anAccount(story.db, { name: '常州运河包装有限公司' })
    await chat.says('李雷', '领取 运河包装')
    await chat.says('李雷', '新商机 运河包装 纸箱采购 28万')
    await chat.says('韩梅', '帮助')
    const heir = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    const { id: ownerId, departmentId } = heir
    await story.db.account.update({ where: { id: accountId }, data: { ownerId, departmentId } })
    await story.db.opportunity.updateMany({ where: { accountId }, data: { ownerId } })
    const before = JSON.stringify(chat.messages('李雷'))
    await chat.says('韩梅', '推进 运河包装 商务谈判')
    expect(await chat.says('韩梅', '月底')).toContain('商务谈判')
    expect(await chat.says('韩梅', '赢单 运河包装 31万')).toContain('赢单了')
    await chat.says('韩梅', '撤销')
    expect(JSON.stringify(chat.messages('李雷'))).toBe(before)
  })

  test('nothing failed on the way', async () => {
    expect(await story.db.delivery.count({ where: { status: { not: 'sent' } } })).toBe(0)
  })
})
