import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Platform, SendFailure } from '../../src/chat/platform.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { testDeps } from './support/deps.ts'
import { type Answer, type Fake, fakeServer } from './support/fake-server.ts'
import { quietCard, shortCard } from './support/showcase.ts'
import { wecomConfig } from './support/wecom-request.ts'

const TOKEN = '/cgi-bin/gettoken'
const SEND = '/cgi-bin/message/send'
const UPDATE = '/cgi-bin/message/update_template_card'
const person = { kind: 'user', id: 'zhang' } as const
const group = { kind: 'chat', id: 'c1', via: 'appchat' } as const
const hook = { kind: 'chat', id: 'hook-key-1', via: 'webhook' } as const
const secrets = ['corp-secret-1', 't-1', 't-2', '138', '机密', 'hook-key-1']
const chart = {
  kind: 'image',
  payload: { chart: { kind: 'bar', title: '本周', unit: '万元', bars: [{ label: '李雷', value: 3 }] } },
}

let fake: Fake
let wecom: Platform
let deps: ReturnType<typeof testDeps>
let issued: number

beforeEach(async () => {
  fake = await fakeServer()
  deps = { ...testDeps(), timeoutMs: 20_000 }
  wecom = createWeCom({ ...wecomConfig, baseUrl: fake.url }, deps)
  issued = 0
  fake.on(TOKEN, () => {
    issued += 1
    return { body: { errcode: 0, access_token: `t-${issued}`, expires_in: 7200 } }
  })
  fake.on(SEND, () => ({ body: { errcode: 0, invaliduser: '', msgid: 'm1', response_code: 'RC1' } }))
})
afterEach(() => fake.close())

const say = (key = 'd-1-0') =>
  wecom.send(person, { kind: 'text', payload: { content: '机密 13800000000' } }, key)
const bodyOf = (path: string) =>
  fake.calls.filter((call) => call.path === path).map((call) => JSON.parse(call.body))
const failure = (sent: Promise<unknown>): Promise<SendFailure> =>
  sent.then(
    () => expect.fail('nothing failed'),
    (error) => error,
  )

test('a message goes to the member, checked against doubles', async () => {
  await say()
  expect(bodyOf(SEND)).toMatchObject([
    {
      touser: 'zhang',
      agentid: 1000002,
      msgtype: 'text',
      text: { content: '机密 13800000000' },
      enable_duplicate_check: 1,
    },
  ])
})

test('a retry is the same to the byte, and the same words in another delivery are not', async () => {
  await say('d-1-0')
  await say('d-1-0')
  await say('d-2-0')
  const [first, retry, other] = fake.calls.filter((call) => call.path === SEND).map((call) => call.body)
  expect(retry).toBe(first)
  expect(other).not.toBe(first)
})

test('a retry is known as one for longer than a delivery is tried, and no longer than WeCom takes it for one', async () => {
  const keys = Array.from({ length: 200 }, (_, key) => `d-${key}-0`)
  for (const key of keys) await say(key)
  const hours = bodyOf(SEND).map((body) => body.duplicate_check_interval / 3600)
  expect(Math.min(...hours)).toBeGreaterThanOrEqual(2)
  expect(Math.max(...hours)).toBeLessThanOrEqual(4)
})

test('a card is kept by its task id, with the code that changes it for 72 hours', async () => {
  const [part] = wecom.render({ card: shortCard }, person, 'd-1')
  expect(await wecom.send(person, part as never, 'd-1-0')).toEqual({
    messageId: 'd-1',
    updateToken: 'RC1',
    updateTokenUntil: '2026-03-05T10:00:00.000Z',
  })
})

test('a card that came without a code is kept all the same: a tap brings its task id, and a code', async () => {
  fake.on(SEND, () => ({ body: { errcode: 0, msgid: 'm1' } }))
  const partsOf = (card: typeof shortCard) => wecom.render({ card }, person, 'd-1')
  const receipts = [partsOf(shortCard), partsOf(quietCard)].map(([part]) =>
    wecom.send(person, part as never, 'd-1-0'),
  )
  expect(await Promise.all(receipts)).toEqual([{ messageId: 'd-1' }, {}])
})

