import { describe, expect, test } from 'vitest'
import { readDates } from '../../src/conversation/understand/readers/dates.ts'
import { readable } from '../../src/conversation/understand/text.ts'

const wednesday = new Date('2026-06-10T09:30:00+08:00')
const said = (text: string, at = wednesday) => readDates(readable(text).plain, at, 'Asia/Shanghai', [])
const days = (text: string): string[] => said(text).map((date) => date.when)

describe('said on Wednesday 2026-06-10 at 09:30', () => {
  test.each([
    ['今天', '2026-06-10'],
    ['明儿', '2026-06-11'],
    ['大后天', '2026-06-13'],
    ['周五', '2026-06-12'],
    ['周三', '2026-06-17'],
    ['礼拜天', '2026-06-14'],
    ['这周四', '2026-06-11'],
    ['下周三', '2026-06-17'],
    ['下个礼拜一', '2026-06-15'],
    ['下下周一', '2026-06-22'],
    ['周五前', '2026-06-12'],
    ['15号', '2026-06-15'],
    ['9号', '2026-07-09'],
    ['二十五号', '2026-06-25'],
    ['下个月5号', '2026-07-05'],
    ['7月2号', '2026-07-02'],
    ['５月１号', '2027-05-01'],
    ['6/18', '2026-06-18'],
    ['6.18前付款', '2026-06-18'],
    ['2026年7月1日', '2026-07-01'],
    ['月底', '2026-06-30'],
    ['9月底前', '2026-09-30'],
    ['三季度末', '2026-09-30'],
    ['季度末', '2026-06-30'],
    ['年底', '2026-12-31'],
    ['两周后', '2026-06-24'],
    ['三天后', '2026-06-13'],
    ['半个月后', '2026-06-25'],
    ['一个月后', '2026-07-10'],
    ['三个工作日内', '2026-06-15'],
    ['后天傍晚之前', '2026-06-12'],
    ['下周三下班前', '2026-06-17'],
  ])('%s is %s', (text, day) => {
    expect(days(text)).toEqual([day])
  })

  test.each([
    ['两小时后', '2026-06-10T11:30:00+08:00'],
    ['半小时后', '2026-06-10T10:00:00+08:00'],
    ['周六上午九点', '2026-06-13T09:00:00+08:00'],
    ['明天下午3点半', '2026-06-11T15:30:00+08:00'],
    ['明晚8点', '2026-06-11T20:00:00+08:00'],
    ['下午三点一刻', '2026-06-10T15:15:00+08:00'],
    ['3点提醒我', '2026-06-10T15:00:00+08:00'],
    ['15号14:00', '2026-06-15T14:00:00+08:00'],
  ])('%s is the moment %s', (text, moment) => {
    expect(days(text)).toEqual([moment])
  })

  test.each([
    ['端午后', '2026-06-22', 'the holiday is 19 to 21 June'],
    ['国庆后', '2026-10-08', 'the holiday is 1 to 7 October'],
    ['中秋过后', '2026-09-28', '25 September is a Friday'],
  ])('%s is the first working day after it: %s, %s', (text, day) => {
    expect(days(text)).toEqual([day])
  })

  test('a make-up Saturday is a working day', () => {
    expect(said('两个工作日后', new Date('2026-10-08T09:00:00+08:00')).map((date) => date.when)).toEqual([
      '2026-10-10',
    ])
  })

  test('money that came in on the 9th came on the last 9th', () => {
    expect(said('9号的')[0]?.last).toBe('2026-06-09')
  })

  test.each(['200点', '聊了半个钟头', '提了两点意见', '3台', '周转', '八个点', '12个月账期', '35号楼'])(
    '%s is no day',
    (text) => {
      expect(days(text)).toEqual([])
    },
  )
})

test('weeks and months turn over at the end of a year', () => {
  const eve = new Date('2026-12-31T23:00:00+08:00')
  expect(said('明天', eve)[0]?.when).toBe('2027-01-01')
  expect(said('下周一', eve)[0]?.when).toBe('2027-01-04')
  expect(said('月底', eve)[0]?.when).toBe('2026-12-31')
  expect(said('5号', eve)[0]?.when).toBe('2027-01-05')
})

test('the day is counted in the business time zone', () => {
  const lateInLondon = new Date('2026-06-10T20:00:00Z')
  expect(said('今天', lateInLondon)[0]?.when).toBe('2026-06-11')
})
