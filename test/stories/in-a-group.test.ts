import { beforeAll, describe, expect, test } from 'vitest'
import { stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

const group = { in: { group: '华东区作战群' } }

describe('said in a group with the bot mentioned', () => {
  const story = stage()
  const chat = story.on('feishu')
  const visits = () => story.db.visit.findMany({ where: { undoneAt: null }, orderBy: { id: 'desc' } })

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '嘉兴南湖印务有限公司', ownerId })
    await anAccount(story.db, { name: '绍兴黄酒集团有限公司', ownerId })
  })

  test('a follow-up is understood as it is alone, and its receipt goes to the speaker only', async () => {
    const inGroup = await chat.says('李雷', '拜访 南湖印务 谈了报价5万，周五再去', group)
    expect(inGroup).toContain('私聊发你了')
    expect(inGroup).not.toContain('5万')
    expect(chat.last('李雷').text).toContain('已记录：嘉兴南湖印务')
    expect(await visits()).toHaveLength(1)
  })

  test('so is a correction', async () => {
    const inGroup = await chat.says('李雷', '不对，是下周四', group)
    expect(inGroup).not.toContain('6月18日')
    expect(chat.last('李雷').text).toContain('6月18日')
    const [visit] = await visits()
    expect(visit?.nextAt).toEqual(new Date('2026-06-17T16:00:00Z'))
  })

  test('another’s record is not mended by what somebody says beside them', async () => {
    await chat.says('韩梅', '金额改成9万', group)
    const [visit] = await visits()
    expect(visit?.amount?.toNumber()).toBe(50_000)
  })

  test('a forwarded business card becomes a lead', async () => {
    await chat.says('李雷', '苏州富士五金有限公司\n张伟 采购经理\n手机 13800000001', group)
    const lead = await story.db.lead.findFirstOrThrow({ where: { company: '苏州富士五金有限公司' } })
    expect(lead).toMatchObject({ phone: '13800000001' })
  })

  test('a pasted conversation waits for the tap of who pasted it', async () => {
    const before = (await visits()).length
    const talk =
      '李雷 10:21\n见了南湖印务的人，聊了交期\n韩梅 10:25\n好的\n李雷 10:30\n电话 绍兴黄酒 约了下周二'
    expect(await chat.says('李雷', talk, group)).toContain('看到 2 条')
    await chat.taps('韩梅', '全部记下', { in: group.in })
    expect(await visits()).toHaveLength(before)
    await chat.taps('李雷', '全部记下', { in: group.in })
    expect(await visits()).toHaveLength(before + 2)
    const inGroup = chat.messages(group.in).map(({ text }) => text)
    expect(inGroup.filter((text) => /嘉兴南湖印务|绍兴黄酒集团|记下了 2 条/.test(text))).toEqual([])
    expect(chat.last('李雷').text).toMatch(/记下了 2 条[\s\S]*嘉兴南湖印务/)
  })

  test('without the mention nothing is read', async () => {
    const before = (await visits()).length
    await story.sandbox.feishu.say('李雷', '拜访 南湖印务 又谈了一次', { ...group, mention: false })
    await story.app.queue.drain()
    expect(await visits()).toHaveLength(before)
  })

  test('lists, refusals and questions name no record to the group', async () => {
    for (const words of ['我的客户', '逾期应收', '团队商机', '看看 南湖印务'])
      expect(await chat.says('李雷', words, group)).not.toMatch(/南湖|黄酒|印务/)
    const refused = await chat.says('韩梅', '看看 嘉兴南湖印务', group)
    expect(refused).toBe('私聊发你了。')
    expect(chat.last('韩梅').text).not.toBe('')
  })

  test('a question is asked of the speaker alone, and answered there', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '嘉兴南湖酒店有限公司', ownerId })
    const before = (await visits()).length
    const inGroup = await chat.says('李雷', '电话 南湖 约了下周二看样', group)
    expect(inGroup).not.toMatch(/印务|酒店/)
    expect(chat.last('李雷').text).toMatch(/印务[\s\S]*酒店|酒店[\s\S]*印务/)
    await chat.says('李雷', '1')
    expect(await visits()).toHaveLength(before + 1)
  })

  test('the numbers of a list that was asked for there count where it is read', async () => {
    await aLead(story.db, { company: '苏州虎丘五金有限公司', score: 90 })
    const { id } = await aLead(story.db, { company: '常州龙城物业管理有限公司', score: 70 })
    await chat.says('韩梅', '公海 五金')
    await chat.says('韩梅', '公海 物业', group)
    expect(chat.last('韩梅').text).toContain('常州龙城物业')
    expect(await chat.says('韩梅', '领取 1')).toContain('常州龙城物业')
    const { owner } = await story.db.lead.findUniqueOrThrow({ where: { id }, include: { owner: true } })
    expect(owner?.name).toBe('韩梅')
  })

  test('whom it was about is whom the next words mean, alone with the bot', async () => {
    await chat.says('李雷', '看看 绍兴黄酒')
    await chat.says('李雷', '拜访 嘉兴南湖印务 看了样品', group)
    await chat.says('李雷', '联系人 王经理 13900001234')
    const contact = await story.db.contact.findFirstOrThrow({ include: { account: true } })
    expect(contact.account.name).toBe('嘉兴南湖印务有限公司')
  })
})
