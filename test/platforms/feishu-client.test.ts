import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Platform, SendFailure } from '../../src/chat/platform.ts'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { testDeps } from './support/deps.ts'
import { type Answer, type Fake, fakeServer } from './support/fake-server.ts'
import { feishuConfig } from './support/feishu-request.ts'

const TOKEN = '/open-apis/auth/v3/tenant_access_token/internal'
const SEND = '/open-apis/im/v1/messages'
const person = { kind: 'user', id: 'ou_1' } as const
const secrets = ['app-secret-1', 't-1', 't-2', '138', '机密', 'ou_1']

let fake: Fake
let feishu: Platform
let deps: ReturnType<typeof testDeps>
let issued: number

beforeEach(async () => {
  fake = await fakeServer()
  deps = { ...testDeps(), timeoutMs: 20_000 }
  feishu = createFeishu({ ...feishuConfig, baseUrl: fake.url }, deps)
  issued = 0
  fake.on(TOKEN, () => {
    issued += 1
    return { body: { code: 0, tenant_access_token: `t-${issued}`, expire: 7200 } }
  })
  fake.on(SEND, () => ({ body: { code: 0, data: { message_id: 'om_1' } } }))
})
afterEach(() => fake.close())

const say = (key = 'd-1-0') =>
  feishu.send(person, { kind: 'text', payload: { text: '机密 13800000000' } }, key)
const failure = (sent: Promise<unknown>): Promise<SendFailure> =>
  sent.then(
    () => expect.fail('nothing failed'),
    (error) => error,
  )

test('a message goes to the person, with our key against doubles, and its id comes back', async () => {
  expect(await say()).toEqual({ messageId: 'om_1' })
  const call = fake.calls.at(-1)
  expect(call).toMatchObject({ method: 'POST', path: SEND, headers: { authorization: 'Bearer t-1' } })
  expect(call?.query.get('receive_id_type')).toBe('open_id')
  expect(JSON.parse(call?.body ?? '')).toEqual({
    receive_id: 'ou_1',
    msg_type: 'text',
    content: '{"text":"机密 13800000000"}',
    uuid: 'd-1-0',
  })
})

test('a group is addressed by its chat, a card is sent as interactive, a long key is made short', async () => {
  const key = 'k'.repeat(80)
  await feishu.send({ kind: 'chat', id: 'oc_1' }, { kind: 'card', payload: { schema: '2.0' } }, key)
  const call = fake.calls.at(-1)
  expect(call?.query.get('receive_id_type')).toBe('chat_id')
  const body = JSON.parse(call?.body ?? '')
  expect(body).toMatchObject({ msg_type: 'interactive', content: '{"schema":"2.0"}' })
  expect(body.uuid).toHaveLength(50)
})

describe('the token', () => {
  test('is fetched once for thirty messages at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => say(`d-${index}`)))
    expect(issued).toBe(1)
  })

  test('is renewed when less than thirty minutes are left', async () => {
    await say()
    deps.at.ms += 89 * 60_000
    await say()
    expect(issued).toBe(1)
    deps.at.ms += 2 * 60_000
    await say()
    expect(issued).toBe(2)
  })

  test('that was revoked is renewed once, and all thirty messages arrive', async () => {
    await say()
    fake.on(SEND, ({ headers }) =>
      headers.authorization === 'Bearer t-1'
        ? { status: 400, body: { code: 99991663, msg: 'Invalid access token' } }
        : { body: { code: 0, data: { message_id: 'om_2' } } },
    )
    const sent = await Promise.all(Array.from({ length: 30 }, (_, index) => say(`d-${index}`)))
    expect(sent.every((receipt) => receipt.messageId === 'om_2')).toBe(true)
    expect(issued).toBe(2)
  })

  test('that stays refused ends as a matter of configuration after one more try', async () => {
    fake.on(SEND, () => ({ body: { code: 99991663, msg: 'x' } }))
    expect(await failure(say())).toMatchObject({ kind: 'misconfigured', code: '99991663' })
    expect(fake.calls.filter((call) => call.path === SEND)).toHaveLength(2)
  })

  test('that cannot be had names neither app secret nor address', async () => {
    fake.on(TOKEN, () => ({ body: { code: 10014, msg: 'app secret app-secret-1 invalid' } }))
    const failed = await failure(say())
    expect(failed).toMatchObject({ kind: 'misconfigured', code: '10014' })
    expect(failed.message).not.toContain('app-secret-1')
  })
})

