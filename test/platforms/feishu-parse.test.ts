import { expect, test } from 'vitest'
import type { Content, Inbound } from '../../src/chat/inbound.ts'
import { Malformed } from '../../src/errors.ts'
import { parseEvent } from '../../src/platforms/feishu/parse.ts'
import { feishuEvent, feishuMessage } from './support/feishu-request.ts'

const now = () => new Date('2026-03-02T10:00:00Z')
const parse = (body: object, botId?: string) =>
  parseEvent(body as Record<string, unknown>, { now, botId: () => botId })
const contentOf = (body: object, botId?: string): Content | undefined => parse(body, botId)[0]?.content

const bot = { key: '@_user_1', id: { open_id: 'ou_bot' }, mentioned_type: 'bot', name: '聊单' }
const wang = { key: '@_user_2', id: { open_id: 'ou_wang' }, mentioned_type: 'user', name: '小王' }
const other = { key: '@_user_3', id: { open_id: 'ou_other' }, mentioned_type: 'bot', name: '别的机器人' }
const text = (words: string, more: object = {}) =>
  feishuMessage({ content: JSON.stringify({ text: words }), ...more })
const content = (message_type: string, body: object, more: object = {}) =>
  feishuMessage({ message_type, content: JSON.stringify(body), ...more })
const group = { chat_type: 'group', chat_id: 'oc_g1' }

test('a message says who, when, where and what, under its message id', () => {
  expect(parse(text('拜访 华联超市'))).toEqual([
    {
      platform: 'feishu',
      key: 'om_m1',
      at: '2025-10-09T08:53:20.100Z',
      sender: 'ou_u1',
      chat: { id: 'oc_c1', kind: 'direct' },
      content: { kind: 'text', text: '拜访 华联超市', toBot: true },
    },
  ] satisfies Inbound[])
})

const MESSAGES: [string, object, Content | undefined][] = [
  [
    'the bot mentioned in a group',
    text('@_user_1 公海', { ...group, mentions: [bot] }),
    { kind: 'text', text: '公海', toBot: true },
  ],
  ['nobody mentioned in a group', text('大家好', group), { kind: 'text', text: '大家好', toBot: false }],
  [
    'somebody else mentioned in a group',
    text('@_user_2 看看', { ...group, mentions: [wang] }),
    { kind: 'text', text: '小王 看看', toBot: false },
  ],
  [
    'a colleague mentioned to the bot',
    text('@_user_1 给@_user_2 派任务 送合同', { ...group, mentions: [bot, wang] }),
    { kind: 'text', text: '给小王 派任务 送合同', toBot: true },
  ],
  ['everybody mentioned', text('@_all 开会', group), { kind: 'text', text: '开会', toBot: false }],
  [
    'NUL and half a character',
    text('华联\0超\ud83d市'),
    { kind: 'text', text: '华联超\ufffd市', toBot: true },
  ],
  [
    'control characters from a spreadsheet, between lines that are meant',
    text('华联\u000b超市\u0001\ufffe\uffff\n谈了\t报价'),
    { kind: 'text', text: '华联超市\n谈了\t报价', toBot: true },
  ],
  [
    'rich text',
    content(
      'post',
      {
        title: '周报',
        content: [
          [
            { tag: 'text', text: '见了' },
            { tag: 'a', text: '华联', href: 'https://x.example' },
          ],
          [
            { tag: 'at', user_id: '@_user_2' },
            { tag: 'emotion', emoji_type: 'OK' },
            { tag: 'text', text: '已知' },
          ],
        ],
      },
      { mentions: [wang] },
    ),
    { kind: 'text', text: '周报\n见了华联\n小王已知', toBot: true },
  ],
  [
    'rich text that is only a picture',
    content('post', { content: [[{ tag: 'img', image_key: 'img_1' }]] }),
    { kind: 'image', fileKey: 'img_1', messageId: 'om_m1' },
  ],
  [
    'a picture',
    content('image', { image_key: 'img_2' }),
    { kind: 'image', fileKey: 'img_2', messageId: 'om_m1' },
  ],
  ['a picture in a group', content('image', { image_key: 'img_2' }, group), undefined],
  [
    'a file',
    content('file', { file_key: 'file_1', file_name: '合同.pdf' }),
    { kind: 'file', fileKey: 'file_1', name: '合同.pdf', messageId: 'om_m1' },
  ],
  [
    'a place',
    content('location', { name: '人民广场', longitude: '121.4737', latitude: '31.2304' }),
    { kind: 'location', latitude: 31.2304, longitude: 121.4737, label: '人民广场' },
  ],
  [
    'a place without figures',
    content('location', { name: 'x' }),
    { kind: 'unsupported', type: 'location', toBot: true },
  ],
  ['a sticker', content('sticker', { file_key: 'f' }), { kind: 'unsupported', type: 'sticker', toBot: true }],
  [
    'a voice message',
    content('audio', { file_key: 'f' }),
    { kind: 'unsupported', type: 'audio', toBot: true },
  ],
  [
    'a sticker in a group',
    content('sticker', {}, group),
    { kind: 'unsupported', type: 'sticker', toBot: false },
  ],
  ['a message of a bot', feishuMessage({}, { sender_type: 'app' }), undefined],
  ['a message of another company', feishuMessage({}, { tenant_key: 'tk2' }), undefined],
]

