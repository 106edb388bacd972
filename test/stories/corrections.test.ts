import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount, byOf } from '../support/world.ts'

describe.each(platforms)('corrections on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const visits = () =>
    story.db.visit.findMany({
      where: { undoneAt: null },
      include: { tasks: { where: { status: 'open' } }, account: true, contact: true },
      orderBy: { id: 'desc' },
    })
  const last = async () => {
    const [visit] = await visits()
    if (!visit) throw new Error('no visit')
    return visit
  }
  const accountNamed = (name: string) => story.db.account.findFirstOrThrow({ where: { name } })

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const printer = await anAccount(story.db, { name: '嘉兴南湖印务有限公司', ownerId })
    await anAccount(story.db, { name: '绍兴黄酒集团有限公司', ownerId })
    const { id: other } = await story.db.member.findFirstOrThrow({ where: { name: '赵敏' } })
    await anAccount(story.db, { name: '深圳星河电子有限公司', ownerId: other })
    for (const company of ['无锡太湖食品有限公司', '湖州黄酒酿造有限公司'])
      await aLead(story.db, { company, ownerId })
    const at = { createdAt: printer.createdAt, updatedAt: printer.updatedAt, accountId: printer.id }
    await story.db.contact.create({ data: { name: '张大山', title: '总经理', ...at } })
    await story.db.contact.create({ data: { name: '李小河', title: '副总经理', ...at } })
  })

  test('the day is mended, its task with it, and the receipt says what changed', async () => {
    await chat.says('李雷', '拜访 南湖印务 谈了报价5万，周五再联系张总')
    const receipt = await chat.says('李雷', '不对，是下周四')
    expect(receipt).toContain('已更正')
    expect(receipt).toContain('6月12日')
    expect(receipt).toContain('6月18日')
    const { nextAt, tasks } = await last()
    expect(nextAt).toEqual(new Date('2026-06-17T16:00:00Z'))
    expect(tasks).toMatchObject([{ dueAt: nextAt }])
  })

  test('the sum and the person are mended, one after the other', async () => {
    await chat.says('李雷', '金额改成8万')
    expect(await chat.says('李雷', '不是张总是李总')).toContain('李小河')
    const { amount, contact, content, tasks } = await last()
    expect(amount?.toNumber()).toBe(80_000)
    expect(contact?.name).toBe('李小河')
    expect(content).toContain('李总')
    expect(content).not.toContain('张总')
    expect(tasks).toHaveLength(1)
  })

  test('撤销 takes back the last correction only, and the one before after that', async () => {
    await chat.says('李雷', '撤销')
    expect(await last()).toMatchObject({ contact: { name: '张大山' } })
    await chat.says('李雷', '撤销')
    expect((await last()).amount?.toNumber()).toBe(50_000)
    await chat.says('李雷', '撤销')
    const { nextAt, tasks } = await last()
    expect(nextAt).toEqual(new Date('2026-06-11T16:00:00Z'))
    expect(tasks).toMatchObject([{ dueAt: nextAt }])
  })

  test('another customer gets the visit and the clock, the first is as before', async () => {
    const before = await accountNamed('绍兴黄酒集团有限公司')
    expect(await chat.says('李雷', '客户改成绍兴黄酒')).toContain('绍兴黄酒集团有限公司')
    const visit = await last()
    expect(visit.account?.name).toBe('绍兴黄酒集团有限公司')
    expect(visit.account?.followedUpAt).toEqual(visit.createdAt)
    expect(visit.contact).toBeNull()
    expect(visit.tasks).toMatchObject([{ accountId: visit.accountId }])
    expect(await accountNamed('嘉兴南湖印务有限公司')).toMatchObject({ followedUpAt: null })
    await chat.says('李雷', '撤销')
    expect((await last()).account?.name).toBe('嘉兴南湖印务有限公司')
    expect(await accountNamed('绍兴黄酒集团有限公司')).toMatchObject({
      followedUpAt: null,
      dropsAt: before.dropsAt ?? expect.any(Date),
    })
  })

  test('a stranger’s customer is refused and nothing changes', async () => {
    const before = await last()
    const answer = await chat.says('李雷', '客户改成深圳星河电子')
    expect(answer).not.toContain('已更正')
    expect(await last()).toEqual(before)
  })

  test('who has written nothing down has nothing to mend; after half an hour neither', async () => {
    expect(await chat.says('韩梅', '金额改成8万')).toContain('没有你刚记的')
    story.clock.advance(31 * 60_000)
    expect(await chat.says('李雷', '金额改成9万')).toContain('没有你刚记的')
    expect((await last()).amount?.toNumber()).toBe(50_000)
  })

  test('what somebody else said or asks is no correction', async () => {
    await chat.says('李雷', '拜访 南湖印务 看了样品，周五再联系')
    const before = await last()
    for (const words of ['不对啊他说的是下周四来着', '金额是改成8万吗？', '时间是周五吗'])
      await chat.says('李雷', words)
    expect(await last()).toEqual(before)
  })

  test('a task, a deal and a payment are mended the same way', async () => {
    await chat.says('李雷', '提醒我周五给张总回电')
    expect(await chat.says('李雷', '不对，是下周一')).toContain('6月15日')
    await chat.says('李雷', '新商机 南湖印务 画册纸盒 28万')
    expect(await chat.says('李雷', '金额改成30万')).toContain('30万元')
    await chat.says('李雷', '南湖印务 回款 3万')
    expect(await chat.says('李雷', '说错了，是2万')).toContain('2万元')
    const payments = await story.db.payment.findMany({ where: { undoneAt: null } })
    expect(payments.map(({ amount }) => amount.toNumber())).toEqual([20_000])
    expect(await story.db.opportunity.findFirstOrThrow()).toMatchObject({ status: 'open' })
    expect((await story.db.opportunity.findFirstOrThrow()).amount?.toNumber()).toBe(300_000)
  })

  test('a payment goes to another customer whole, corrected before or not, and 撤销 brings it back', async () => {
    const before = (await story.db.payment.findMany()).map(({ id }) => id)
    const standing = async () =>
      (
        await story.db.payment.findMany({
          where: { undoneAt: null, id: { notIn: before } },
          include: { account: true },
        })
      ).map(({ amount, account }) => `${account.name} ${amount.toFixed(0)}`)
    await chat.says('李雷', '南湖印务 回款 3万')
    await chat.says('李雷', '不对，是5万')
    expect(await chat.says('李雷', '客户改成绍兴黄酒')).toContain('绍兴黄酒集团有限公司')
    expect(await standing()).toEqual(['绍兴黄酒集团有限公司 50000'])
    await chat.says('李雷', '撤销')
    expect(await standing()).toEqual(['嘉兴南湖印务有限公司 50000'])
    await chat.says('李雷', '撤销')
    expect(await standing()).toEqual(['嘉兴南湖印务有限公司 30000'])
    await chat.says('李雷', '客户改成绍兴黄酒')
    expect(await standing()).toEqual(['绍兴黄酒集团有限公司 30000'])
    await chat.says('李雷', '撤销')
    expect(await standing()).toEqual(['嘉兴南湖印务有限公司 30000'])
    await chat.says('李雷', '撤销')
    expect(await standing()).toEqual([])
  })

  test.each([
    ['南湖印务 回款 3万', '客户改成太湖食品'],
    ['提醒我周五给南湖印务送样', '不是南湖印务，是太湖食品'],
  ])('%s, then %s: that one is still a lead, and what to do is said', async (said, mended) => {
    await chat.says('李雷', said)
    const answer = await chat.says('李雷', mended)
    expect(answer).toContain('还是线索。先发「转客户 无锡太湖食品有限公司」，再来改')
    expect(answer).not.toMatch(/已更正|到账/)
    await chat.says('李雷', '撤销')
  })

  test('of a lead and a customer called the same, money goes to the customer', async () => {
    await chat.says('李雷', '南湖印务 回款 3万')
    expect(await chat.says('李雷', '客户改成黄酒')).toMatch(/到账 3万元[\s\S]*绍兴黄酒集团有限公司/)
    for (let step = 0; step < 2; step++) await chat.says('李雷', '撤销')
  })

  test.each([
    ['提醒我后天上午给张总打电话', '改到下午三点', '15:00'],
    ['提醒我后天上午给张总打电话', '改到四点', '16:00'],
    ['提醒我后天上午给张总打电话', '改到十点', '10:00'],
    ['提醒我后天上午给张总打电话', '时间改成下午两点', '14:00'],
    ['拜访 南湖印务 谈了打样，后天再联系张总', '改到下午三点半', '15:30'],
  ])('%s, then %s: the day stays', async (said, mended, time) => {
    await chat.says('李雷', said)
    expect(await chat.says('李雷', mended)).toContain('已更正')
    const task = await story.db.task.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(task).toMatchObject({ dueAt: new Date(`2026-06-12T${time}:00+08:00`), dueAllDay: false })
  })

  test('a word about paying is mended, and no follow-up that was noted before it', async () => {
    await chat.says('李雷', '拜访 南湖印务 谈了账期，周五再联系')
    const before = await last()
    await chat.says('李雷', '绍兴黄酒 答应周五付款')
    expect(await chat.says('李雷', '不对，是下周四')).toContain('绍兴黄酒集团有限公司')
    expect(await last()).toEqual(before)
    const standing = () => story.db.paymentPromise.findMany({ where: { status: 'open' } })
    expect(await standing()).toMatchObject([{ dueOn: new Date('2026-06-18') }])
    await chat.says('李雷', '撤销')
    expect(await standing()).toMatchObject([{ dueOn: new Date('2026-06-12') }])
  })

  test('the sum of a deal that was just moved is the deal’s; one that was won is taken back first', async () => {
    await chat.says('李雷', '新商机 绍兴黄酒 礼盒')
    await chat.says('李雷', '拜访 南湖印务 谈了打样5万')
    const before = await last()
    await chat.says('李雷', '推进 绍兴黄酒 方案报价')
    await chat.says('李雷', '28万')
    await chat.says('李雷', '不对，是26万')
    const deal = () => story.db.opportunity.findFirstOrThrow({ where: { name: '礼盒' } })
    expect((await deal()).amount?.toNumber()).toBe(260_000)
    await chat.says('李雷', '赢单 绍兴黄酒 26万')
    expect(await chat.says('李雷', '不对，是25万')).toMatch(/撤销/)
    expect(await deal()).toMatchObject({ status: 'won' })
    expect(await last()).toEqual(before)
  })

  test('the books say what was there before', async () => {
    const entry = await story.db.audit.findFirstOrThrow({ where: { action: 'opportunity.amend' } })
    expect(entry).toMatchObject({ before: { amount: '280000' }, after: { amount: '300000' } })
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    expect(entry.memberId).toBe((await byOf(story.db, owner)).member.id)
  })
})

