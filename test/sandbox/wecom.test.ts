import { createHash } from 'node:crypto'
import { encrypt, getSignature } from '@wecom/crypto'
import { describe, expect, test } from 'vitest'
import { samplePhoto } from '../../src/sandbox/pictures.ts'
import { openWecom, start, tag, wecomSettings } from './support.ts'

const hour = 3_600_000
const buttons = (taskId: string, more: object = {}) => ({
  card_type: 'button_interaction',
  task_id: taskId,
  main_title: { title: '领取线索' },
  button_list: [
    { text: '领取', style: 1, key: 'claim' },
    { type: 1, text: '看看', url: 'https://h.example/1' },
  ],
  ...more,
})
const notice = {
  card_type: 'text_notice',
  main_title: { title: '提醒' },
  card_action: { type: 1, url: 'https://h.example' },
}

describe('WeCom tokens', () => {
  test('are per secret and last two hours', async () => {
    const { wecom, clock, sandbox } = await start()
    expect((await wecom.tokenCall('wrong')).errcode).toBe(40001)
    expect((await wecom.tokenCall(undefined, 'ww_other')).errcode).toBe(40013)
    const { access_token: token } = await wecom.tokenCall()
    expect((await wecom.tokenCall()).access_token).toBe(token)
    wecom.setToken(token)
    expect((await wecom.get('/getcallbackip')).errcode).toBe(0)
    clock.now = new Date(clock.now.getTime() + 3 * hour)
    expect((await wecom.get('/getcallbackip')).errcode).toBe(42001)
    wecom.setToken('guessed')
    expect((await wecom.get('/getcallbackip')).errcode).toBe(40014)
    wecom.setToken(undefined)
    await wecom.get('/getcallbackip')
    sandbox.wecom.revokeTokens()
    expect((await wecom.get('/getcallbackip')).errcode).toBe(40014)
    expect((await wecom.postOpen('/message/send', {})).errcode).toBe(41001)
  })
})

