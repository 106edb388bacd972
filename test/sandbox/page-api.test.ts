import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Shown } from '../../src/sandbox/play.ts'
import { start } from './support.ts'

// biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
const get = async (url: string): Promise<any> => (await fetch(url)).json()
const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
  // biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
  return { status: response.status, body: (await response.json().catch(() => null)) as any }
}

describe('the page', () => {
  test('sees the company', async () => {
    const { url, sandbox } = await start()
    const world = await get(`${url}/sandbox/api/world`)
    expect(world).toMatchObject({
      company: '海纳科技',
      zone: 'Asia/Shanghai',
      platforms: ['feishu', 'wecom'],
    })
    expect(world.people[2]).toMatchObject({
      id: 'E003',
      name: '小李',
      department: '华东区',
      role: '销售代表',
      openId: sandbox.feishu.openId('小李'),
      userId: 'E003',
    })
  })

  test('learns what people could talk about, where the service says so', async () => {
    const examples = async () => new Map([['E003', { account: '华联超市', contact: '张总' }]])
    const { url } = await start({ examples })
    const { people } = await get(`${url}/sandbox/api/world`)
    expect(people[2]).toMatchObject({ name: '小李', example: { account: '华联超市', contact: '张总' } })
    expect(people[1]).not.toHaveProperty('example')
  })

  test('lists the chats of a person with the last line, the bot first', async () => {
    const { url, sandbox, wecom } = await start()
    await sandbox.feishu.say('小李', '帮助')
    const chats = await get(`${url}/sandbox/api/chats?platform=feishu&person=E003`)
    expect(
      chats.map((chat: { name: string; kind: string; last: string }) => [chat.kind, chat.name, chat.last]),
    ).toEqual([
      ['bot', '聊单', '帮助'],
      ['group', '华东群', ''],
      ['group', '没有机器人的群', ''],
    ])
    await wecom.post('/appchat/create', { name: '新群', userlist: ['E002', 'E003'], chatid: 'a1' })
    const names = async () =>
      (await get(`${url}/sandbox/api/chats?platform=wecom&person=E003`)).map(
        (chat: { name: string }) => chat.name,
      )
    expect(await names()).toEqual(['聊单', '华东战报'])
    await wecom.post('/appchat/send', { chatid: 'a1', msgtype: 'text', text: { content: '开张' } })
    expect(await names()).toEqual(['聊单', '华东战报', '新群'])
    const content = '**华东区 今日战报** <font color="comment">6月10日</font>\n> 28万元'
    await wecom.post('/appchat/send', { chatid: 'a1', msgtype: 'markdown', markdown: { content } })
    const chatsNow = await get(`${url}/sandbox/api/chats?platform=wecom&person=E003`)
    expect(chatsNow.at(-1)).toMatchObject({ name: '新群', last: '华东区 今日战报 6月10日' })
    expect(await get(`${url}/sandbox/api/chats?platform=wecom&person=E005`)).toEqual([])
  })

  test('speaks for a person, in their chats only', async () => {
    const { url, sandbox, service } = await start()
    const chat = sandbox.feishu.chatId('小李')
    const said = { platform: 'feishu', person: 'E003', chat, say: { kind: 'text', text: '公海' } }
    const { body } = await post(`${url}/sandbox/api/messages`, said)
    expect(body).toMatchObject({
      from: { kind: 'person', id: 'E003', name: '小李' },
      body: { kind: 'text', text: '公海' },
    })
    expect(service.received).toHaveLength(1)
    expect((await post(`${url}/sandbox/api/messages`, { ...said, person: 'E004' })).status).toBe(409)
    expect((await post(`${url}/sandbox/api/messages`, { ...said, say: { kind: 'shout' } })).status).toBe(400)
    const messages = await get(`${url}/sandbox/api/messages?platform=feishu&person=E003&chat=${chat}`)
    expect(messages).toEqual([body])
  })

  test('shows pictures', async () => {
    const { url, sandbox } = await start()
    const heard = await sandbox.wecom.say('小李', { kind: 'image' })
    const { media } = (heard.message as Shown).body as { media: string }
    const response = await fetch(`${url}/sandbox/api/media/${media}`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await fetch(`${url}/sandbox/api/media/none`)).status).toBe(404)
  })

  test('hears at once what happens in its chats, and nothing else', async () => {
    const { url, sandbox, feishu } = await start()
    const response = await fetch(`${url}/sandbox/api/stream?platform=feishu&person=E003`)
    const reader = (response.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader()
    const card = (words: string) => ({
      schema: '2.0',
      body: { elements: [{ tag: 'markdown', content: words }] },
    })
    await feishu.send('open_id', sandbox.feishu.openId('老赵'), 'text', { text: '秘密' })
    const sent = await feishu.send('open_id', sandbox.feishu.openId('小李'), 'interactive', card('旧'))
    await feishu.call('PATCH', `/im/v1/messages/${sent.data.message_id}`, {
      content: JSON.stringify(card('新')),
    })
    await feishu.call('DELETE', `/im/v1/messages/${sent.data.message_id}`)
    let heard = ''
    while (!heard.includes('event: recall\n') || !heard.endsWith('\n\n')) heard += (await reader.read()).value
    expect([...heard.matchAll(/event: (\w+)/g)].map((match) => match[1])).toEqual([
      'message',
      'update',
      'recall',
    ])
    expect(heard).not.toContain('秘密')
    await reader.cancel()
  })

  test('sets the clock forward, never back', async () => {
    const { url, clock } = await start({
      travel: async (to) => {
        clock.now = to
        return to
      },
    })
    const turn = (to: string) => post(`${url}/sandbox/api/clock`, { to })
    expect((await turn('plus-1d')).body.now).toBe('2026-04-02T02:00:00.000Z')
    expect((await turn('today-18:00')).body.now).toBe('2026-04-02T10:00:00.000Z')
    expect((await turn('tomorrow-08:30')).body.now).toBe('2026-04-03T00:30:00.000Z')
    expect((await turn('2026-04-04T00:00:00Z')).body.now).toBe('2026-04-04T00:00:00.000Z')
    expect((await turn('2026-01-01T00:00:00Z')).status).toBe(409)
    expect((await turn('someday')).status).toBe(409)
  })

  test('has no clock and an empty gallery where none is handed in', async () => {
    const { url } = await start()
    expect((await post(`${url}/sandbox/api/clock`, { to: 'plus-1d' })).status).toBe(409)
    expect(await get(`${url}/sandbox/api/gallery`)).toEqual([])
  })

  test('is refused to strangers: another origin, another host name', async () => {
    const { url } = await start()
    const world = (headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        request(`${url}/sandbox/api/world`, { headers }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        }).end()
      })
    const { host, port } = new URL(url)
    expect(await world({})).toBe(200)
    expect(await world({ origin: url })).toBe(200)
    expect(await world({ host: `localhost:${port}` })).toBe(200)
    expect(await world({ origin: 'https://evil.example' })).toBe(403)
    expect(await world({ origin: 'null' })).toBe(403)
    expect(await world({ host: `evil.example:${port}` })).toBe(403)
    expect(await world({ host, 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  test('is served with its modules and a strict policy, and nothing beside them', async () => {
    const { url } = await start()
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-type')).toContain('text/html')
    expect((await fetch(`${url}/sandbox/modules/preact.js`)).headers.get('content-type')).toContain(
      'javascript',
    )
    for (const path of [
      '/sandbox/modules/koa.js',
      '/sandbox/modules/constructor',
      '/sandbox/page/served.ts',
      '/sandbox/page/%2e%2e/view.ts',
      '/sandbox/page/..%2findex.ts',
      '/sandbox/page//etc/passwd',
    ]) {
      expect((await fetch(url + path)).status, path).toBe(404)
    }
  })
})

describe('a state file', () => {
  test('brings chats, groups, cards and media back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const stateFile = join(folder, 'chats.json')
    const before = await start({ stateFile })
    await before.sandbox.feishu.say('小李', { kind: 'image' })
    await before.wecom.post('/appchat/create', { name: '新群', userlist: ['E002', 'E003'], chatid: 'a1' })
    const card = {
      card_type: 'button_interaction',
      task_id: 't-1',
      main_title: { title: 'x' },
      button_list: [{ text: '好', key: 'k' }],
    }
    const { response_code } = await before.wecom.send('E003', 'template_card', card)
    before.sandbox.close()
    await before.wecom.send('E003', 'text', { content: '最后一句' })
    const after = await start({ stateFile })
    expect(after.sandbox.wecom.lastMessage('小李').text).toBe('最后一句')
    expect(after.sandbox.wecom.group('新群').members).toEqual(['E002', 'E003'])
    const chat = after.sandbox.feishu.chatId('小李')
    const [image] = await get(`${after.url}/sandbox/api/messages?platform=feishu&person=E003&chat=${chat}`)
    expect((await fetch(`${after.url}/sandbox/api/media/${image.body.media}`)).status).toBe(200)
    expect((await after.wecom.send('E003', 'template_card', card)).errcode).toBe(42014)
    const update = { userids: ['E003'], agentid: 218, response_code, button: { replace_name: '好了' } }
    expect((await after.wecom.post('/message/update_template_card', update)).errcode).toBe(0)
  })
})

describe('faults', () => {
  test('strike as often as they are told, and calls are counted', async () => {
    const { feishu, sandbox } = await start()
    const send = () => feishu.send('open_id', sandbox.feishu.openId('小李'), 'text', { text: 'x' })
    await send()
    sandbox.faults.add({ match: 'POST /open-apis/im/v1/messages', times: 2, status: 400, code: 230020 })
    expect([(await send()).code, (await send()).code, (await send()).code]).toEqual([230020, 230020, 0])
    expect(sandbox.faults.calls('/im/v1/messages')).toBe(4)
    expect(sandbox.feishu.messagesTo('小李')).toHaveLength(2)
  })

  test('speak WeCom where it is asked', async () => {
    const { wecom, sandbox } = await start()
    const remove = sandbox.faults.add({ match: /message.send/, code: 45009 })
    expect(await wecom.send('E003', 'text', { content: 'x' })).toMatchObject({ errcode: 45009 })
    remove()
    expect((await wecom.send('E003', 'text', { content: 'x' })).errcode).toBe(0)
  })

  test('lose the answer after the work, or the request before it', async () => {
    const { wecom, sandbox } = await start()
    await wecom.get('/getcallbackip')
    sandbox.faults.add({ match: 'message/send', times: 1, dropAnswer: true })
    await expect(wecom.send('E003', 'text', { content: '一' })).rejects.toThrow()
    sandbox.faults.add({ match: 'message/send', times: 1, reset: true })
    await expect(wecom.send('E003', 'text', { content: '二' })).rejects.toThrow()
    expect(sandbox.wecom.messagesTo('小李').map((message) => message.text)).toEqual(['一'])
  })

  test('strike by chance with a probability', async () => {
    const { wecom, sandbox } = await start()
    sandbox.faults.add({ match: 'getcallbackip', probability: 0.5, code: -1 })
    const codes = new Set<number>()
    for (let count = 0; count < 30; count++) codes.add((await wecom.get('/getcallbackip')).errcode)
    expect([...codes].toSorted()).toEqual([-1, 0])
  })
})