test('an appchat group gets markdown, a webhook needs no token', async () => {
  fake.on('/cgi-bin/appchat/send', () => ({ body: { errcode: 0 } }))
  fake.on('/cgi-bin/webhook/send', () => ({ body: { errcode: 0 } }))
  const part = { kind: 'markdown', payload: { content: '**榜**' } }
  expect(await wecom.send(group, part, 'k')).toEqual({})
  expect(bodyOf('/cgi-bin/appchat/send')).toEqual([
    { chatid: 'c1', msgtype: 'markdown', markdown: { content: '**榜**' }, safe: 0 },
  ])
  await wecom.send(hook, part, 'k')
  expect(fake.calls.at(-1)?.query.get('key')).toBe('hook-key-1')
  expect(fake.calls.at(-1)?.query.get('access_token')).toBeNull()
})

test('a chart is drawn, uploaded once, and sent as a picture', async () => {
  fake.on('/cgi-bin/media/upload', () => ({ body: { errcode: 0, media_id: 'media-1' } }))
  await wecom.send(person, chart, 'k')
  await wecom.send(person, chart, 'k')
  const uploads = fake.calls.filter((call) => call.path === '/cgi-bin/media/upload')
  expect(uploads).toHaveLength(1)
  expect(uploads[0]?.query.get('type')).toBe('image')
  expect(uploads[0]?.headers['content-type']).toMatch(/^multipart\/form-data/)
  expect(uploads[0]?.body).toContain('name="media"; filename="chart.png"')
  expect(bodyOf(SEND)[0]).toMatchObject({ msgtype: 'image', image: { media_id: 'media-1' } })
})

test('a picture for a member is uploaded by itself, so that each try can send the same one for two days', async () => {
  fake.on('/cgi-bin/media/upload', () => ({ body: { errcode: 0, media_id: 'media-1' } }))
  const until = '2026-03-04T10:00:00.000Z'
  expect(await wecom.upload?.(person, chart)).toEqual({ id: 'media-1', until })
  expect(await wecom.upload?.(person, { kind: 'text', payload: { content: '好' } })).toBeUndefined()
  expect(await wecom.upload?.(hook, chart)).toBeUndefined()
  await wecom.send(person, chart, 'k', 'media-0')
  expect(bodyOf(SEND)).toMatchObject([{ image: { media_id: 'media-0' } }])
})

test('one for a group of the app, too: the call that shows it is as short as any other', async () => {
  fake.on('/cgi-bin/media/upload', () => ({ body: { errcode: 0, media_id: 'media-1' } }))
  fake.on('/cgi-bin/appchat/send', () => ({ body: { errcode: 0 } }))
  const uploaded = await wecom.upload?.(group, chart)
  expect(uploaded).toMatchObject({ id: 'media-1' })
  await wecom.send(group, chart, 'k', 'media-0')
  expect(bodyOf('/cgi-bin/appchat/send')).toMatchObject([{ image: { media_id: 'media-0' } }])
})

test('a webhook takes the picture itself', async () => {
  fake.on('/cgi-bin/webhook/send', () => ({ body: { errcode: 0 } }))
  await wecom.send(hook, chart, 'k')
  const [{ msgtype, image }] = bodyOf('/cgi-bin/webhook/send')
  expect(msgtype).toBe('image')
  expect(Buffer.from(image.base64, 'base64').subarray(1, 4).toString()).toBe('PNG')
  expect(image.md5).toMatch(/^[0-9a-f]{32}$/)
})

describe('the token', () => {
  test('is fetched once for thirty messages at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => say(`d-${index}`)))
    expect(issued).toBe(1)
  })

  test.each([40014, 42001])(
    'that is refused (%d) is renewed once, and all thirty messages arrive',
    async (errcode) => {
      await say()
      fake.on(SEND, ({ query }) =>
        query.get('access_token') === 't-1' ? { body: { errcode } } : { body: { errcode: 0, msgid: 'm' } },
      )
      await Promise.all(Array.from({ length: 30 }, (_, index) => say(`d-${index}`)))
      expect(issued).toBe(2)
    },
  )

  test('that cannot be renewed is still used while it lives', async () => {
    await say()
    deps.at.ms += 116 * 60_000
    fake.on(TOKEN, () => ({ status: 502 }))
    await say()
    expect(fake.calls.at(-1)?.query.get('access_token')).toBe('t-1')
    deps.at.ms += 10 * 60_000
    expect(await failure(say())).toMatchObject({ kind: 'temporary', code: 'http-502' })
  })
})

