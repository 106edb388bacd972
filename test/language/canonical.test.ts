import { describe, expect, test } from 'vitest'
import { contextsOf, readWorld } from '../../bench/language/world.ts'
import { understand } from '../../src/conversation/understand/index.ts'

const contextOf = contextsOf(readWorld(new URL('fixtures/shared.world.json', import.meta.url)))
const said = (sentence: string, speaker = '袁圆') => understand(sentence, contextOf(speaker))

describe('the forms that help teaches', () => {
  test.each([
    ['拜访 朗润 谈了报价，周五再联系宋校长', 'log_follow_up'],
    ['公海', 'browse_pool'],
    ['领取 3', 'claim'],
    ['领取 黄河面粉', 'claim'],
    ['黄河面粉 领', 'claim'],
    ['抢！黄河面粉！', 'claim'],
    ['帮领黄河面粉', 'claim'],
    ['推进 朗润 商务谈判', 'advance_stage'],
    ['赢单 朗润', 'win'],
    ['朗润 赢单 30万', 'win'],
    ['输单 天创 原因 价格太高', 'lose'],
    ['新线索 兴隆面馆 王总 13800138000 想买收银', 'create_lead'],
    ['我的客户', 'list_mine'],
    ['我的待办', 'list_mine'],
    ['朗润教育', 'show_account'],
    ['查 朗润', 'show_account'],
    ['提醒我明天下午3点给宋校长打电话', 'create_task'],
    ['给魏东派任务 周五前交周报', 'create_task'],
    ['完成 给宋校长打电话', 'complete_task'],
    ['朗润 回款 3万', 'record_payment'],
    ['朗润答应周五付款', 'promise_payment'],
    ['排行榜', 'show_leaderboard'],
    ['本周排行', 'show_leaderboard'],
    ['逾期', 'show_overdue'],
    ['帮助', 'help'],
    ['撤销', 'undo'],
    ['为什么朗润掉公海了', 'explain'],
    ['转客户 大渡河旅行社', 'convert_lead'],
    ['新商机 朗润 二期扩容 20万 月底', 'create_opportunity'],
    ['目标', 'show_target'],
    ['部门榜', 'show_leaderboard'],
    ['大区回款榜', 'show_leaderboard'],
    ['曹阳本月业绩', 'show_leaderboard'],
    ['看看曹阳这个月的签单情况', 'show_leaderboard'],
    ['漏斗', 'list_mine'],
    ['销售漏斗', 'list_mine'],
    ['把第1条分给曹阳', 'browse_pool'],
    ['第三条线索派给曹阳', 'browse_pool'],
    ['核销', 'record_payment'],
    ['核销 朗润 2万', 'record_payment'],
  ])('%s is %s', (sentence, intent) => {
    expect(said(sentence).intent).toBe(intent)
  })

  test('a number after 领取 is a place in the list last shown, and nothing is asked', () => {
    expect(said('领取 3')).toMatchObject({ arguments: { target: { text: '3' } } })
    expect(said('领取 3').question).toBeUndefined()
  })

  test('a board of departments is of departments', () => {
    expect(said('部门榜').arguments).toMatchObject({ by: 'departments' })
    expect(said('本月排行榜').arguments.by).toBeUndefined()
  })

  test('the funnel is what is open, and a payment to settle is asked for', () => {
    expect(said('漏斗').arguments).toEqual({ what: 'opportunities' })
    expect(said('核销').question?.about).toBe('account')
  })

  test('who needs help is answered by what is near', () => {
    expect(said('谁需要帮助')).toMatchObject({
      intent: 'none',
      suggestions: ['show_target', 'show_leaderboard'],
    })
  })

  test('date, sum and person land wherever they stand', () => {
    for (const sentence of [
      '周五前拜访了朗润宋校长 报价5万',
      '拜访 朗润 宋校长 报价5万 周五再谈',
      '朗润 5万报给宋校长了 周五再谈',
    ]) {
      const { arguments: given } = said(sentence)
      expect(given.amount, sentence).toBe('50000.00')
      expect(given.contact?.record?.name, sentence).toBe('宋雨桐')
    }
  })

  test('a company nobody has stored is asked about, with its name', () => {
    const { intent, question, arguments: given } = said('拜访 兴隆面馆 谈了报价')
    expect(intent).toBe('log_follow_up')
    expect(given.account).toEqual({ text: '兴隆面馆' })
    expect(question?.text).toContain('兴隆面馆')
  })
})
