import { beforeAll, describe, expect, test } from 'vitest'
import type { Say } from '../../src/sandbox/view.ts'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('manners on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const inbounds = () => story.db.inbound.count()

  test.each<[string, Say]>([
    ['a picture', { kind: 'image' }],
    ['a file', { kind: 'file', name: '报价单.xlsx' }],
    ['a place', { kind: 'location', label: '杭州东站', latitude: 30.29, longitude: 120.21 }],
    ['a sticker', { kind: 'sticker' }],
  ])('%s gets one friendly line', async (_, said) => {
    const before = chat.messages('李雷').length
    await chat.play().say('李雷', said)
    await story.app.queue.drain()
    const [answer, ...more] = chat.messages('李雷').slice(before)
    expect(answer?.text).toContain('用一句话告诉我就行')
    expect(more).toEqual([])
  })

  test.runIf(platform === 'feishu').each([true, false])(
    'a picture posted in a group is answered when the bot is mentioned with it: %s',
    async (mention) => {
      const group = { group: '华东区作战群' }
      const before = chat.messages(group).length
      const content = { title: '', content: [[{ tag: 'img', image_key: 'img_v3_1' }]] }
      await story.sandbox.feishu.sayRaw('李雷', { type: 'post', content, mention }, group)
      await story.app.queue.drain()
      const answers = chat
        .messages(group)
        .slice(before)
        .filter(({ from }) => from.kind === 'bot')
      expect(answers.map(({ text }) => text.includes('用一句话告诉我就行'))).toEqual(mention ? [true] : [])
    },
  )

  test('the menu says what its button stands for', async () => {
    await chat.play().pressMenu('李雷', 'tasks')
    await story.app.queue.drain()
    expect(chat.last('李雷').text).toContain('我的任务')
  })

  test('who opens the chat for the first time is greeted, and not again', async () => {
    await chat.play().enter('赵敏')
    await story.app.queue.drain()
    const greeting = chat.messages('赵敏')
    expect(greeting[0]?.text).toContain('我能帮你做什么')
    await chat.play().enter('赵敏')
    await story.app.queue.drain()
    expect(chat.messages('赵敏')).toHaveLength(greeting.length)
  })

  test('help speaks of one’s own customers, so that its examples can be sent as they stand', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    const { id: accountId } = await anAccount(story.db, { name: '宁波东海水产有限公司', ownerId })
    await story.db.contact.create({
      data: { accountId, name: '陆敏', createdAt: story.clock.now(), updatedAt: story.clock.now() },
    })
    const help = await chat.says('韩梅', '帮助')
    expect(help).toContain('拜访 东海水产 谈了报价，周五再联系陆敏')
    expect(help).not.toContain('华联')
    expect(await chat.says('韩梅', '拜访 东海水产 谈了报价，周五再联系陆敏')).toContain('已记录')
    const leading = await chat.says('王芳', '帮助')
    expect(leading).toMatch(/给韩梅派任务：周三前回访东海水产/)
  })

  test('a sentence that means nothing to us is answered with what would', async () => {
    expect(await chat.says('李雷', '今天天气不错')).toContain('这句我没看懂')
  })

  test('the platform may repeat an event: the payment is one', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const { eventId } = await chat.play().say('李雷', '华联超市 回款 3万')
    await story.app.queue.drain()
    const before = chat.messages('李雷').length
    for (let time = 0; time < 3; time++) {
      const again = await chat.play().resend(eventId as string)
      expect(again.status).toBe(200)
    }
    await story.app.queue.drain()
    expect(await story.db.payment.count()).toBe(1)
    expect(chat.messages('李雷')).toHaveLength(before)
  })

  test.each(['a forged', 'an unencrypted', 'a mangled', 'an oversized'])(
    '%s request is turned away, writes nothing and tells nothing',
    async (kind) => {
      const before = await inbounds()
      const answer = await fetch(...spoilt(kind))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(await answer.text()).not.toMatch(/李雷|华联|stack|at .*\.ts/)
      expect(await inbounds()).toBe(before)
    },
  )

  test('who was frozen is told so in one line, and can do nothing', async () => {
    await story.db.member.updateMany({ where: { name: '韩梅' }, data: { status: 'frozen' } })
    const acts = await story.db.audit.count()
    expect(await chat.says('韩梅', '新线索 昆山开源五金有限公司 张工')).toBe('你的账号已停用，请联系管理员。')
    expect(await story.db.lead.count()).toBe(0)
    expect(await story.db.audit.count()).toBe(acts)
  })

  test('everything that was received has been answered for', async () => {
    expect(await story.db.inbound.count({ where: { NOT: { status: 'handled' } } })).toBe(0)
    expect(await story.db.delivery.count({ where: { status: 'failed' } })).toBe(0)
  })

  /** What the platform would send, spoilt in one way. */
  function spoilt(kind: string): [url: string, request: RequestInit] {
    const { url, body, headers } = genuine()
    const sent = (body: string): [string, RequestInit] => [url, { method: 'POST', headers, body }]
    if (kind === 'a forged') return sent(body.replace(/[B-Y]/, 'Z'))
    if (kind === 'an oversized') return sent(body + ' '.repeat(1024 * 1024 + 1))
    if (kind === 'a mangled') return sent(body.slice(0, body.length / 2))
    return sent(platform === 'feishu' ? '{"event":{"message":{}}}' : '<xml><Content>公海</Content></xml>')
  }

  function genuine(): { url: string; body: string; headers: Record<string, string> } {
    const { feishu, wecom } = story.sandbox
    if (platform === 'wecom') return wecom.encryptAndSign({ MsgType: 'text', Content: '公海' })
    const url = `http://127.0.0.1:${story.app.port}/webhooks/feishu`
    return { url, ...feishu.encryptAndSign({ schema: '2.0', header: {}, event: {} }) }
  }
})

