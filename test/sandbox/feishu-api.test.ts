import { describe, expect, test } from 'vitest'
import { samplePhoto } from '../../src/sandbox/pictures.ts'
import { feishuSettings, start } from './support.ts'

const card = (elements: unknown[], more: object = {}) => ({ schema: '2.0', body: { elements }, ...more })
const line = { tag: 'markdown', content: '你好' }
const day = 24 * 3_600_000

describe('Feishu tokens', () => {
  test('are the same one until less than half an hour is left, then a new one beside the old', async () => {
    const { feishu, clock, sandbox } = await start()
    const first = await feishu.tokenCall()
    expect(first).toMatchObject({ code: 0, expire: 7200 })
    expect((await feishu.tokenCall()).tenant_access_token).toBe(first.tenant_access_token)
    clock.now = new Date(clock.now.getTime() + 91 * 60_000)
    const second = await feishu.tokenCall()
    expect(second.tenant_access_token).not.toBe(first.tenant_access_token)
    feishu.setToken(first.tenant_access_token)
    expect((await feishu.call('GET', '/bot/v3/info')).bot.open_id).toMatch(/^ou_/)
    sandbox.feishu.revokeTokens()
    expect(await feishu.call('GET', '/bot/v3/info')).toMatchObject({ status: 400, code: 99991663 })
  })

  test('are refused for a wrong secret, and missing ones are told apart from dead ones', async () => {
    const { feishu } = await start()
    expect(await feishu.tokenCall('wrong')).toMatchObject({ code: 10014 })
    const bare = await fetch(`${feishu.base}/open-apis/bot/v3/info`)
    expect(await bare.json()).toMatchObject({ code: 99991661 })
  })
})

describe('Feishu messages', () => {
  test('reach a person by every kind of id, in the one chat they have with the bot', async () => {
    const { feishu, sandbox } = await start()
    const openId = sandbox.feishu.openId('小李')
    const { data } = await feishu.call('GET', `/contact/v3/users/${openId}`)
    const ids: [string, string][] = [
      ['open_id', openId],
      ['union_id', data.user.union_id],
      ['user_id', data.user.user_id],
      ['email', 'E003@haina.example'],
    ]
    const chats = new Set<string>()
    for (const [type, id] of ids) {
      const sent = await feishu.send(type, id, 'text', { text: `by ${type}` })
      expect(sent.code).toBe(0)
      chats.add(sent.data.chat_id)
    }
    expect(chats.size).toBe(1)
    expect(sandbox.feishu.messagesTo('小李').map((message) => message.text)).toEqual(
      ids.map(([type]) => `by ${type}`),
    )
    expect((await feishu.send('chat_id', [...chats][0] as string, 'text', { text: 'x' })).code).toBe(0)
  })

  test('with the same uuid within the hour are one message', async () => {
    const { feishu, sandbox, clock } = await start()
    const openId = sandbox.feishu.openId('小李')
    const first = await feishu.send('open_id', openId, 'text', { text: '一次' }, { uuid: 'd-1' })
    const again = await feishu.send('open_id', openId, 'text', { text: '一次' }, { uuid: 'd-1' })
    expect(again.data.message_id).toBe(first.data.message_id)
    expect(sandbox.feishu.messagesTo('小李')).toHaveLength(1)
    clock.now = new Date(clock.now.getTime() + 61 * 60_000)
    await feishu.send('open_id', openId, 'text', { text: '一次' }, { uuid: 'd-1' })
    expect(sandbox.feishu.messagesTo('小李')).toHaveLength(2)
    expect((await feishu.send('open_id', openId, 'text', { text: 'x' }, { uuid: 'u'.repeat(51) })).code).toBe(
      99992402,
    )
  })

  test('to somebody or somewhere out of reach are refused with the documented code', async () => {
    const { feishu, sandbox } = await start()
    const text = { text: 'x' }
    const groupId = sandbox.feishu.group('没有机器人的群').id
    expect(await feishu.send('chat_id', groupId, 'text', text)).toMatchObject({ status: 400, code: 230002 })
    expect((await feishu.send('open_id', 'ou_of_another_app', 'text', text)).code).toBe(99992361)
    expect((await feishu.send('open_id', 'zhang', 'text', text)).code).toBe(99992351)
    const openId = sandbox.feishu.openId('小李')
    await sandbox.company.leave('小李')
    expect((await feishu.send('open_id', openId, 'text', text)).code).toBe(230029)
  })

  test('that are too large or no JSON are refused', async () => {
    const { feishu, sandbox } = await start()
    const openId = sandbox.feishu.openId('小李')
    const large = card([{ tag: 'markdown', content: '字'.repeat(11_000) }])
    expect((await feishu.send('open_id', openId, 'interactive', large)).code).toBe(230025)
    expect((await feishu.send('open_id', openId, 'text', { text: '字'.repeat(20_000) })).code).toBe(0)
    const bad = { receive_id: openId, msg_type: 'text', content: 'plain' }
    expect((await feishu.call('POST', '/im/v1/messages?receive_id_type=open_id', bad)).code).toBe(230001)
    expect((await feishu.send('open_id', openId, 'interactive', { elements: [] })).msg).toContain(
      'ErrCode: 200621',
    )
  })

  test('are replies where they answer one', async () => {
    const { feishu, sandbox } = await start()
    const heard = await sandbox.feishu.say('小李', '在吗')
    const body = { msg_type: 'text', content: JSON.stringify({ text: '在' }) }
    const reply = await feishu.call('POST', `/im/v1/messages/${heard.message?.id}/reply`, body)
    expect(reply.data.parent_id).toBe(heard.message?.id)
    expect(sandbox.feishu.lastMessage('小李').text).toBe('在')
  })

  test('are held back above the rate of one chat, and above that of one API', async () => {
    const { feishu, sandbox } = await start({ limits: { feishuApiPerMinute: 3, feishuTargetPerSecond: 1 } })
    const send = (who: string) => feishu.send('open_id', sandbox.feishu.openId(who), 'text', { text: 'x' })
    expect((await send('小李')).code).toBe(0)
    expect(await send('小李')).toMatchObject({ status: 400, code: 230020 })
    expect((await send('老赵')).code).toBe(0)
    const limited = await send('王主管')
    expect(limited).toMatchObject({ status: 400, code: 99991400 })
    expect(Number(limited.headers.get('x-ogw-ratelimit-reset'))).toBeGreaterThan(0)
  })
})

