import { describe, expect, test } from 'vitest'
import { seal, signature } from '../../src/sandbox/feishu/envelope.ts'
import { createIds } from '../../src/sandbox/ids.ts'
import { decryptFeishu, openFeishu, seeded, start } from './support.ts'

const plain = (content: string) => ({ tag: 'plain_text', content })
const button = (label: string, value: object, more: object = {}) => ({
  tag: 'button',
  text: plain(label),
  behaviors: [{ type: 'callback', value }],
  ...more,
})
const card = (...elements: unknown[]) => ({ schema: '2.0', body: { elements } })

describe('the envelope', () => {
  test('is the one of the documents', () => {
    const encrypted =
      'AAECAwQFBgcICQoLDA0OD1CLyyWYwZWTPxsgmMZ3IFYsSo1J0DLgm6yhztmIf5nMu3QUA7NMVvPdmy+14j1EMY9cK2vHehuCNPhh1IP2QhI='
    const text = '{"type":"url_verification","challenge":"ch-1","token":"vt-1"}'
    const ids = {
      ...createIds(seeded()),
      bytes: () => Buffer.from(Array.from({ length: 16 }, (_, index) => index)),
    }
    const sealed = seal(JSON.parse(text), { encryptKey: 'demo-encrypt-key', ids, at: new Date() })
    expect(JSON.parse(sealed.body).encrypt).toBe(encrypted)
    expect(decryptFeishu(encrypted, 'demo-encrypt-key')).toBe(text)
    expect(signature('1700000000', 'n0nce', 'demo-encrypt-key', `{"encrypt":"${encrypted}"}`)).toBe(
      '9346c0686e733142dddb0c3c515c8c5742363deaab17a493aa323ffa848fe6a2',
    )
  })

  test('asks for the challenge without a signature', async () => {
    const { sandbox, service } = await start()
    service.answerWith((heard) => ({
      status: 200,
      body: JSON.stringify({ challenge: openFeishu(heard, { signed: false }).challenge }),
    }))
    const { body, challenge } = await sandbox.feishu.verifyUrl()
    expect(JSON.parse(body)).toEqual({ challenge })
    expect(service.received[0]?.headers['x-lark-signature']).toBeUndefined()
  })
})

describe('what people say', () => {
  test('reaches the service from their own chat', async () => {
    const { sandbox, service, clock } = await start()
    const heard = await sandbox.feishu.say('小李', '拜访 华联超市')
    expect(heard).toMatchObject({ status: 200, message: { text: '拜访 华联超市' } })
    const { header, event } = openFeishu(service.received[0] as never)
    expect(header).toMatchObject({
      event_type: 'im.message.receive_v1',
      create_time: String(clock.now.getTime()),
      token: 'vt-1',
      app_id: 'cli_0123456789abcdef',
      event_id: heard.eventId,
    })
    expect(event.sender.sender_id.open_id).toBe(sandbox.feishu.openId('小李'))
    expect(event.message).toMatchObject({
      chat_type: 'p2p',
      message_type: 'text',
      content: '{"text":"拜访 华联超市"}',
      message_id: heard.message?.id,
    })
    expect(event.message.mentions).toBeUndefined()
  })

  test('in a group arrives only when the bot is mentioned, with a placeholder for it', async () => {
    const { sandbox, service, feishu } = await start()
    const unheard = await sandbox.feishu.say('小李', '大家好', { in: { group: '华东群' }, mention: false })
    expect(unheard.status).toBeNull()
    expect(service.received).toHaveLength(0)
    await sandbox.feishu.say('小李', '排行榜', { in: { group: '华东群' } })
    const { event } = openFeishu(service.received[0] as never)
    expect(JSON.parse(event.message.content)).toEqual({ text: '@_user_1 排行榜' })
    const { bot } = await feishu.call('GET', '/bot/v3/info')
    expect(event.message.mentions).toMatchObject([{ key: '@_user_1', id: { open_id: bot.open_id } }])
  })

  test('may be a picture, a place, a sticker or anything of the platform', async () => {
    const { sandbox, service } = await start()
    await sandbox.feishu.say('小李', { kind: 'image' })
    await sandbox.feishu.say('小李', {
      kind: 'location',
      label: '人民广场',
      latitude: 31.23,
      longitude: 121.47,
    })
    await sandbox.feishu.say('小李', { kind: 'sticker' })
    await sandbox.feishu.sayRaw('小李', {
      type: 'post',
      content: { title: '', content: [[{ tag: 'text', text: '你好' }]] },
    })
    const messages = service.received.map((heard) => openFeishu(heard).event.message)
    expect(messages.map((message) => message.message_type)).toEqual(['image', 'location', 'sticker', 'post'])
    expect(JSON.parse(messages[1].content)).toEqual({
      name: '人民广场',
      latitude: '31.23',
      longitude: '121.47',
    })
  })

  test('may be a menu key, or only that the chat was opened', async () => {
    const { sandbox, service } = await start()
    await sandbox.feishu.pressMenu('小李', 'pool')
    await sandbox.feishu.enter('小李')
    const [menu, entered] = service.received.map((heard) => openFeishu(heard))
    expect(menu).toMatchObject({
      header: { event_type: 'application.bot.menu_v6' },
      event: { event_key: 'pool' },
    })
    expect(entered.header.event_type).toBe('im.chat.access_event.bot_p2p_chat_entered_v1')
  })
})