describe.each(platforms)('money that finance corrects, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const showing = (who: string, words: string) =>
    chat.messages(who).filter(({ text }) => text.includes(words)).length

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '钱进']) await chat.says(name, '帮助')
    for (const [name, owner] of [
      ['南山机械有限公司', '李雷'],
      ['东山制药有限公司', '韩梅'],
    ] as const) {
      const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: owner } })
      await anAccount(story.db, { name, ownerId })
    }
  })

  test('李雷, who has the customer, is shown the sum that stands, and not as a second one', async () => {
    await chat.says('钱进', '南山机械 回款 3万')
    expect(chat.last('李雷').text).toContain('到账 3万元')
    await chat.says('钱进', '不对，是7万')
    expect(showing('李雷', '到账 7万元')).toBe(1)
    expect(showing('李雷', '到账 3万元')).toBe(0)
  })

  test('of another customer, he is told that it is not his, and not whose', async () => {
    await chat.says('钱进', '不对，客户是东山制药')
    expect(chat.last('韩梅').text).toMatch(/到账 7万元[\s\S]*东山制药/)
    expect(chat.last('李雷').text).toMatch(/南山机械有限公司[\s\S]*7万元[\s\S]*记错了客户/)
    expect(showing('李雷', '东山')).toBe(0)
    // So does the receipt that he had; WeCom has let it be changed once already.
    expect(showing('李雷', '记错了客户')).toBe(platform === 'feishu' ? 2 : 1)
  })
})