test.each(MESSAGES)('message: %s', (_, body, expected) => {
  expect(contentOf(body)).toEqual(expected)
})

test('once the bot knows itself, another bot in the group is somebody else', () => {
  const said = text('@_user_3 你好', { ...group, mentions: [other] })
  expect(contentOf(said)).toMatchObject({ toBot: true })
  expect(contentOf(said, 'ou_bot')).toEqual({ kind: 'text', text: '别的机器人 你好', toBot: false })
})

const tap = (action: object, more: object = {}) =>
  feishuEvent(
    'card.action.trigger',
    {
      operator: { open_id: 'ou_u1', tenant_key: 'tk1' },
      token: 'c-upd1',
      action: { tag: 'button', ...action },
      context: { open_message_id: 'om_m9', open_chat_id: 'oc_c1' },
      ...more,
    },
    { event_id: 'cb-01', create_time: '1760000000123456' },
  )

test('a tap says what it means, on which card, and is keyed by its event', () => {
  expect(parse(tap({ value: { act: 'lead.claim', leadId: '42' } }))).toEqual([
    {
      platform: 'feishu',
      key: 'cb-01',
      at: '2025-10-09T08:53:20.123Z',
      sender: 'ou_u1',
      chat: { id: 'oc_c1', kind: 'direct' },
      content: {
        kind: 'tap',
        act: 'lead.claim',
        args: { leadId: '42' },
        values: {},
        messageId: 'om_m9',
        updateToken: 'c-upd1',
        answerable: true,
      },
    },
  ] satisfies Inbound[])
})

test('a tap in a group is known by the mark that its button carries', () => {
  expect(parse(tap({ value: { act: 'x', _in: 'group' } }))[0]).toMatchObject({
    chat: { id: 'oc_c1', kind: 'group' },
    content: { args: {} },
  })
})

test('a submitted form brings its fields, dates without the phone’s zone', () => {
  const form_value = {
    content: '谈了报价',
    tags: ['a', 'b'],
    next: '2026-04-01 +0800',
    at: '2026-04-01 09:30 +0800',
    time: '09:30 +0800',
    agreed: true,
    reason__2: '价格',
    empty: null,
  }
  expect(contentOf(tap({ name: 'f_submit', value: { act: 'visit.log' }, form_value }))).toMatchObject({
    values: {
      content: '谈了报价',
      reason: '价格',
      tags: ['a', 'b'],
      next: '2026-04-01',
      at: '2026-04-01 09:30',
      time: '09:30',
      agreed: 'true',
    },
  })
})

const SELECTIONS: [string, object, Record<string, unknown>][] = [
  [
    'one option',
    { tag: 'select_static', option: 'won', value: { act: 'x', _name: 'stage' } },
    { stage: 'won' },
  ],
  [
    'several options',
    { tag: 'multi_select_static', options: ['a', 'b'], value: { act: 'x', _name: 's' } },
    { s: ['a', 'b'] },
  ],
  [
    'an input',
    { tag: 'input', input_value: '三万', name: 'amount', value: { act: 'x' } },
    { amount: '三万' },
  ],
  ['a checkbox', { tag: 'checker', checked: true, name: 'done', value: { act: 'x' } }, { done: 'true' }],
  [
    'a date',
    { tag: 'date_picker', option: '2026-04-01 +0800', value: { act: 'x', _name: 'on' } },
    { on: '2026-04-01' },
  ],
]
test.each(SELECTIONS)('a selection comes under the name of its block: %s', (_, action, values) => {
  expect(contentOf(tap(action))).toMatchObject({ act: 'x', args: {}, values })
})