describe('WeCom messages', () => {
  test('reach those who exist and name the others in lower case', async () => {
    const { wecom, sandbox } = await start()
    const sent = await wecom.send('E003|e002|E999|E005', 'text', { content: '早上好' })
    expect(sent).toMatchObject({ errcode: 0, invaliduser: 'e999|e005' })
    expect(sent.response_code).toBeUndefined()
    expect(sandbox.wecom.lastMessage('王主管').text).toBe('早上好')
    expect((await wecom.send('E999', 'text', { content: 'x' })).errcode).toBe(81013)
    expect((await wecom.send('', 'text', { content: 'x' })).errcode).toBe(82001)
  })

  test('to a department reach everybody below it', async () => {
    const { wecom, sandbox } = await start()
    const { department } = await wecom.get('/department/list')
    const sales = department.find((one: { name: string }) => one.name === '销售部').id
    await wecom.send('', 'text', { content: '开会' }, { toparty: String(sales) })
    expect(sandbox.wecom.messagesTo('小李')).toHaveLength(1)
    expect(sandbox.wecom.messagesTo('老赵')).toHaveLength(0)
  })

  test.each([
    ['a text over 2048 bytes', 'text', { content: '字'.repeat(683) }, 45002],
    ['an empty text', 'text', { content: '' }, 44004],
    ['a markdown over 2048 bytes', 'markdown', { content: '字'.repeat(683) }, 45002],
    ['a text card without a link', 'textcard', { title: 'x', description: 'y' }, 44004],
    [
      'a text card with a long button',
      'textcard',
      { title: 'x', description: 'y', url: 'https://x', btntxt: '查看全部详情' },
      45002,
    ],
    ['an unknown picture', 'image', { media_id: 'none' }, 40007],
    ['no article', 'news', { articles: [] }, 40063],
    ['an unknown kind', 'hologram', {}, 40008],
  ])('may not be %s', async (_, type, content, code) => {
    const { wecom } = await start()
    expect((await wecom.send('E003', type, content)).errcode).toBe(code)
  })

  test('may be text, markdown, text card, picture, file and articles', async () => {
    const { wecom, sandbox } = await start()
    const upload = async (type: string) => {
      const form = new FormData()
      form.set('media', new Blob([new Uint8Array(samplePhoto())]), 'board.png')
      return (await wecom.post(`/media/upload?type=${type}`, form)).media_id
    }
    const picture = await upload('image')
    await wecom.send('E003', 'text', { content: '字'.repeat(682) })
    await wecom.send('E003', 'markdown', { content: '**x**' })
    await wecom.send('E003', 'textcard', { title: 'x', description: 'y', url: 'https://x' })
    await wecom.send('E003', 'image', { media_id: picture })
    await wecom.send('E003', 'file', { media_id: await upload('file') })
    await wecom.send('E003', 'news', { articles: [{ title: 'x', url: 'https://x' }] })
    const kinds = sandbox.wecom.messagesTo('小李').map((message) => message.body.kind)
    expect(kinds).toEqual(['text', 'markdown', 'textcard', 'image', 'file', 'news'])
    expect((await wecom.get(`/media/get?media_id=${picture}`)).bytes.equals(samplePhoto())).toBe(true)
  })

  test('with another agent are refused', async () => {
    const { wecom } = await start()
    const body = { touser: 'E003', msgtype: 'text', text: { content: 'x' } }
    expect((await wecom.post('/message/send', { ...body, agentid: 1 })).errcode).toBe(301002)
    expect((await wecom.post('/message/send', { ...body, agentid: '218' })).errcode).toBe(40056)
  })

  test('that repeat a request with the duplicate check are sent once', async () => {
    const { wecom, sandbox, clock } = await start()
    const check = { enable_duplicate_check: 1, duplicate_check_interval: 3600 }
    const first = await wecom.send('E003', 'template_card', buttons('d-1'), check)
    expect(await wecom.send('E003', 'template_card', buttons('d-1'), check)).toEqual(first)
    expect(sandbox.wecom.messagesTo('小李')).toHaveLength(1)
    clock.now = new Date(clock.now.getTime() + 61 * 60_000)
    expect((await wecom.send('E003', 'template_card', buttons('d-1'), check)).errcode).toBe(42014)
  })

  test('beyond the rate of one member vanish without an error', async () => {
    const { wecom, sandbox } = await start({ limits: { wecomMemberPerMinute: 2 } })
    for (const content of ['一', '二', '三'])
      expect((await wecom.send('E003', 'text', { content })).errcode).toBe(0)
    expect(sandbox.wecom.messagesTo('小李').map((message) => message.text)).toEqual(['一', '二'])
  })

  test('are taken back within a day', async () => {
    const { wecom, sandbox, clock } = await start()
    const { msgid } = await wecom.send('E003|E002', 'text', { content: 'x' })
    expect((await wecom.post('/message/recall', { msgid: 'none' })).errcode).toBe(40058)
    expect((await wecom.post('/message/recall', { msgid })).errcode).toBe(0)
    expect(sandbox.wecom.messagesTo('小李')).toEqual([])
    const later = await wecom.send('E003', 'text', { content: 'y' })
    clock.now = new Date(clock.now.getTime() + 25 * hour)
    wecom.setToken(undefined)
    expect((await wecom.post('/message/recall', { msgid: later.msgid })).errcode).toBe(42052)
  })
})

describe('updating a template card', () => {
  test('works once with each code, for 72 hours', async () => {
    const { wecom, sandbox, clock } = await start()
    const { response_code: code } = await wecom.send('E003|E002', 'template_card', buttons('t-1'))
    const update = (response_code: string, more: object) =>
      wecom.post('/message/update_template_card', {
        userids: ['E003', 'E999'],
        agentid: 218,
        response_code,
        ...more,
      })
    const done = await update(code, { button: { replace_name: '已领取' } })
    expect(done).toMatchObject({ errcode: 0, invaliduser: ['e999'] })
    expect(sandbox.wecom.lastMessage('小李').body).toMatchObject({
      disabled: true,
      card: { replace_text: '已领取' },
    })
    expect(sandbox.wecom.lastMessage('王主管').body).toMatchObject({ disabled: false })
    expect((await update(code, { button: { replace_name: '又' } })).errcode).toBe(42022)
    expect((await update('guessed', { button: { replace_name: '又' } })).errcode).toBe(60140)
    const late = await wecom.send('E003', 'template_card', buttons('t-2'))
    clock.now = new Date(clock.now.getTime() + 73 * hour)
    wecom.setToken(undefined)
    expect((await update(late.response_code, { button: { replace_name: '又' } })).errcode).toBe(60140)
  })

  test('may put another card in its place, with the code of a tap', async () => {
    const { wecom, sandbox, service } = await start()
    await wecom.send('E003', 'template_card', buttons('t-1'))
    await sandbox.wecom.tap('小李', '领取')
    const { xml } = openWecom(service.received[0] as never)
    const body = { userids: ['E003'], agentid: 218, response_code: tag(xml, 'ResponseCode') }
    const bad = await wecom.post('/message/update_template_card', {
      ...body,
      template_card: { card_type: 'poem' },
    })
    expect(bad.errcode).toBe(42031)
    expect(
      (await wecom.post('/message/update_template_card', { ...body, template_card: notice })).errcode,
    ).toBe(0)
    expect(sandbox.wecom.lastMessage('小李').text).toContain('提醒')
  })
})