describe('Feishu cards', () => {
  test('are changed in place by their id, for 14 days, not too often', async () => {
    const { feishu, sandbox, clock } = await start({ limits: { feishuPatchPerSecond: 1 } })
    const sent = await feishu.send('open_id', sandbox.feishu.openId('小李'), 'interactive', card([line]))
    const change = () =>
      feishu.call('PATCH', `/im/v1/messages/${sent.data.message_id}`, {
        content: JSON.stringify(card([{ tag: 'markdown', content: '改了' }])),
      })
    expect((await change()).code).toBe(0)
    expect((await change()).code).toBe(230020)
    expect(sandbox.feishu.lastMessage('小李')).toMatchObject({ text: '改了', changed: true })
    clock.now = new Date(clock.now.getTime() + 14 * day + 1)
    feishu.setToken(undefined)
    expect((await change()).code).toBe(230031)
  })

  test('that were recalled cannot be changed', async () => {
    const { feishu, sandbox } = await start()
    const sent = await feishu.send('open_id', sandbox.feishu.openId('小李'), 'interactive', card([line]))
    const path = `/im/v1/messages/${sent.data.message_id}`
    expect((await feishu.call('DELETE', path)).code).toBe(0)
    expect((await feishu.call('PATCH', path, { content: JSON.stringify(card([line])) })).code).toBe(230011)
    expect(sandbox.feishu.messagesTo('小李')).toEqual([])
  })

  test('show pictures that the app uploaded, and no others', async () => {
    const { feishu, sandbox } = await start()
    const form = new FormData()
    form.set('image_type', 'message')
    form.set('image', new Blob([new Uint8Array(samplePhoto())]), 'board.png')
    const { data } = await feishu.call('POST', '/im/v1/images', form)
    const image = (key: string) =>
      card([{ tag: 'img', img_key: key, alt: { tag: 'plain_text', content: '' } }])
    const openId = sandbox.feishu.openId('小李')
    expect((await feishu.send('open_id', openId, 'interactive', image(data.image_key))).code).toBe(0)
    expect((await feishu.send('open_id', openId, 'interactive', image('img_v3_none'))).msg).toContain(
      '200570',
    )
    expect((await feishu.send('open_id', openId, 'image', { image_key: data.image_key })).code).toBe(0)
    expect(sandbox.feishu.lastMessage('小李').body).toEqual({ kind: 'image', media: data.image_key })
  })
})

