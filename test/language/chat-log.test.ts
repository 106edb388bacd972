import { expect, test } from 'vitest'
import { contextsOf, readWorld } from '../../bench/language/world.ts'
import { understand, understandChatLog } from '../../src/conversation/understand/index.ts'

const contextOf = contextsOf(readWorld(new URL('fixtures/shared.world.json', import.meta.url)))
const context = contextOf('袁圆')

test('each line of a pasted conversation is read, with the account of the line before', () => {
  const log = [
    '袁圆 10:21',
    '见了朗润宋校长，报价5万',
    '宋雨桐 10:25',
    '好的谢谢',
    '袁圆 10:30',
    '下周三给答复，客户说再考虑一下',
  ].join('\n')
  const read = understandChatLog(log, context) ?? []
  expect(read.map((one) => one.intent)).toEqual(['log_follow_up', 'log_follow_up'])
  expect(read[1]?.arguments.account?.record?.name).toBe('北京朗润教育咨询有限公司')
  expect(read[1]?.arguments.nextAt).toBe('2026-06-17')
})

test('a business card is no conversation', () => {
  expect(understandChatLog('张家口坝上风电技术有限公司\n尤立新\nTel 0313-5501301', context)).toBeNull()
  expect(understandChatLog('公司：坝上风电\n联系人：尤立新\n电话：0313-5501301', context)).toBeNull()
})

test('a follow-up without an account means the one talked about minutes ago, and asks later', () => {
  const account = context.names.get('account', '北京朗润教育咨询有限公司')
  const ref = { kind: 'account' as const, id: account?.id ?? '', name: account?.name ?? '' }
  const minutesAgo = (minutes: number) => ({
    account: ref,
    at: new Date(context.at.getTime() - minutes * 60_000),
  })
  const soon = understand('聊完了 对方没意见', { ...context, recent: minutesAgo(3) })
  expect(soon.arguments.account?.record).toEqual(ref)
  expect(soon.question).toBeUndefined()
  expect(understand('聊完了 对方没意见', { ...context, recent: minutesAgo(60) }).question).toBeDefined()
})

test('a correction amends the record just made', () => {
  const account = {
    kind: 'account' as const,
    id: '北京朗润教育咨询有限公司',
    name: '北京朗润教育咨询有限公司',
  }
  const recent = { account, at: context.at }
  expect(understand('不对，是下周四', { ...context, recent })).toMatchObject({
    amends: true,
    arguments: { nextAt: '2026-06-18' },
  })
  expect(understand('金额改成8万', { ...context, recent })).toMatchObject({
    amends: true,
    arguments: { amount: '80000.00' },
  })
})