test('the context counts wherever the callback puts it, and the value even as a string', () => {
  const body = {
    ...tap({ value: '{"act":"x","n":1}' }, { context: undefined }),
    context: { open_message_id: 'om_top' },
  }
  expect(contentOf(body)).toMatchObject({ act: 'x', args: { n: '1' }, messageId: 'om_top' })
})

test.each([undefined, 'text', {}, { act: 1 }, []])(
  'a tap on something that is not ours says nothing: %j',
  (value) => {
    expect(parse(tap({ value }))).toEqual([])
  },
)

const operator_id = { open_id: 'ou_u1' }
const EVENTS: [string, object, object][] = [
  [
    'application.bot.menu_v6',
    { operator: { operator_id }, event_key: 'today', timestamp: 1760000000 },
    { sender: 'ou_u1', chat: null, at: '2025-10-09T08:53:20.000Z', content: { kind: 'menu', key: 'today' } },
  ],
  [
    'im.chat.member.bot.added_v1',
    { chat_id: 'oc_g1', operator_id, name: '华东区' },
    { sender: 'ou_u1', chat: { id: 'oc_g1', kind: 'group' }, content: { kind: 'bot-added', name: '华东区' } },
  ],
  [
    'im.chat.member.bot.deleted_v1',
    { chat_id: 'oc_g1', operator_id },
    { chat: { id: 'oc_g1', kind: 'group' }, content: { kind: 'bot-removed' } },
  ],
  ['im.chat.disbanded_v1', { chat_id: 'oc_g1' }, { sender: null, content: { kind: 'bot-removed' } }],
  [
    'im.chat.access_event.bot_p2p_chat_entered_v1',
    { chat_id: 'oc_c1', operator_id },
    { sender: 'ou_u1', chat: { id: 'oc_c1', kind: 'direct' }, content: { kind: 'entered' } },
  ],
  [
    'contact.user.updated_v3',
    { object: { open_id: 'ou_u2', name: 'x' } },
    { key: 'ev-01', sender: null, chat: null, content: { kind: 'directory-changed', memberId: 'ou_u2' } },
  ],
  [
    'contact.user.deleted_v3',
    { object: {}, old_object: { open_id: 'ou_u3' } },
    { content: { kind: 'directory-changed', memberId: 'ou_u3' } },
  ],
  [
    'contact.department.created_v3',
    { object: { open_department_id: 'od-1' } },
    { content: { kind: 'directory-changed', departmentId: 'od-1' } },
  ],
  ['contact.scope.updated_v3', { added: {} }, { content: { kind: 'directory-changed' } }],
]
test.each(EVENTS)('event %s', (type, event, expected) => {
  expect(parse(feishuEvent(type, event))[0]).toMatchObject(expected)
})

test('a group with people of other companies is not entered', () => {
  expect(parse(feishuEvent('im.chat.member.bot.added_v1', { chat_id: 'oc_x', external: true }))).toEqual([])
})

test('the first chat ever comes in the old envelope', () => {
  const event = {
    type: 'p2p_chat_create',
    app_id: 'cli_0123456789abcdef',
    chat_id: 'oc_c1',
    user: { open_id: 'ou_u1' },
  }
  expect(parse({ uuid: 'u-1', ts: '1760000000.5', token: 'vt-1', type: 'event_callback', event })).toEqual([
    {
      platform: 'feishu',
      key: 'u-1',
      at: '2026-03-02T10:00:00.000Z',
      sender: 'ou_u1',
      chat: { id: 'oc_c1', kind: 'direct' },
      content: { kind: 'entered' },
    },
  ])
})

test('events that we do not know say nothing', () => {
  expect(parse(feishuEvent('calendar.calendar.changed_v4', {}))).toEqual([])
})

test.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
  'an event called like what every object has says nothing: %s',
  (type) => {
    expect(parse(feishuEvent(type, {}))).toEqual([])
  },
)

test.each([
  ['a message without id', feishuMessage({ message_id: undefined })],
  ['an id longer than any', feishuMessage({ message_id: 'x'.repeat(300) })],
  ['a text without text', feishuMessage({ content: '{}' })],
  ['content that is not JSON', feishuMessage({ content: 'x' })],
  ['an event without header', { header: null }],
])('malformed: %s', (_, body) => {
  expect(() => parse(body)).toThrow(Malformed)
})

test('a text without end is cut', () => {
  const cut = contentOf(text('长'.repeat(50_000)))
  expect(cut?.kind === 'text' && [...cut.text].length).toBe(10_000)
})