describe('events', () => {
  test('that were not answered with 200 are tried again, freshly signed, with the same id', async () => {
    const { sandbox, service } = await start()
    service.next({ status: 500, body: '' }, { status: 204, body: '' })
    const heard = await sandbox.feishu.say('小李', '在吗')
    expect(heard.status).toBe(500)
    expect(sandbox.feishu.waiting()).toBe(1)
    await sandbox.feishu.retryNow()
    expect(sandbox.feishu.waiting()).toBe(1)
    await sandbox.feishu.retryNow()
    expect(sandbox.feishu.waiting()).toBe(0)
    const ids = service.received.map((one) => openFeishu(one).header.event_id)
    expect(ids).toEqual([heard.eventId, heard.eventId, heard.eventId])
    expect(new Set(service.received.map((one) => one.headers['x-lark-request-nonce'])).size).toBe(3)
  })

  test('can be delivered twice although they were answered', async () => {
    const { sandbox, service } = await start()
    const heard = await sandbox.feishu.say('小李', '在吗')
    await sandbox.feishu.resend(heard.eventId as string)
    const [one, two] = service.received.map((received) => openFeishu(received))
    expect(two).toEqual(one)
  })

  test('tell when people come, move and go, and when the bot enters and leaves a group', async () => {
    const { sandbox, service } = await start()
    await sandbox.company.change('小李', { title: '销售主管' })
    await sandbox.company.leave('小李')
    await sandbox.company.putDepartment({ key: 'west', parentKey: 'sales', name: '华西区' })
    await sandbox.feishu.addBot('没有机器人的群', '王主管')
    await sandbox.feishu.removeBot('没有机器人的群', '王主管')
    const feishuOnly = service.received.filter((heard) => heard.url === '/webhooks/feishu')
    const events = feishuOnly.map((heard) => openFeishu(heard))
    expect(events.map((one) => one.header.event_type)).toEqual([
      'contact.user.updated_v3',
      'contact.user.deleted_v3',
      'contact.department.created_v3',
      'im.chat.member.bot.added_v1',
      'im.chat.member.bot.deleted_v1',
    ])
    expect(events[0]?.event).toMatchObject({
      object: { job_title: '销售主管' },
      old_object: { job_title: '销售代表' },
    })
  })
})

