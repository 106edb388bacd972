import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

// 李雷 and 韩梅 sell in 华东区 under 王芳, 赵敏 in 华南区 under 周强, all of them under 林岚.
describe.each(platforms)('who may see what on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const phone = '13917654321'
  const card = `苏州科美精密机械有限公司\n刘建国 采购经理\n手机：${phone}\n苏州工业园区星湖街 1 号`

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const account = await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const made = { accountId: account.id, createdAt: story.clock.now(), updatedAt: story.clock.now() }
    await story.db.contact.create({
      data: { ...made, name: '张建国', title: '采购总监', phone: '13700001111' },
    })
    await story.db.receivable.create({
      data: { ...made, title: '首付', amount: '20000.00', dueOn: new Date('2026-05-20T00:00:00Z') },
    })
    await chat.says('李雷', '新商机 华联超市 收银机采购 28万')
    await chat.says('李雷', '拜访 华联超市 谈了报价，周五再联系张总')
  })

  test('李雷 has all of his account on one card: people, deal, money, visits, tasks', async () => {
    const shown = await chat.says('李雷', '看看 华联超市')
    for (const words of [
      '张建国',
      '13700001111',
      '收银机采购',
      '28万元',
      '逾期 2万元',
      '谈了报价',
      '联系张总',
    ])
      expect(shown).toContain(words)
  })

  test.each(['王芳', '林岚'])('so has %s, who leads him', async (name) => {
    expect(await chat.says(name, '看看 华联超市')).toContain('13700001111')
  })

  test.each([
    ['韩梅', '看看 华联超市'],
    ['赵敏', '看看 华联超市'],
    ['周强', '华联超市'],
    ['赵敏', '拜访 华联超市 谈了报价'],
    ['赵敏', '推进 华联超市 商务谈判'],
    ['赵敏', '华联超市 回款 3万'],
  ])('%s hears one line to 「%s」, and no name', async (name, sentence) => {
    const before = await story.db.audit.count({ where: { NOT: { action: 'member.refused' } } })
    const answer = await chat.says(name, sentence)
    expect(answer).not.toMatch(/李雷|杭州|张建国|1370000|28万/)
    expect(answer.length).toBeGreaterThan(5)
    expect(await story.db.audit.count({ where: { NOT: { action: 'member.refused' } } })).toBe(before)
  })

  test('钱进 of finance sees what is owed, and logs no visit', async () => {
    expect(await chat.says('钱进', '逾期')).toContain('杭州华联超市有限公司 2万元')
    await chat.says('钱进', '拜访 华联超市 催了货款')
    expect(await story.db.visit.count()).toBe(1)
  })

  test('a pasted card becomes a lead with its person and number', async () => {
    const made = await chat.says('李雷', card)
    for (const words of ['苏州科美精密机械', '刘建国', phone]) expect(made).toContain(words)
    expect(await story.db.lead.findFirstOrThrow()).toMatchObject({
      company: '苏州科美精密机械有限公司',
      contact: '刘建国',
      phone,
      status: 'owned',
    })
  })

  test.each([
    ['the same card', card],
    ['the number under another name', `新线索 昆山科美自动化有限公司 刘工 ${phone}`],
    ['what people call it', '新线索 科美精密 刘工'],
  ])('韩梅 comes with %s: it is there already, and nothing of it is told', async (_, sentence) => {
    const answer = await chat.says('韩梅', sentence)
    expect(answer).toMatch(/在跟/)
    expect(answer).not.toMatch(/刘建国|星湖街/)
    expect(await story.db.lead.count()).toBe(1)
  })

  test.each([
    ['李雷', '公海', '绑定群'],
    ['王芳', '给李雷派任务', '逾期应收'],
    ['钱进', '逾期应收', '公海'],
    ['孙莉', '新线索', '赢单'],
  ])('帮助 tells %s of %s and not of %s', async (name, told, left) => {
    const help = await chat.says(name, '帮助')
    expect(help).toContain(name)
    expect(help).toContain(told)
    expect(help).not.toContain(left)
  })

  test('who gave a lead back, and in which words, stays with those who lead them', async () => {
    story.clock.advance(60 * 60_000)
    await chat.says('李雷', '退回 科美精密 刘建国说今年没预算')
    const shown = await chat.says('赵敏', '看看 科美精密')
    expect(shown).toMatch(/上次掉公海.*同事/)
    expect(shown).not.toMatch(/李雷|刘建国|没预算/)
    expect(await chat.says('王芳', '看看 科美精密')).toMatch(/上次掉公海.*李雷.*没预算/)
  })
})

describe('a card that was passed on', () => {
  const story = stage()
  const chat = story.on('feishu')

  test('acts with the rights of who taps it, not of whom it was for', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const account = await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const receipt = await chat.says('李雷', '拜访 华联超市 谈了报价')
    expect(receipt).toContain('已记录')
    const { inboundId: of } = await story.db.audit.findFirstOrThrow({ where: { action: 'visit.create' } })
    for (const value of [
      { act: 'undo', of },
      { act: 'account.show', account: account.id },
      { act: 'account.release', account: account.id },
      { act: 'account.ask-log', account: account.id },
    ])
      await tappedBy('赵敏', value)
    const heard = chat.messages('赵敏').map(({ text }) => text)
    expect(heard.join('\n')).not.toMatch(/杭州|李雷/)
    expect(await story.db.visit.count({ where: { undoneAt: null } })).toBe(1)
    expect(await story.db.account.findFirstOrThrow()).toMatchObject({ ownerId })
    expect(await story.db.audit.count({ where: { action: 'member.refused' } })).toBe(4)
  })

  /** As Feishu would tell of a tap on a forwarded copy: the card is the same, the person is another. */
  async function tappedBy(name: string, value: Record<string, unknown>) {
    const { feishu } = story.sandbox
    const card = chat.last('李雷')
    const { status } = await feishu.sendEvent('card.action.trigger', {
      operator: { open_id: feishu.openId(name) },
      token: 'c-forwarded',
      action: { tag: 'button', value },
      host: 'im_message',
      context: { open_message_id: card.id, open_chat_id: card.chat },
    })
    expect(status).toBe(200)
    await story.app.queue.drain()
  }
})

describe.each(platforms)('the full name of what somebody else has, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const taken = ['苏州启明星辰精密机械有限公司', '无锡启明星辰自动化有限公司']

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    for (const name of taken) await anAccount(story.db, { name, ownerId })
  })

  test.each([
    ['领取 启明星辰', '「启明星辰」的有好几家，都有人在跟了'],
    ['领取 启明星辰自动化', '晚了一步：李雷'],
    ['新线索 启明星辰自动化 刘工', '「启明星辰自动化」已经有了，李雷 从'],
  ])('「%s」 of 赵敏 is answered in the words that she used', async (sentence, words) => {
    const answer = await chat.says('赵敏', sentence)
    expect(answer).toContain(words)
    expect(answer).not.toMatch(/苏州|无锡|精密|有限公司/)
    expect(await chat.says('赵敏', '为什么')).not.toMatch(/苏州|无锡|精密|有限公司/)
  })

  test('李雷 himself is told which one it is', async () => {
    expect(await chat.says('李雷', '新线索 启明星辰自动化 刘工')).toContain(`就在你名下（${taken[1]}）`)
  })

  test('of several one is free: that one is claimed by the name that they share', async () => {
    await anAccount(story.db, { name: '南通启明星辰纺织有限公司' })
    expect(await chat.says('韩梅', '领取 启明星辰')).toContain('南通启明星辰纺织有限公司')
  })
})
