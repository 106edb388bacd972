import { expect, test } from 'vitest'
import { contextsOf, readWorld } from '../../bench/language/world.ts'
import { modelRequest, unhidden } from '../../src/conversation/model/request.ts'
import type { Mask } from '../../src/conversation/model/withheld.ts'

const context = contextsOf(readWorld(new URL('fixtures/shared.world.json', import.meta.url)))('袁圆')
const masks: Mask[] = ['phones', 'amounts', 'names']
const shownOf = (sentence: string, mask: Mask[] = masks) => modelRequest(sentence, context, mask).shown.text

test.each([
  '138.0013.8000',
  '１３８．００１３．８０００',
  '1 3 8 0 0 1 3 8 0 0 0',
  '88886666',
  '021-5555 6666',
  '+852 9123 4567',
  '(021) 5555-6666',
  '310101199001011234',
  'usd 50000',
  '1 200 000',
  '120 0000',
  '120,0000',
  '5000-60000',
  '5000-6000',
  '0086 138-0013-8000',
  'wang.li@nanhu.cn',
  'ＷＡＮＧ＠nanhu.cn',
])('of %s no figure and no letter leaves the machine, whatever stands around it', (secret) => {
  for (const sentence of [`${secret}`, `那个客户水快烧开了 ${secret} 有戏`, `收到${secret}元，明天回话`]) {
    const shown = shownOf(sentence)
    expect(shown).not.toMatch(/\d{3}|nanhu/)
    expect(shown).not.toContain(secret)
  }
})

test('days, times, small counts and figures of a stored name are still seen', () => {
  for (const sentence of ['2026-06-10 15:30 的会改到 6.12 上午', '二期 20 台，3 个月 1200 小时'])
    expect(shownOf(sentence)).toBe(sentence)
  expect(shownOf('回款 50000 3天内')).toMatch(/ 3天内$/)
  expect(shownOf('2026-06-10 88886666 来电')).toBe('2026-06-10 〔数字1〕 来电')
})

test('a company that nobody has stored is hidden wherever it is named', () => {
  const shown = shownOf('见了新世纪商厦的人，新世纪商厦水快烧开了')
  expect(shown).toBe('见了〔名字1〕的人，〔名字2〕水快烧开了')
})

test('a sum that was taken back is hidden as the one that follows', () => {
  expect(shownOf('回款3万，说错了，回款5万')).not.toMatch(/[35]万/)
})

test.each([
  ['回款 120 0000 元', '1200000'],
  ['打了 1 200 000', '1200000'],
  ['号码 138.0013.8000', '13800138000'],
  ['号码 021-5555 6666', '021-5555 6666'],
  ['大概 usd 50000', '50000'],
  ['回款 3万5', '35000.00'],
])('%s: the sign comes back as %s', (sentence, figures) => {
  const { shown, hidden } = modelRequest(sentence, context, masks)
  const [sign] = /〔[^〕]+〕/.exec(shown.text) ?? ['']
  expect(unhidden({ arguments: { amount: sign } }, hidden)).toEqual({ arguments: { amount: figures } })
})

test('what was said is put back to the letter', () => {
  expect(unhidden('〔名字1〕', { '〔名字1〕': '$& $1 公司' })).toBe('$& $1 公司')
})

test('figures that were read as nothing go with phones or with sums, and are seen where neither is hidden', () => {
  const sentence = '那个客户 88886666'
  expect(shownOf(sentence, ['phones'])).toBe('那个客户 〔数字1〕')
  expect(shownOf(sentence, ['amounts'])).toBe('那个客户 〔数字1〕')
  expect(shownOf(sentence, ['names'])).toBe(sentence)
  expect(shownOf('打 13800138000', ['amounts'])).toBe('打 13800138000')
})
