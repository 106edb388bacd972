import { expect, test } from 'vitest'
import type { Content } from '../../src/chat/inbound.ts'
import { Malformed } from '../../src/errors.ts'
import { parseEvent } from '../../src/platforms/wecom/parse.ts'
import { encodeKey, encodeRow } from '../../src/platforms/wecom/tap-key.ts'
import { parseXml } from '../../src/platforms/wecom/xml.ts'
import { wecomXml } from './support/wecom-request.ts'

const now = () => new Date('2026-03-02T10:00:00Z')
const parse = (fields: Record<string, string>) =>
  parseEvent(parseXml(wecomXml({ CreateTime: '1760000000', ...fields })), { now, agentId: 1000002 })
const contentOf = (fields: Record<string, string>): Content | undefined => parse(fields)[0]?.content
const message = (fields: Record<string, string>) => contentOf({ MsgId: '4561255354251345929', ...fields })
const event = (fields: Record<string, string>) => contentOf({ MsgType: 'event', ...fields })

test('a message says who, when and what; WeCom names no chat', () => {
  expect(parse({ MsgType: 'text', Content: ' 拜访 华联超市 ', MsgId: '4561255354251345929' })).toEqual([
    {
      platform: 'wecom',
      key: '1000002|zhang|4561255354251345929',
      at: '2025-10-09T08:53:20.000Z',
      sender: 'zhang',
      chat: null,
      content: { kind: 'text', text: '拜访 华联超市', toBot: true },
    },
  ])
})

const unsupported = (type: string) => ({ kind: 'unsupported', type, toBot: true })
const MESSAGES: [Record<string, string>, object][] = [
  [
    { MsgType: 'text', Content: '华联\0 &lt; 超市' },
    { kind: 'text', text: '华联 &lt; 超市', toBot: true },
  ],
  [
    { MsgType: 'image', MediaId: 'm1' },
    { kind: 'image', fileKey: 'm1', messageId: '4561255354251345929' },
  ],
  [
    { MsgType: 'file', MediaId: 'm2', FileName: '合同.pdf' },
    { kind: 'file', fileKey: 'm2', name: '合同.pdf' },
  ],
  [{ MsgType: 'file' }, unsupported('file')],
  [
    { MsgType: 'location', Location_X: '31.2304', Location_Y: '121.4737', Label: '人民广场' },
    { kind: 'location', latitude: 31.2304, longitude: 121.4737, label: '人民广场' },
  ],
  [{ MsgType: 'location', Label: 'x' }, unsupported('location')],
  [{ MsgType: 'voice', MediaId: 'v', Format: 'amr' }, unsupported('voice')],
  [{ MsgType: 'video', MediaId: 'v' }, unsupported('video')],
  [{ MsgType: 'link', Title: 't', Url: 'https://x.example' }, unsupported('link')],
]
test.each(MESSAGES)('message %j', (fields, expected) => {
  expect(message(fields)).toMatchObject(expected)
})

const EVENTS: [Record<string, string>, object][] = [
  [
    { Event: 'click', EventKey: 'today' },
    { kind: 'menu', key: 'today' },
  ],
  [{ Event: 'enter_agent', EventKey: '' }, { kind: 'entered' }],
  [{ Event: 'subscribe' }, { kind: 'directory-changed', memberId: 'zhang' }],
  [{ Event: 'unsubscribe' }, { kind: 'directory-changed', memberId: 'zhang' }],
  [
    { Event: 'change_contact', ChangeType: 'update_user', UserID: 'old', NewUserID: 'new' },
    { kind: 'directory-changed', memberId: 'new' },
  ],
  [
    { Event: 'change_contact', ChangeType: 'create_party', Id: '7' },
    { kind: 'directory-changed', departmentId: '7' },
  ],
]
test.each(EVENTS)('event %j', (fields, expected) => {
  expect(event(fields)).toEqual(expected)
})

test('what the directory says is said by nobody', () => {
  expect(parse({ MsgType: 'event', Event: 'subscribe' })[0]?.sender).toBeNull()
})

test.each(['view', 'LOCATION', 'batch_job_result', 'sys_approval_change'])(
  'event %s says nothing',
  (Event) => {
    expect(parse({ MsgType: 'event', Event })).toEqual([])
  },
)

test('an event of another app is left alone', () => {
  expect(parse({ MsgType: 'event', Event: 'click', EventKey: 'x', AgentID: '3010040' })).toEqual([])
})

const item = (question: string, ...options: string[]) =>
  `<SelectedItem><QuestionKey><![CDATA[${question}]]></QuestionKey><OptionIds>${options
    .map((id) => `<OptionId><![CDATA[${id}]]></OptionId>`)
    .join('')}</OptionIds></SelectedItem>`

const tap = (fields: Record<string, string>) =>
  event({
    Event: 'template_card_event',
    TaskId: 'd-1',
    CardType: 'button_interaction',
    ResponseCode: 'RC',
    ...fields,
  })
const key = (act: string, args = {}, row?: 'row') => encodeKey({ act, args }, row) as string

test('a tap says what it means, on which card, with the code that changes the card', () => {
  expect(tap({ EventKey: key('lead.claim', { leadId: '42' }) })).toEqual({
    kind: 'tap',
    act: 'lead.claim',
    args: { leadId: '42' },
    values: {},
    messageId: 'd-1',
    updateToken: 'RC',
  })
})

test('what was selected comes under its question: one as a string, several as a list, none not at all', () => {
  const SelectedItems = `${item('stage', 'won')}${item('tags', 'a', 'b')}${item('none')}`
  expect(tap({ EventKey: key('x'), SelectedItems })).toMatchObject({
    values: { stage: 'won', tags: ['a', 'b'] },
  })
})

test('a selected row brings its arguments, for the button that means rows alone', () => {
  const SelectedItems = item('_row', encodeRow({ leadId: '7' }) as string)
  expect(tap({ EventKey: key('lead.claim', {}, 'row'), SelectedItems })).toMatchObject({
    args: { leadId: '7' },
    values: {},
  })
  expect(tap({ EventKey: key('pool.next'), SelectedItems })).toMatchObject({ args: {}, values: {} })
})

test('the corner menu is a tap too', () => {
  expect(event({ Event: 'template_card_menu_event', EventKey: key('x'), TaskId: 'd-1' })).toMatchObject({
    act: 'x',
  })
})

test.each(['done', '', '{}', '[1,{}]', '["x"'])('a key that is not ours says nothing: %j', (EventKey) => {
  expect(tap({ EventKey })).toBeUndefined()
})

test('events of one second have different keys, the same event has one, and no key shows the response code', () => {
  const keyOf = (fields: Record<string, string>) =>
    parse({ MsgType: 'event', Event: 'template_card_event', TaskId: 't', EventKey: key('x'), ...fields })[0]
      ?.key
  expect(keyOf({ ResponseCode: 'RC1' })).not.toBe(keyOf({ ResponseCode: 'RC2' }))
  expect(keyOf({ ResponseCode: 'RC1' })).toBe(keyOf({ ResponseCode: 'RC1' }))
  expect(keyOf({ ResponseCode: 'RC1' })).not.toContain('RC1')
})

const MALFORMED: Record<string, string>[] = [{ MsgType: 'text', FromUserName: '' }, { Content: 'x' }]
test.each(MALFORMED)('malformed: %j', (fields) => {
  expect(() => parse(fields)).toThrow(Malformed)
})