describe.each(platforms)('an open question on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const written = async () => ({
    tasks: await story.db.task.count(),
    payments: await story.db.payment.count(),
    promises: await story.db.paymentPromise.count(),
  })

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    for (const name of [
      '上海华联超市有限公司',
      '深圳科美精密有限公司',
      '康耀医疗科技有限公司',
      '康耀食品有限公司',
    ])
      await anAccount(story.db, { name, ownerId })
    await chat.says('李雷', '华联超市答应下周四付款')
  })

  test.each([
    ['李雷', '康耀说下周五付清', '去跟进一下华联超市'],
    ['李雷', '康耀回款3万', '看看 科美精密'],
    ['李雷', '提醒我给科美寄样', '明天去苏州出差'],
    ['李雷', '提醒我给科美寄样', '明天例会改到三点了'],
    ['王芳', '叫李雷催一下科美', '周五前让所有人把下周计划发我'],
    ['王芳', '让李雷联系华联超市', '韩梅明天请假'],
  ])(
    '%s, asked about %s, says something else: 「%s」 is not taken for the answer',
    async (who, asked, other) => {
      const before = await written()
      expect(await chat.says(who, asked)).toMatch(/是指哪一个|什么时候做/)
      await chat.says(who, other)
      expect(await written()).toEqual(before)
      // The question is over: what would have answered it answers nothing now.
      await chat.says(who, '2')
      expect(await written()).toEqual(before)
    },
  )

  test.each([
    ['康耀回款3万', '就是食品那家吧', '康耀食品有限公司'],
    ['康耀回款3万', '康耀医疗', '康耀医疗科技有限公司'],
    ['康耀回款4万', '第2个', '康耀医疗科技有限公司'],
    ['提醒我给科美寄样', '下周五下午吧', '6月19日'],
    ['提醒我给科美寄样', '说好了周五', '6月12日'],
    ['提醒我给科美寄样', '那就明天上午10点', '10:00'],
  ])('李雷, asked about %s, answers 「%s」 as people do', async (asked, answer, told) => {
    await chat.says('李雷', asked)
    expect((await chat.says('李雷', answer)).replace('&#58;', ':')).toContain(told)
  })

  test('a customer named with 那家 and nothing else is shown, not given back', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    expect(await chat.says('李雷', '华联超市那家')).toContain('最近跟进')
    expect(await story.db.account.findFirst({ where: { name: '上海华联超市有限公司' } })).toMatchObject({
      ownerId,
    })
  })

  test('it comes a second time at most, and calls no sentence a name', async () => {
    const question = '到账多少'
    expect(await chat.says('韩梅', '登记回款')).toContain('哪个客户')
    expect(await chat.says('韩梅', '江屿制药的钱催一下')).not.toContain('催一下')
    await chat.says('李雷', '看看科美精密')
    expect(await chat.says('李雷', '回款')).toContain(question)
    expect(await chat.says('李雷', '好烦啊')).not.toContain(question)
    await chat.says('韩梅', '登记回款')
    expect(await chat.says('韩梅', '华莲超市')).toContain('没找到叫「华莲超市」的客户')
    expect(await chat.says('韩梅', '华廉超市')).not.toContain('新线索')
  })

  test('is answered by its own buttons only: those of an older one are over', async () => {
    const said = ['华联超市 回款 6万', '华联超市 回款 6万', '取消', '科美精密 回款 5万', '科美精密 回款 5万']
    for (const words of said) await chat.says('李雷', words)
    const asked = chat.messages('李雷').filter(({ text }) => text.includes('是另一笔吗'))
    const [old, open] = asked.map(({ id }) => id).slice(-2) as [string, string]
    const { payments } = await written()
    await chat.taps('李雷', '是另一笔', { on: old })
    expect((await written()).payments).toBe(payments)
    await chat.taps('李雷', '是另一笔', { on: open })
    expect((await written()).payments).toBe(payments + 1)
    expect(chat.last('李雷').text).toContain('科美精密')
    await chat.taps('李雷', '是另一笔', { on: open })
    expect((await written()).payments).toBe(payments + 1)
  })

  test('is answered by what it offers: the choice of an older one is no name', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    for (const name of ['南山机械有限公司', '南山电子有限公司']) await anAccount(story.db, { name, ownerId })
    await chat.says('李雷', '康耀 回款 1万')
    const old = chat.last('李雷')
    await chat.says('李雷', '南山 回款 2万')
    await chat.taps('李雷', platform === 'wecom' ? '康耀食品有限公司' : '选这个', { on: old })
    expect(chat.last('李雷').text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
    expect(await chat.says('李雷', '取消')).toContain('不记了')
  })
})

describe('groups on feishu', () => {
  const story = stage()
  const chat = story.on('feishu')
  const group = { group: '华东区作战群' }

  test('the bot says who it is when it comes in', async () => {
    const { feishu } = story.sandbox
    await feishu.removeBot(group.group, '王芳')
    await feishu.addBot(group.group, '王芳')
    await story.app.queue.drain()
    expect(chat.last(group).text).toContain('大家好，我是聊单')
    expect(chat.last(group).text).toContain('绑定群')
  })

  test('it answers when it is mentioned and keeps quiet otherwise', async () => {
    const before = chat.messages(group).length
    await chat.play().say('李雷', '公海里有什么', { in: group, mention: false })
    await story.app.queue.drain()
    expect(chat.messages(group)).toHaveLength(before)
    expect(await chat.says('李雷', '今日排行榜', { in: group })).toContain('榜')
  })

  test('nobody else’s business is shown to everybody: the customer comes in private', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId, address: '莫干山路 868 号' })
    expect(await chat.says('李雷', '看看华联超市', { in: group })).not.toContain('莫干山路')
    expect(chat.last('李雷').text).toContain('莫干山路')
  })
})
