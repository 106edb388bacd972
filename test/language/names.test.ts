import { describe, expect, test } from 'vitest'
import { shortForms } from '../../src/conversation/understand/book/keys.ts'
import { type Context, createNameBook, type NameEntry } from '../../src/conversation/understand/index.ts'
import { readMentions } from '../../src/conversation/understand/readers/mentions.ts'
import { readable } from '../../src/conversation/understand/text.ts'

const account = (name: string, ownerId: string | null, aliases: string[] = []): NameEntry => ({
  kind: 'account',
  id: name,
  name,
  aliases,
  ownerId,
})

const names = createNameBook([
  account('北京华联超市有限公司', 'li'),
  account('廊坊天创家居有限公司', 'li'),
  account('天津海河船务有限公司', 'li'),
  account('上海宏泰钢管有限公司', 'li'),
  account('无锡宏泰陶瓷有限公司', 'wang'),
  { kind: 'lead', id: '重庆两江茶楼', name: '重庆两江茶楼', aliases: [], ownerId: null },
])

function found(text: string, sees: Context['sees'] = new Set(['li'])): string[] {
  const context = { names, sees, speaker: { id: 'li', name: '李', role: 'rep' } } as Context
  return readMentions(readable(text).plain, context).flatMap((mention) =>
    mention.entries.map((entry) => entry.name),
  )
}

describe('what people call a company', () => {
  test('place, legal form and trade are left away one by one', () => {
    expect(shortForms('北京华联超市有限公司')).toEqual(['北京华联超市', '华联超市', '华联', '北京华联'])
    expect(shortForms('成都椒语餐饮管理有限公司')).toContain('椒语餐饮')
    expect(shortForms('北京知行律师事务所')).toContain('知行律所')
  })

  test.each([
    ['见了华联张总', '北京华联超市有限公司', 'short name'],
    ['天窗家居的合同', '廊坊天创家居有限公司', 'same sound'],
    ['hhcw 来电', '天津海河船务有限公司', 'initials'],
    ['haihe 那边', '天津海河船务有限公司', 'spelling'],
    ['海河传务打款', '天津海河船务有限公司', 'one wrong character'],
    ['两江茶楼归我', '重庆两江茶楼', 'the pool is open to all'],
  ])('%s names %s: %s', (text, name) => {
    expect(found(text)).toEqual([name])
  })

  test('only what the speaker may see is a candidate', () => {
    expect(found('宏泰来了一笔')).toEqual(['上海宏泰钢管有限公司'])
    expect(found('宏泰来了一笔', 'all')).toHaveLength(2)
    expect(found('宏泰陶瓷', new Set(['li']))).toEqual([])
  })

  test('inside another word a name is none', () => {
    expect(found('上海河边走走')).toEqual([])
  })

  test('what remains of places and a trade is nobody', () => {
    expect(shortForms('孝感市文昌中学')).toContain('文昌')
    expect(shortForms('孝感市文昌中学')).not.toContain('中学')
  })

  test.each([
    ['未来的校长来电话了', true],
    ['跟未来聊了下', true],
    ['未来那边要报价', true],
    ['未来几年预算要缩', false],
    ['在未来很重要', false],
  ])('a word that a company is called by: %s', (text, isName) => {
    const { how = null } =
      readMentions(readable(text).plain, {
        names: createNameBook([account('南昌红谷滩未来学校', 'li', ['未来'])]),
        sees: new Set(['li']),
        speaker: { id: 'li', name: '李', role: 'rep' },
      } as unknown as Context)[0] ?? {}
    expect(how !== null).toBe(isName)
  })
})

describe('a book kept fresh', () => {
  test('a renamed company is found by its new name only', () => {
    const book = createNameBook([account('北京甲乙商贸有限公司', 'li')])
    book.replace({ ...account('北京丙丁商贸有限公司', 'li'), id: '北京甲乙商贸有限公司' })
    expect(book.called('甲乙商贸')).toHaveLength(0)
    expect(book.called('丙丁商贸')).toHaveLength(1)
    expect(book.size).toBe(1)
  })

  test('what was removed is found no more', () => {
    const book = createNameBook([account('北京甲乙商贸有限公司', 'li')])
    book.remove('account', '北京甲乙商贸有限公司')
    expect(book.called('甲乙')).toHaveLength(0)
    expect(book.size).toBe(0)
  })
})