const OUTCOMES: [string, Answer, Partial<SendFailure>][] = [
  [
    'nobody reached although errcode is 0',
    { body: { errcode: 0, invaliduser: 'zhang' } },
    { kind: 'unreachable', code: 'invaliduser' },
  ],
  [
    'no licence',
    { body: { errcode: 0, unlicenseduser: 'zhang' } },
    { kind: 'unreachable', code: 'unlicenseduser' },
  ],
  ['busy', { body: { errcode: -1, errmsg: 'x' } }, { kind: 'temporary', code: '-1' }],
  ['too many', { body: { errcode: 45009, errmsg: 'x' } }, { kind: 'temporary', retryAfterMs: 60_000 }],
  ['too many at once', { body: { errcode: 45033 } }, { kind: 'temporary', retryAfterMs: 5000 }],
  ['all invalid', { body: { errcode: 81013 } }, { kind: 'unreachable' }],
  ['a wrong field of a card', { body: { errcode: 42037 } }, { kind: 'refused', code: '42037' }],
  ['a task id used twice', { body: { errcode: 42014 } }, { kind: 'refused' }],
  [
    'an address that is not trusted',
    { body: { errcode: 60020, errmsg: 'from ip: 1.2.3.4' } },
    {
      kind: 'misconfigured',
      message: 'WeCom 60020: this address is not among the trusted IPs of the app (from ip 1.2.3.4)',
    },
  ],
  ['a wrong secret', { body: { errcode: 40001 } }, { kind: 'misconfigured' }],
  ['an unknown code', { body: { errcode: 987654, errmsg: '机密' } }, { kind: 'refused', code: '987654' }],
  ['a server that fails', { status: 502, body: { errcode: 50502 } }, { kind: 'temporary', code: '50502' }],
  ['too many, in words of a gateway', { status: 429, body: { errcode: 50429 } }, { kind: 'temporary' }],
  ['a gateway', { status: 503, body: 'x' }, { kind: 'temporary', code: 'http-503' }],
  ['an answer that is not JSON', { body: 'hello' }, { kind: 'temporary', code: 'http-200' }],
]

test.each(OUTCOMES)('%s', async (_, answer, expected) => {
  fake.on(SEND, () => answer)
  const failed = await failure(say())
  expect(failed).toBeInstanceOf(SendFailure)
  expect(failed).toMatchObject(expected)
  for (const secret of secrets) expect(`${failed.message} ${failed.stack}`).not.toContain(secret)
})

test('no answer is a temporary failure, and no failure of a webhook names its key', async () => {
  const quick = createWeCom({ ...wecomConfig, baseUrl: fake.url }, { ...deps, timeoutMs: 100 })
  fake.on('/cgi-bin/webhook/send', () => 'hang')
  const part = { kind: 'markdown', payload: { content: 'x' } }
  const slow = await failure(quick.send(hook, part, 'k'))
  expect(slow).toMatchObject({ kind: 'temporary', code: 'timeout' })
  await fake.close()
  const gone = await failure(wecom.send(hook, part, 'k'))
  expect(gone).toMatchObject({ kind: 'temporary', code: 'network' })
  for (const failed of [slow, gone])
    expect(`${failed.message} ${failed.stack} ${failed.cause}`).not.toContain('hook-key-1')
})