describe('WeCom callbacks', () => {
  test('are encrypted as in the documents', async () => {
    const { sandbox, service } = await start()
    service.answerWith((heard) => ({ status: 200, body: openWecom(heard).xml }))
    const { body, echo } = await sandbox.wecom.verifyUrl()
    expect(body).toBe(echo)
    expect(service.received[0]?.method).toBe('GET')
  })

  test('carry what a member says', async () => {
    const { sandbox, service, clock } = await start()
    await sandbox.wecom.say('小李', '拜访 <华联> & ]]> 超市')
    const { xml, agent } = openWecom(service.received[0] as never)
    expect(agent).toBe(true)
    expect(tag(xml, 'ToUserName')).toBe(wecomSettings.corpId)
    expect(tag(xml, 'FromUserName')).toBe(sandbox.wecom.userid('小李'))
    expect(tag(xml, 'CreateTime')).toBe(String(clock.now.getTime() / 1000))
    expect(tag(xml, 'MsgId')).toMatch(/^\d{19}$/)
    expect(xml).toContain('<Content><![CDATA[拜访 <华联> & ]]]]><![CDATA[> 超市]]></Content>')
  })

  test('carry pictures, places, menu clicks and that the chat was opened', async () => {
    const { sandbox, service, wecom } = await start()
    await sandbox.wecom.say('小李', { kind: 'image' })
    await sandbox.wecom.say('小李', {
      kind: 'location',
      label: '人民广场',
      latitude: 31.23,
      longitude: 121.47,
    })
    await sandbox.wecom.pressMenu('小李', 'pool')
    await sandbox.wecom.enter('小李')
    const [image, place, menu, entered] = service.received.map((heard) => openWecom(heard).xml) as [
      string,
      string,
      string,
      string,
    ]
    const picture = await wecom.get(`/media/get?media_id=${tag(image, 'MediaId')}`)
    expect(picture.type).toBe('image/png')
    expect([tag(place, 'Location_X'), tag(place, 'Location_Y')]).toEqual(['31.23', '121.47'])
    expect([tag(menu, 'Event'), tag(menu, 'EventKey')]).toEqual(['click', 'pool'])
    expect(tag(entered, 'Event')).toBe('enter_agent')
  })

  test('say nothing of groups', async () => {
    const { sandbox, service } = await start()
    expect((await sandbox.wecom.say('小李', '大家好', { in: { group: '华东战报' } })).status).toBeNull()
    expect(service.received).toEqual([])
  })

  test('that fail come again unchanged, three times at most', async () => {
    const { sandbox, service } = await start()
    service.answerWith({ status: 500, body: '' })
    await sandbox.wecom.say('小李', '在吗')
    for (let count = 0; count < 5; count++) await sandbox.wecom.retryNow()
    expect(service.received).toHaveLength(4)
    expect(new Set(service.received.map((heard) => heard.url + heard.body)).size).toBe(1)
  })

  test('may be answered at once, with a text', async () => {
    const { sandbox, service } = await start()
    const { token, encodingAesKey, corpId } = wecomSettings
    const encrypted = encrypt(
      encodingAesKey,
      '<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>',
      corpId,
    )
    const signature = getSignature(token, '1790000000', 'n1', encrypted)
    const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1790000000</TimeStamp><Nonce><![CDATA[n1]]></Nonce></xml>`
    service.next({ status: 200, body })
    await sandbox.wecom.say('小李', '在吗')
    expect(sandbox.wecom.lastMessage('小李').text).toBe('收到')
    service.next({ status: 200, body: body.replace(signature, 'f'.repeat(40)) })
    await sandbox.wecom.say('小李', '还在吗')
    expect(sandbox.wecom.messagesTo('小李')).toHaveLength(1)
  })

  test('tell when people come and go, without naming the app', async () => {
    const { sandbox, service } = await start()
    await sandbox.company.leave('老赵')
    const heard = service.received.find((one) => one.url.startsWith('/webhooks/wecom'))
    const { xml, agent } = openWecom(heard as never)
    expect(agent).toBe(false)
    expect([tag(xml, 'Event'), tag(xml, 'ChangeType'), tag(xml, 'UserID')]).toEqual([
      'change_contact',
      'delete_user',
      'E004',
    ])
  })

  test('of a tap carry the key, the task and what was chosen', async () => {
    const { sandbox, service, wecom } = await start()
    await wecom.send('E003', 'template_card', {
      card_type: 'multiple_interaction',
      task_id: 'm-1',
      main_title: { title: '推进' },
      select_list: [
        {
          question_key: 'stage',
          title: '阶段',
          option_list: [
            { id: 'a', text: '报价' },
            { id: 'b', text: '谈判' },
          ],
        },
        {
          question_key: 'why',
          title: '原因',
          selected_id: 'y',
          option_list: [
            { id: 'x', text: '一' },
            { id: 'y', text: '二' },
          ],
        },
      ],
      submit_button: { text: '提交', key: 'submit' },
    })
    await sandbox.wecom.tap('小李', '提交', { selected: { 阶段: '谈判' } })
    const { xml } = openWecom(service.received[0] as never)
    expect([tag(xml, 'Event'), tag(xml, 'EventKey'), tag(xml, 'TaskId'), tag(xml, 'CardType')]).toEqual([
      'template_card_event',
      'submit',
      'm-1',
      'multiple_interaction',
    ])
    expect([...xml.matchAll(/<OptionId><!\[CDATA\[(\w)/g)].map((match) => match[1])).toEqual(['b', 'y'])
  })

  test('of a tap on what is not there do not happen', async () => {
    const { sandbox, service, wecom, url } = await start()
    await wecom.send('E003', 'template_card', buttons('t-1'))
    const { id } = sandbox.wecom.lastMessage('小李')
    const tap = async (action: object) => {
      const body = JSON.stringify({
        platform: 'wecom',
        person: 'E003',
        message: id,
        action: { platform: 'wecom', ...action },
      })
      const response = await fetch(`${url}/sandbox/api/actions`, { method: 'POST', body })
      return (await response.json()) as { toast: { type: string } | null }
    }
    expect((await tap({ key: 'forged' })).toast?.type).toBe('error')
    expect((await tap({ key: 'claim', selected: [{ question: 'x', options: ['y'] }] })).toast?.type).toBe(
      'error',
    )
    expect(service.received).toEqual([])
    expect((await tap({ key: 'claim' })).toast).toBeNull()
  })
})

describe('WeCom groups', () => {
  test('of the app take everything but template cards', async () => {
    const { wecom, sandbox } = await start()
    const made = await wecom.post('/appchat/create', {
      name: '华东群',
      owner: 'E002',
      userlist: ['E002', 'E003'],
      chatid: 'east1',
    })
    expect(made).toMatchObject({ errcode: 0, chatid: 'east1' })
    expect((await wecom.post('/appchat/create', { name: 'x', userlist: ['E002'] })).errcode).toBe(86001)
    expect(
      (await wecom.post('/appchat/create', { name: 'x', userlist: ['E002', 'E003'], chatid: 'east1' }))
        .errcode,
    ).toBe(86215)
    const send = (chatid: string, msgtype: string, content: unknown) =>
      wecom.post('/appchat/send', { chatid, msgtype, [msgtype]: content })
    expect((await send('east1', 'markdown', { content: '**战报**' })).errcode).toBe(0)
    expect((await send('east1', 'template_card', notice)).errcode).toBe(40008)
    expect((await send('none', 'text', { content: 'x' })).errcode).toBe(86003)
    expect((await send(sandbox.wecom.group('华东战报').id, 'text', { content: 'x' })).errcode).toBe(86008)
    expect(sandbox.wecom.lastMessage({ group: '华东群' }).text).toBe('**战报**')
    await wecom.post('/appchat/update', {
      chatid: 'east1',
      name: '华东大群',
      add_user_list: ['E001'],
      del_user_list: ['E003'],
    })
    const { chat_info: chat } = await wecom.get('/appchat/get?chatid=east1')
    expect(chat).toMatchObject({ name: '华东大群', owner: 'E002', userlist: ['E002', 'E001'] })
  })

  test('with a webhook take notices, and pictures with their MD5', async () => {
    const { wecom, sandbox } = await start({ limits: { wecomWebhookPerMinute: 3 } })
    const send = (key: string, msgtype: string, content: unknown) =>
      wecom.postOpen(`/webhook/send?key=${key}`, { msgtype, [msgtype]: content })
    const picture = samplePhoto()
    const md5 = createHash('md5').update(picture).digest('hex')
    expect((await send('none', 'text', { content: 'x' })).errcode).toBe(93000)
    expect((await send('east-hook', 'template_card', notice)).errcode).toBe(0)
    expect((await send('east-hook', 'template_card', buttons('t-1'))).errcode).toBe(42031)
    expect(
      (await send('east-hook', 'image', { base64: picture.toString('base64'), md5: 'f'.repeat(32) })).errcode,
    ).toBe(301019)
    expect((await send('east-hook', 'image', { base64: picture.toString('base64'), md5 })).errcode).toBe(
      45009,
    )
    expect(sandbox.wecom.messagesTo({ group: '华东战报' })).toHaveLength(1)
  })
})

describe('WeCom contacts', () => {
  test('show departments from the root, with leaders', async () => {
    const { wecom } = await start()
    const { department } = await wecom.get('/department/list')
    expect(department.map((one: { name: string }) => one.name)).toEqual([
      '海纳科技',
      '销售部',
      '华东区',
      '财务部',
    ])
    const [root, sales, east] = department
    expect(root).toMatchObject({ id: 1, parentid: 0 })
    expect(east).toMatchObject({ parentid: sales.id, department_leader: ['E002'] })
    expect((await wecom.get(`/department/simplelist?id=${sales.id}`)).department_id).toHaveLength(2)
    const { userlist } = await wecom.get(`/user/simplelist?department_id=${east.id}`)
    expect(userlist.map((one: { name: string }) => one.name)).toEqual(['王主管', '小李'])
    expect((await wecom.get('/user/list?department_id=1')).userlist).toHaveLength(1)
    expect((await wecom.get('/user/list?department_id=77')).errcode).toBe(60003)
  })

  test('tell neither mobile nor e-mail to a young app, but the employee number', async () => {
    const { wecom, sandbox } = await start()
    const user = await wecom.get('/user/get?userid=e002')
    expect(user).toMatchObject({
      userid: 'E002',
      name: '王主管',
      position: '区域主管',
      is_leader_in_dept: [1],
      direct_leader: ['E001'],
    })
    expect(user.extattr.attrs[0]).toMatchObject({ name: '工号', text: { value: 'E002' } })
    expect(user.mobile).toBeUndefined()
    await sandbox.company.leave('王主管')
    expect((await wecom.get('/user/get?userid=E002')).errcode).toBe(60111)
    expect((await wecom.get('/user/get?userid=E005')).errcode).toBe(60111)
  })

  test('keep the menu that the app makes', async () => {
    const { wecom } = await start()
    const button = [{ name: '公海', type: 'click', key: 'pool' }]
    expect((await wecom.post('/menu/create?agentid=218', { button })).errcode).toBe(0)
    expect((await wecom.get('/menu/get?agentid=218')).button).toEqual(button)
    expect(
      (await wecom.post('/menu/create?agentid=218', { button: [...button, ...button, ...button, ...button] }))
        .errcode,
    ).toBe(40018)
  })
})