describe('taps', () => {
  async function withCard(...elements: unknown[]) {
    const world = await start()
    const { feishu, sandbox } = world
    const sent = await feishu.send('open_id', sandbox.feishu.openId('小李'), 'interactive', card(...elements))
    if (sent.code !== 0) throw new Error(sent.msg)
    return { ...world, messageId: sent.data.message_id as string }
  }

  test('bring the value of the button, and the toast of the answer back', async () => {
    const { sandbox, service, messageId, clock } = await withCard(button('领取', { act: 'claim', id: '3' }))
    service.next({ status: 200, body: JSON.stringify({ toast: { type: 'success', content: '已领取' } }) })
    const { toast } = await sandbox.feishu.tap('小李', '领取')
    expect(toast).toEqual({ type: 'success', content: '已领取' })
    const { header, event } = openFeishu(service.received[0] as never)
    expect(header).toMatchObject({
      event_type: 'card.action.trigger',
      create_time: `${clock.now.getTime()}000`,
    })
    expect(event).toMatchObject({
      operator: { open_id: sandbox.feishu.openId('小李') },
      action: { tag: 'button', value: { act: 'claim', id: '3' }, timezone: 'Asia/Shanghai' },
      context: { open_message_id: messageId },
    })
    expect(event.token).toMatch(/^c-/)
  })

  test('submit a form with its values, and dates in the zone of the client', async () => {
    const { sandbox, service } = await withCard({
      tag: 'form',
      name: 'visit',
      elements: [
        { tag: 'input', name: 'content', required: true },
        { tag: 'input', name: 'note' },
        { tag: 'select_static', name: 'channel', options: [{ text: plain('电话'), value: 'phone' }] },
        { tag: 'date_picker', name: 'next', placeholder: plain('下次') },
        button('保存', { act: 'save' }, { name: 'save', form_action_type: 'submit' }),
      ],
    })
    expect(await sandbox.feishu.tap('小李', '保存')).toMatchObject({
      refused: 'content is required',
      status: null,
    })
    expect(service.received).toHaveLength(0)
    await sandbox.feishu.tap('小李', '保存', {
      form: { content: '谈了报价', channel: 'phone', next: '2026-04-03' },
    })
    expect(openFeishu(service.received[0] as never).event.action).toMatchObject({
      name: 'save',
      form_value: { content: '谈了报价', note: '', channel: 'phone', next: '2026-04-03 +0800' },
    })
  })

  test('choose an option by its words', async () => {
    const { sandbox, service } = await withCard({
      tag: 'select_static',
      placeholder: plain('阶段'),
      options: [{ text: plain('商务谈判'), value: 'deal' }],
      behaviors: [{ type: 'callback', value: { act: 'stage' } }],
    })
    await sandbox.feishu.tap('小李', '商务谈判')
    expect(openFeishu(service.received[0] as never).event.action).toMatchObject({
      option: 'deal',
      value: { act: 'stage' },
    })
  })

  test('on what the card does not have go nowhere', async () => {
    const { sandbox, service, url, messageId } = await withCard(button('领取', { act: 'claim' }))
    await expect(sandbox.feishu.tap('小李', '删除')).rejects.toThrow('删除')
    const action = { platform: 'feishu', tag: 'button', value: { act: 'forged' } }
    const response = await fetch(`${url}/sandbox/api/actions`, {
      method: 'POST',
      body: JSON.stringify({ platform: 'feishu', person: 'E003', message: messageId, action }),
    })
    expect(await response.json()).toMatchObject({ toast: { type: 'error' } })
    await expect(sandbox.feishu.tap('老赵', '领取', { on: messageId })).rejects.toThrow()
    expect(service.received).toHaveLength(0)
  })

  test('can replace the card in the answer, twice more by token, but not before it', async () => {
    const { sandbox, service, feishu } = await withCard(button('领取', { act: 'claim' }))
    const done = (words: string) => card({ tag: 'markdown', content: words })
    const update = (token: string, words: string) =>
      feishu.call('POST', '/interactive/v1/card/update', { token, card: done(words) })
    let early = 0
    let token = ''
    service.next(async (heard) => {
      token = openFeishu(heard).event.token
      early = (await update(token, '太早')).code
      return { status: 200, body: JSON.stringify({ card: { type: 'raw', data: done('已领取') } }) }
    })
    await sandbox.feishu.tap('小李', '领取')
    expect(early).toBe(300020)
    expect(sandbox.feishu.lastMessage('小李').text).toBe('已领取')
    expect((await update(token, '一')).code).toBe(0)
    expect((await update(token, '二')).code).toBe(0)
    expect((await update(token, '三')).code).toBe(300040)
    expect((await update('c-unknown', '四')).code).toBe(300020)
    expect(sandbox.feishu.lastMessage('小李').text).toBe('二')
  })

  test('lose their token after half an hour', async () => {
    const { sandbox, service, feishu, clock } = await withCard(button('领取', { act: 'claim' }))
    await sandbox.feishu.tap('小李', '领取')
    const { token } = openFeishu(service.received[0] as never).event
    clock.now = new Date(clock.now.getTime() + 31 * 60_000)
    const late = await feishu.call('POST', '/interactive/v1/card/update', { token, card: card() })
    expect(late.code).toBe(300030)
  })

  test('show what the client shows when the answer is no good, and are not tried again', async () => {
    const { sandbox, service } = await withCard(button('领取', { act: 'claim' }))
    const shown = async (status: number, body: string) => {
      service.next({ status, body })
      return (await sandbox.feishu.tap('小李', '领取')).toast?.content
    }
    expect(await shown(500, '')).toContain('200671')
    expect(await shown(200, 'ok')).toContain('200672')
    expect(await shown(200, '{"card":{"type":"raw","data":{"elements":[]}}}')).toContain('200830')
    expect(await shown(200, '{"card":{"type":"raw","data":{"schema":"2.0","nonsense":1}}}')).toContain(
      '200673',
    )
    expect(await shown(200, '{}')).toBeUndefined()
    expect(sandbox.feishu.waiting()).toBe(0)
  })
})
