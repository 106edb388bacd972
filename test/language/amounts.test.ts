import { describe, expect, test } from 'vitest'
import { readAmounts } from '../../src/conversation/understand/readers/amounts.ts'
import { readPhones } from '../../src/conversation/understand/readers/phones.ts'
import { readable } from '../../src/conversation/understand/text.ts'

const amounts = (text: string): string[] => readAmounts(readable(text).plain, []).map((one) => one.amount)

describe('sums of money', () => {
  test.each([
    ['2.5万', '25000.00'],
    ['三万五', '35000.00'],
    ['2万8', '28000.00'],
    ['10万5', '105000.00'],
    ['9.6w', '96000.00'],
    ['300k', '300000.00'],
    ['壹万元整', '10000.00'],
    ['１２万', '120000.00'],
    ['十八万六的价', '186000.00'],
    ['三万八千五', '38500.00'],
    ['二十万零五千', '205000.00'],
    ['1.2个亿', '120000000.00'],
    ['0.0625万', '625.00'],
    ['¥81,000', '81000.00'],
    ['12,500.50元', '12500.50'],
    ['三千块', '3000.00'],
    ['回款 30000', '30000.00'],
    ['95万一分没少', '950000.00'],
    ['5万6月签', '50000.00'],
    ['20万 月底签', '200000.00'],
    ['28万5600', '285600.00'],
    ['28万5600.50元', '285600.50'],
    ['3万500，昨天到的', '30500.00'],
    ['120万零500', '1200500.00'],
    ['五万零五十', '50050.00'],
    ['1千2百万', '12000000.00'],
    ['2百50万', '2500000.00'],
    ['1亿2千3百万', '123000000.00'],
    ['2百多万', '2000000.00'],
    ['三五万', '50000.00'],
    ['5万2026年付', '50000.00'],
    ['3万1200台', '30000.00'],
    ['21万30号前', '210000.00'],
  ])('%s is %s', (text, amount) => {
    expect(text === '0.0625万' ? amounts(`金额${text}`) : amounts(text)).toEqual([amount])
  })

  test.each([
    '200台',
    '8个点',
    '12个机柜',
    '3天',
    'iphone15',
    '第三季度',
    '85%',
    '2.4g',
    '十个人',
    '一共20张床',
    '1千2百亿',
    '回款 5万美元',
    '回款 $5万',
    '到账 100万日元',
    '回款 -3万',
    '回款 负3万',
  ])('%s is none', (text) => {
    expect(amounts(text)).toEqual([])
  })
})

describe('phone numbers', () => {
  test.each([
    ['159-0000-1302', '15900001302'],
    ['+86 159 0000 1302', '15900001302'],
    ['１５９００００１３０２', '15900001302'],
    ['幺五九零零零零幺三零四', '15900001304'],
    ['Tel 0313-5501301', '0313-5501301'],
    ['400-820-8820', '400-820-8820'],
  ])('%s is %s', (text, phone) => {
    expect(readPhones(readable(text).plain)[0]?.text).toBe(phone)
  })

  test('a mobile goes before a land line', () => {
    expect(readPhones('tel 0313-5501301 mobile 15900001301').map((one) => one.text)).toEqual([
      '15900001301',
      '0313-5501301',
    ])
  })

  test('an order number is no phone', () => {
    expect(readPhones('单号20260610159000013021')).toEqual([])
  })
})
