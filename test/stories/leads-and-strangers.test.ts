import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

describe.each(platforms)('leads in words, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const visits = () => story.db.visit.findMany({ orderBy: { id: 'asc' }, include: { lead: true } })
  const lastVisit = async () => (await visits()).at(-1)

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    await aLead(story.db, { company: '南京钟山机电有限公司', contact: '刘工', phone: '13911112222', ownerId })
    await aLead(story.db, { company: '苏州富士五金有限公司' })
  })

  test('李雷 logs follow-ups on his lead by sentence, however he calls it', async () => {
    expect(await chat.says('李雷', '拜访 钟山机电 谈了报价，周五再联系')).toContain('已记录：南京钟山机电')
    expect(await lastVisit()).toMatchObject({ channel: 'visit', lead: { company: '南京钟山机电有限公司' } })
    await chat.says('李雷', '给线索钟山机电打了电话，说下周要样品')
    await chat.says('李雷', '电话联系了钟山机电，对方要报价')
    expect((await visits()).map(({ lead }) => lead?.company)).toEqual(Array(3).fill('南京钟山机电有限公司'))
    expect((await lastVisit())?.lead?.followedUpAt).toEqual((await lastVisit())?.createdAt)
  })

  test('its name alone, or with 查, shows its card, also right after another customer', async () => {
    await chat.says('李雷', '华联超市')
    for (const words of ['钟山机电', '查 钟山机电', '看看钟山机电']) {
      const card = await chat.says('李雷', words)
      expect(card).toContain('南京钟山机电有限公司')
      expect(card).toContain('13911112222')
    }
  })

  test('王芳 opens the card of her team’s lead; a lead of the pool is shown, not taken', async () => {
    expect(await chat.says('王芳', '钟山机电')).toContain('李雷')
    expect(await chat.says('李雷', '富士五金')).toContain('公海')
    expect(await story.db.lead.count({ where: { company: { contains: '富士' }, ownerId: null } })).toBe(1)
  })

  test('one of the pool is claimed before it is followed up', async () => {
    expect(await chat.says('李雷', '拜访 富士五金 谈了报价')).toContain('领取 苏州富士五金有限公司')
  })

  test('money named with a lead is never put on the customer talked about before', async () => {
    await chat.says('李雷', '华联超市')
    expect(await chat.says('李雷', '钟山机电 回款 3万')).toContain('还是线索')
    expect(await story.db.payment.count()).toBe(0)
  })
})

describe.each(platforms)('a company nobody has stored, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)

  beforeAll(async () => {
    await chat.says('李雷', '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const { id: accountId } = await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const at = story.clock.now()
    await story.db.contact.create({ data: { accountId, name: '王立', createdAt: at, updatedAt: at } })
  })

  test.each([
    '拜访 新世纪商厦 谈了合作',
    '跟进 新世纪商厦 谈了合作',
    '见了新世纪商厦的王总，想合作',
    '今天拜访了新世纪商厦，谈了合作',
    '去新世纪商厦聊了聊，准备下周签',
    '新世纪商厦 回款 3万',
    '新商机 新世纪商厦 收银机 3万',
    '推进 新世纪商厦 商务谈判',
    '新世纪商厦赢单',
  ])('%s is never put on the customer talked about a moment ago', async (words) => {
    await chat.says('李雷', '华联超市')
    const answer = await chat.says('李雷', words)
    expect(answer).not.toMatch(/已记录|已建好|赢单了/)
    expect(await story.db.visit.count()).toBe(0)
    expect(await story.db.payment.count()).toBe(0)
    expect(await story.db.opportunity.count()).toBe(0)
    await chat.says('李雷', '取消')
  })

  test('it is offered as a new customer, and one tap makes it and logs what was said', async () => {
    expect(await chat.says('李雷', '见了新世纪商厦的王总，想合作')).toContain('新建客户「新世纪商厦」')
    await chat.says('李雷', '1')
    const visit = await story.db.visit.findFirstOrThrow({ include: { account: true } })
    expect(visit.account?.name).toBe('新世纪商厦')
    expect(visit.content).toContain('想合作')
    await chat.taps('李雷', '存联系人：王总')
    expect(await story.db.contact.count({ where: { name: '王总', account: { name: '新世纪商厦' } } })).toBe(1)
  })

  test('taken back and made again, it is the only one of its name', async () => {
    for (const words of ['拜访 东海水产 谈了冷柜报价', '1', '撤销', '拜访 东海水产 谈了冷柜和交期', '1'])
      await chat.says('李雷', words)
    expect(await chat.says('李雷', '东海水产 回款 3000元')).toContain('到账 3,000元')
  })
})