describe('changing a card', () => {
  const receipt = { messageId: 'd-1', updateToken: 'RC1', updateTokenUntil: '2026-03-05T10:00:00.000Z' }
  const [card] = createWeCom(wecomConfig, testDeps()).render({ card: shortCard }, person, 'd-1')
  const [quiet] = createWeCom(wecomConfig, testDeps()).render({ card: quietCard }, person, 'd-1')

  test('puts another card in its place; the code is used up', async () => {
    fake.on(UPDATE, () => ({ body: { errcode: 0 } }))
    expect(await wecom.update(receipt, person, card as never)).toEqual({ messageId: 'd-1' })
    expect(bodyOf(UPDATE)).toMatchObject([
      {
        userids: ['zhang'],
        agentid: 1000002,
        response_code: 'RC1',
        template_card: { card_type: 'button_interaction', task_id: 'd-1' },
      },
    ])
  })

  test('a card without buttons becomes one with a grey button', async () => {
    fake.on(UPDATE, () => ({ body: { errcode: 0 } }))
    await wecom.update(receipt, person, quiet as never)
    expect(bodyOf(UPDATE)).toMatchObject([
      { template_card: { replace_text: '李雷已领取', main_title: { title: '李雷已领取' } } },
    ])
  })

  test.each([42022, 60140])('is too late: %d', async (errcode) => {
    fake.on(UPDATE, () => ({ body: { errcode } }))
    expect(await failure(wecom.update(receipt, person, card as never))).toMatchObject({ kind: 'expired' })
  })

  test('is too late after 72 hours, without a code, and in a group', async () => {
    const part = card as never
    expect(await failure(wecom.update({ messageId: 'd-1' }, person, part))).toMatchObject({ kind: 'expired' })
    expect(await failure(wecom.update(receipt, group, part))).toMatchObject({ kind: 'expired' })
    deps.at.ms += 73 * 3600_000
    expect(await failure(wecom.update(receipt, person, part))).toMatchObject({ kind: 'expired' })
    expect(fake.calls).toEqual([])
  })
})

describe('a group of the app', () => {
  test('is made with its owner, under an id that makes a repeat harmless', async () => {
    const create = '/cgi-bin/appchat/create'
    fake.on(create, () => ({ body: { errcode: 0, chatid: 'dep1' } }))
    const target = { kind: 'chat', id: 'dep1', via: 'appchat' }
    expect(await wecom.createGroup?.('华东区', 'zhang', ['li', 'zhang'], 'dep-1')).toEqual(target)
    expect(bodyOf(create)).toEqual([
      { name: '华东区', owner: 'zhang', userlist: ['zhang', 'li'], chatid: 'dep1' },
    ])
    fake.on(create, () => ({ body: { errcode: 86215 } }))
    expect(await wecom.createGroup?.('华东区', 'zhang', ['li'], 'dep-1')).toEqual(target)
  })
})

test('the limits are per member and per webhook, and no bucket shows a webhook key', () => {
  expect(wecom.limits(person).map(({ points, seconds }) => [points, seconds])).toEqual([
    [30, 60],
    [1000, 3600],
    [10_000, 60],
  ])
  expect(wecom.limits(hook)).toMatchObject([{ points: 20, seconds: 60 }])
  expect(JSON.stringify(wecom.limits(hook))).not.toContain('hook-key-1')
})

describe('the directory', () => {
  beforeEach(() => {
    fake.on('/cgi-bin/department/list', () => ({
      body: {
        errcode: 0,
        department: [
          { id: 1, name: '新禾科技', parentid: 0 },
          { id: 2, name: '华东区', parentid: 1, department_leader: ['han'] },
        ],
      },
    }))
    fake.on('/cgi-bin/user/list', ({ query }) => ({
      body: {
        errcode: 0,
        userlist:
          query.get('department_id') === '2' ? [han] : [{ userid: 'Boss', name: '老板', department: [1] }],
      },
    }))
    fake.on('/cgi-bin/user/get', () => ({ body: { errcode: 60111, errmsg: 'x' } }))
  })
  const han = {
    userid: 'han',
    name: '韩梅梅',
    position: '区域经理',
    department: [1, 2],
    is_leader_in_dept: [0, 1],
    direct_leader: ['Boss'],
    mobile: '+86 138 0000 0000',
    status: 1,
    extattr: { attrs: [{ type: 0, name: '工号', text: { value: 'E002' } }] },
  }

  test('says who is above whom', async () => {
    expect(await wecom.directory.departments()).toEqual([
      { id: '1', parentId: null, name: '新禾科技', leaderId: null },
      { id: '2', parentId: '1', name: '华东区', leaderId: 'han' },
    ])
  })

  test('reads everybody once, with whom they lead, and takes missing fields as they come', async () => {
    expect(await wecom.directory.members()).toMatchObject([
      {
        id: 'Boss',
        title: null,
        departmentIds: ['1'],
        leads: [],
        mobile: null,
        employeeNo: null,
        active: true,
      },
      {
        id: 'han',
        title: '区域经理',
        leads: ['2'],
        leaderId: 'Boss',
        mobile: '13800000000',
        employeeNo: 'E002',
        active: true,
      },
    ])
  })

  test('does not know a member that WeCom does not know', async () => {
    expect(await wecom.directory.member('x')).toBeNull()
  })
})