const OUTCOMES: [string, Answer, Partial<SendFailure>][] = [
  [
    'too many calls',
    { status: 429, headers: { 'x-ogw-ratelimit-reset': '7' }, body: { code: 99991400, msg: 'x' } },
    { kind: 'temporary', code: '99991400', retryAfterMs: 7000 },
  ],
  [
    'too many calls, as HTTP 400',
    { status: 400, headers: { 'x-ogw-ratelimit-reset': '3' }, body: { code: 99991400, msg: 'x' } },
    { kind: 'temporary', retryAfterMs: 3000 },
  ],
  [
    'too many calls without a body',
    { status: 429, body: 'no' },
    { kind: 'temporary', code: 'http-429', retryAfterMs: 1000 },
  ],
  [
    'too many messages',
    { status: 400, body: { code: 230020, msg: 'x' } },
    { kind: 'temporary', retryAfterMs: undefined },
  ],
  ['the same in flight', { status: 400, body: { code: 230049, msg: 'x' } }, { kind: 'temporary' }],
  [
    'not in the chat',
    { status: 400, body: { code: 230002, msg: 'x' } },
    { kind: 'unreachable', code: '230002' },
  ],
  ['out of range', { status: 400, body: { code: 230013, msg: 'x' } }, { kind: 'unreachable' }],
  ['muted, as HTTP 200', { body: { code: 230053, msg: 'x' } }, { kind: 'unreachable' }],
  ['too long', { status: 400, body: { code: 230025, msg: 'x' } }, { kind: 'refused' }],
  [
    'a card over a limit',
    {
      status: 400,
      body: {
        code: 230099,
        msg: 'Failed to create card content, ext=ErrCode: 11310; ErrMsg: element exceeds',
      },
    },
    { kind: 'refused', message: 'Feishu 230099/11310: the card is over a limit' },
  ],
  [
    'a card that somebody is tapping',
    { status: 400, body: { code: 230099, msg: 'ErrCode: 11310; ErrMsg: card action is lock' } },
    { kind: 'temporary' },
  ],
  ['a scope missing', { status: 400, body: { code: 99991672, msg: 'x' } }, { kind: 'misconfigured' }],
  ['the quota', { status: 400, body: { code: 99991403, msg: 'x' } }, { kind: 'misconfigured' }],
  [
    'an unknown code',
    { status: 400, body: { code: 4242424, msg: '机密' } },
    { kind: 'refused', code: '4242424' },
  ],
  [
    'an unknown code of a broken server',
    { status: 500, body: { code: 4242424, msg: 'x' } },
    { kind: 'temporary' },
  ],
  ['a gateway', { status: 502, body: '<html>' }, { kind: 'temporary', code: 'http-502' }],
  ['an answer that is not JSON', { body: 'hello' }, { kind: 'temporary', code: 'http-200' }],
]

test.each(OUTCOMES)('%s', async (_, answer, expected) => {
  fake.on(SEND, () => answer)
  const failed = await failure(say())
  expect(failed).toBeInstanceOf(SendFailure)
  expect(failed).toMatchObject(expected)
  for (const secret of secrets) expect(`${failed.message} ${failed.stack}`).not.toContain(secret)
  expect(JSON.stringify(deps.logged)).toBe('[]')
})

test('no answer is a temporary failure', async () => {
  const quick = createFeishu({ ...feishuConfig, baseUrl: fake.url }, { ...deps, timeoutMs: 300 })
  fake.on(SEND, () => 'hang')
  const failed = await failure(quick.send(person, { kind: 'text', payload: { text: '机密' } }, 'd-1-0'))
  expect(failed).toMatchObject({ kind: 'temporary', code: 'timeout' })
  for (const secret of secrets) expect(`${failed.message} ${failed.stack}`).not.toContain(secret)
  expect(JSON.stringify(deps.logged)).toBe('[]')
})

test('nobody at home is a temporary failure that names no address', async () => {
  await fake.close()
  const failed = await failure(say())
  expect(failed).toMatchObject({ kind: 'temporary', code: 'network' })
  expect(failed.message).not.toContain('127.0.0.1')
})

test('nothing is printed, whatever the SDK thinks of it', async () => {
  const printed: unknown[] = []
  const { log, error, warn, info } = console
  Object.assign(console, {
    log: (...x: unknown[]) => printed.push(x),
    error: (...x: unknown[]) => printed.push(x),
    warn: (...x: unknown[]) => printed.push(x),
    info: (...x: unknown[]) => printed.push(x),
  })
  try {
    fake.on(SEND, () => ({ status: 500, body: { code: 1, msg: 'x' } }))
    await failure(say())
  } finally {
    Object.assign(console, { log, error, warn, info })
  }
  expect(printed).toEqual([])
})