describe.each(platforms)('somebody new at a customer, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const contacts = () => story.db.contact.findMany({ orderBy: { id: 'asc' } })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '赵敏']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
  })

  test('whom a follow-up speaks of stays in its text, and one tap makes a contact, another takes it back', async () => {
    const receipt = await chat.says('李雷', '拜访 华联超市 谈了报价，周五再联系张总')
    expect(receipt).toContain('张总')
    expect(await contacts()).toHaveLength(0)
    await chat.taps('李雷', '存联系人：张总')
    expect(await contacts()).toMatchObject([{ name: '张总', phone: null }])
    expect(await story.db.visit.count({ where: { contact: { name: '张总' } } })).toBe(1)
    await chat.taps('李雷', '撤销')
    expect(await contacts()).toHaveLength(0)
    expect(await story.db.visit.count({ where: { undoneAt: null, contactId: null } })).toBe(1)
  })

  test('the next step alone, right after the customer, is kept with whom it names', async () => {
    await chat.says('李雷', '华联超市')
    expect(await chat.says('李雷', '周五再联系孙总')).toContain('已记录：杭州华联超市')
    const visit = await story.db.visit.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { tasks: true } })
    expect(visit.content).toContain('孙总')
    expect(visit.tasks).toMatchObject([{ dueAt: new Date('2026-06-11T16:00:00Z') }])
    await chat.says('李雷', '撤销')
  })

  test('name, work and number are read from the sentence', async () => {
    await chat.says('李雷', '华联超市')
    expect(await chat.says('李雷', '见了采购王经理 13900001234，要重新报价')).toContain('13900001234')
    await chat.taps('李雷', '存联系人：王经理')
    expect(await contacts()).toMatchObject([{ name: '王经理', title: '采购', phone: '13900001234' }])
    expect(await chat.says('李雷', '拜访 华联超市 王经理说价格可以谈')).not.toContain('存联系人')
  })

  test('a phrase adds one; twice the same is refused', async () => {
    expect(await chat.says('李雷', '华联 联系人 刘工 13900005678 技术')).toContain('已存联系人：刘工')
    expect((await contacts()).at(-1)).toMatchObject({ name: '刘工', title: '技术', phone: '13900005678' })
    expect(await chat.says('李雷', '华联 联系人 刘工 13900005678 技术')).toContain('已经在这个客户的联系人里')
    expect(await chat.says('李雷', '给华联超市加个联系人：赵丽 财务')).toContain('已存联系人：赵丽')
    expect(await chat.says('李雷', '联系人 采购部孙主任')).toContain('已存联系人：孙主任')
    expect((await contacts()).map(({ title }) => title)).toEqual(['采购', '技术', '财务', '采购部'])
    await chat.says('李雷', '撤销')
    expect((await contacts()).map(({ name }) => name)).toEqual(['王经理', '刘工', '赵丽'])
  })

  test('a colleague adds nobody to it and learns nothing of who is there', async () => {
    for (const who of ['韩梅', '赵敏']) {
      const answer = await chat.says(who, '华联超市 联系人 王经理 13900001234')
      expect(answer).not.toMatch(/已存|采购|杭州|李雷/)
    }
    expect(await contacts()).toHaveLength(3)
  })

  test('a new lead with its contact is still a lead', async () => {
    expect(await chat.says('李雷', '新线索 苏州富士五金有限公司 联系人 张伟 13800000001')).toContain(
      '归你跟进',
    )
    expect(await contacts()).toHaveLength(3)
  })
})