describe('Feishu media', () => {
  test('of people are downloaded through the message that carries them', async () => {
    const { feishu, sandbox } = await start()
    const heard = await sandbox.feishu.say('小李', {
      kind: 'file',
      name: '报价.pdf',
      bytes: Buffer.from('pdf').toString('base64'),
    })
    const stored = await feishu.call('GET', `/im/v1/messages/${heard.message?.id}`)
    const { file_key: key } = JSON.parse(stored.data.items[0].body.content)
    const path = `/im/v1/messages/${heard.message?.id}/resources/${key}`
    expect((await feishu.call('GET', `${path}?type=file`)).bytes.toString()).toBe('pdf')
    expect((await feishu.call('GET', `/im/v1/files/${key}`)).code).toBe(234002)
    expect((await feishu.call('GET', path)).code).toBe(234001)
  })

  test('that are empty or no picture are refused', async () => {
    const { feishu } = await start()
    const upload = (bytes: string) => {
      const form = new FormData()
      form.set('image_type', 'message')
      form.set('image', new Blob([bytes]), 'x.png')
      return feishu.call('POST', '/im/v1/images', form)
    }
    expect((await upload('')).code).toBe(234010)
    expect((await upload('no picture')).code).toBe(234011)
  })
})

describe('Feishu contact', () => {
  test('gives the first level and the people of the root as the range', async () => {
    const { feishu, sandbox } = await start()
    const { data } = await feishu.call('GET', '/contact/v3/scopes')
    expect(data.department_ids).toHaveLength(2)
    expect(data.user_ids).toEqual([sandbox.feishu.openId('董事长')])
  })

  test('walks departments page by page, children of children only when asked', async () => {
    const { feishu } = await start()
    const names = async (query: string) =>
      (await feishu.call('GET', `/contact/v3/departments/0/children?${query}`)).data.items.map(
        (one: { name: string }) => one.name,
      )
    expect(await names('')).toEqual(['销售部', '财务部'])
    expect(await names('fetch_child=true&page_size=50')).toEqual(['销售部', '华东区', '财务部'])
    const first = await feishu.call('GET', '/contact/v3/departments/0/children?fetch_child=true&page_size=2')
    expect(first.data).toMatchObject({ has_more: true })
    expect(await names(`fetch_child=true&page_size=2&page_token=${first.data.page_token}`)).toEqual([
      '财务部',
    ])
    const tooMany = await feishu.call('GET', '/contact/v3/departments/0/children?page_size=51')
    expect(tooMany.code).toBe(99992402)
  })

  test('tells of a person what joins the two platforms', async () => {
    const { feishu, sandbox } = await start()
    const { data } = await feishu.call('GET', `/contact/v3/users/${sandbox.feishu.openId('小李')}`)
    expect(data.user).toMatchObject({
      name: '小李',
      employee_no: 'E003',
      email: 'E003@haina.example',
      mobile: '+8613800000003',
      job_title: '销售代表',
      leader_user_id: sandbox.feishu.openId('王主管'),
      status: { is_resigned: false },
    })
    const east = data.user.department_ids[0]
    const members = await feishu.call(
      'GET',
      `/contact/v3/users/find_by_department?department_id=${east}&page_size=50`,
    )
    expect(members.data.items.map((one: { name: string }) => one.name)).toEqual(['王主管', '小李', '阿飞'])
    const department = await feishu.call('GET', `/contact/v3/departments/${east}`)
    expect(department.data.department).toMatchObject({
      name: '华东区',
      leader_user_id: sandbox.feishu.openId('王主管'),
    })
    expect((await feishu.call('GET', '/contact/v3/users/ou_nobody')).code).toBe(41050)
  })

  test('finds people by mobile and e-mail', async () => {
    const { feishu, sandbox } = await start()
    const body = { emails: ['E003@haina.example'], mobiles: ['+8613800000004', '13900000000'] }
    const { data } = await feishu.call('POST', '/contact/v3/users/batch_get_id', body)
    expect(data.user_list.map((one: { user_id?: string }) => one.user_id)).toEqual([
      sandbox.feishu.openId('小李'),
      sandbox.feishu.openId('老赵'),
      undefined,
    ])
  })

  test('keeps the ids of people and chats over restarts, whatever the seed', async () => {
    const one = await start()
    const two = await start({ random: () => 0.5 })
    expect(two.sandbox.feishu.openId('小李')).toBe(one.sandbox.feishu.openId('小李'))
    expect(two.sandbox.feishu.group('华东群').id).toBe(one.sandbox.feishu.group('华东群').id)
    expect(feishuSettings.appId).toMatch(/^cli_/)
  })
})

describe('Feishu groups', () => {
  test('are listed where the bot is in', async () => {
    const { feishu, sandbox } = await start()
    const { data } = await feishu.call('GET', '/im/v1/chats?page_size=100')
    expect(data.items.map((one: { name: string }) => one.name)).toEqual(['华东群'])
    const id = sandbox.feishu.group('华东群').id
    const members = await feishu.call('GET', `/im/v1/chats/${id}/members?page_size=100`)
    expect(members.data.items.map((one: { name: string }) => one.name)).toEqual(['王主管', '小李'])
    const foreign = sandbox.feishu.group('没有机器人的群').id
    expect((await feishu.call('GET', `/im/v1/chats/${foreign}`)).code).toBe(232011)
  })
})