describe('changing a card', () => {
  const card = { kind: 'card', payload: { schema: '2.0' } }
  const path = `${SEND}/om_1`

  test('patches the message', async () => {
    fake.on(path, () => ({ body: { code: 0 } }))
    expect(await feishu.update({ messageId: 'om_1' }, person, card)).toEqual({ messageId: 'om_1' })
    expect(fake.calls.at(-1)).toMatchObject({
      method: 'PATCH',
      path,
      body: '{"content":"{\\"schema\\":\\"2.0\\"}"}',
    })
  })

  test.each([230031, 230011, 230110, 231003])('is too late: %d', async (code) => {
    fake.on(path, () => ({ status: 400, body: { code, msg: 'x' } }))
    expect(await failure(feishu.update({ messageId: 'om_1' }, person, card))).toMatchObject({
      kind: 'expired',
    })
  })

  test('may be tried again when there were too many', async () => {
    fake.on(path, () => ({ status: 400, body: { code: 230020, msg: 'x' } }))
    expect(await failure(feishu.update({ messageId: 'om_1' }, person, card))).toMatchObject({
      kind: 'temporary',
    })
  })

  test('without an id is too late', async () => {
    expect(await failure(feishu.update({}, person, card))).toMatchObject({ kind: 'expired' })
  })
})

test('the limits are per person, per chat and per app', () => {
  expect(feishu.limits(person)).toEqual([
    { key: 'feishu:user:ou_1', points: 5, seconds: 1 },
    { key: 'feishu:app:second', points: 50, seconds: 1 },
    { key: 'feishu:app:minute', points: 1000, seconds: 60 },
  ])
})

describe('the directory', () => {
  const contact = '/open-apis/contact/v3'
  const page = (data: object): Answer => ({ body: { code: 0, data } })

  beforeEach(() => {
    fake.on(`${contact}/scopes`, () =>
      page({ department_ids: ['0'], user_ids: ['ou_boss', 'ou_lei'], has_more: false }),
    )
    fake.on(`${contact}/departments/0`, () =>
      page({ department: { open_department_id: '0', name: '新禾科技' } }),
    )
    fake.on(`${contact}/departments/0/children`, ({ query }) =>
      query.get('page_token') === 'p2'
        ? page({
            items: [{ open_department_id: 'od-2', parent_department_id: 'od-1', name: '上海组' }],
            has_more: false,
          })
        : page({
            items: [
              {
                open_department_id: 'od-1',
                parent_department_id: '0',
                name: '华东区',
                leader_user_id: 'ou_han',
              },
            ],
            has_more: true,
            page_token: 'p2',
          }),
    )
    fake.on(`${contact}/users/find_by_department`, ({ query }) =>
      page({ items: query.get('department_id') === 'od-2' ? [lei] : [], has_more: false }),
    )
    fake.on(`${contact}/users/ou_boss`, () => page({ user: { open_id: 'ou_boss', name: '老板' } }))
    fake.on(`${contact}/users/ou_gone`, () => ({ status: 400, body: { code: 41050, msg: 'x' } }))
  })
  const lei = {
    open_id: 'ou_lei',
    name: '李雷',
    job_title: '销售',
    department_ids: ['od-2'],
    leader_user_id: 'ou_han',
    employee_no: 'E001',
    mobile: '+8613800000000',
    enterprise_email: 'lei@x.example',
    status: { is_frozen: false, is_resigned: false },
  }

  test('reads all pages of departments and says who is above whom', async () => {
    expect(await feishu.directory.departments()).toEqual([
      { id: '0', parentId: null, name: '新禾科技', leaderId: null },
      { id: 'od-1', parentId: '0', name: '华东区', leaderId: 'ou_han' },
      { id: 'od-2', parentId: 'od-1', name: '上海组', leaderId: null },
    ])
  })

  test('reads everybody once, those named alone too, and takes missing fields as they come', async () => {
    const bare = {
      title: null,
      departmentIds: [],
      leads: [],
      leaderId: null,
      employeeNo: null,
      email: null,
      mobile: null,
    }
    expect(await feishu.directory.members()).toEqual([
      {
        id: 'ou_lei',
        name: '李雷',
        title: '销售',
        departmentIds: ['od-2'],
        leads: [],
        leaderId: 'ou_han',
        employeeNo: 'E001',
        email: 'lei@x.example',
        mobile: '13800000000',
        active: true,
      },
      { id: 'ou_boss', name: '老板', ...bare, active: true },
    ])
  })

  test('does not know who is outside of its range, and says when it cannot be asked', async () => {
    expect(await feishu.directory.member('ou_gone')).toBeNull()
    fake.on(`${contact}/users/ou_gone`, () => ({ status: 400, body: { code: 99991672, msg: 'x' } }))
    expect(await failure(feishu.directory.member('ou_gone'))).toMatchObject({ kind: 'misconfigured' })
  })
})
