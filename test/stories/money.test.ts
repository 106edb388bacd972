import { beforeAll, describe, expect, test } from 'vitest'
import { Prisma } from '../../src/db/types.ts'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

let place = 0

describe.each(platforms)('on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const member = (name: string) => story.db.member.findFirstOrThrow({ where: { name } })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '钱进']) await chat.says(name, '帮助')
    const { id: ownerId } = await member('李雷')
    const account = await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now(), accountId: account.id }
    await story.db.receivable.createMany({
      data: [
        { ...made, title: '首付', amount: '20000.00', dueOn: new Date('2026-05-20T00:00:00Z') },
        { ...made, title: '尾款', amount: '30000.00', dueOn: new Date('2026-07-20T00:00:00Z') },
      ],
    })
  })

  test('李雷 sees what is overdue and notes when the customer will pay', async () => {
    const list = await chat.says('李雷', '逾期应收')
    expect(list).toContain('1 笔逾期，共 2万元')
    expect(list).toContain('逾期 21 天')
    await chat.taps('李雷', platform === 'wecom' ? '1 处理' : '处理')
    await chat.taps('李雷', '记承诺')
    const noted = await chat.says('李雷', '周五')
    expect(noted).toContain('6月12日')
    expect(await story.db.paymentPromise.findFirst()).toMatchObject({
      status: 'open',
      dueOn: new Date('2026-06-12T00:00:00Z'),
    })
  })

  test('a colleague neither sees it nor may write it down', async () => {
    expect(await chat.says('韩梅', '逾期')).not.toContain('华联')
    const refused = await chat.says('韩梅', '华联超市 回款 3万')
    expect(await story.db.payment.count()).toBe(0)
    expect(refused).not.toContain('李雷')
  })

  test('finance writes the payment down; the owner hears of it, the promise is kept', async () => {
    const receipt = await chat.says('钱进', '华联超市 回款 3万')
    expect(receipt).toContain('到账 3万元')
    expect(receipt).toContain('结清')
    expect(chat.last('李雷')?.text).toContain('到账 3万元')
    const receivables = await story.db.receivable.findMany({ orderBy: { dueOn: 'asc' } })
    expect(receivables.map(({ paidAmount, status }) => [paidAmount.toFixed(2), status])).toEqual([
      ['20000.00', 'paid'],
      ['10000.00', 'partial'],
    ])
    expect((await story.db.paymentPromise.findFirst())?.status).toBe('kept')
    expect(await chat.says('李雷', '逾期')).toContain('没有逾期')
  })

  test('taken back by button, everything is owed again', async () => {
    await chat.taps('钱进', '撤销')
    const receivables = await story.db.receivable.findMany({ orderBy: { dueOn: 'asc' } })
    expect(receivables.map(({ status }) => status)).toEqual(['open', 'open'])
    const days = await story.db.memberDay.findMany()
    expect(days.every(({ payments }) => payments.isZero())).toBe(true)
  })

  test('of two payments in one breath the first is noted, and he is told that the other is not', async () => {
    const noted = await chat.says('李雷', '华联超市说周五付首付款一万三，剩下的月底前结清')
    for (const words of ['6月12日', '「剩下的月底前结清」还没记']) expect(noted).toContain(words)
    expect(await story.db.paymentPromise.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      dueOn: new Date('2026-06-12T00:00:00Z'),
      amount: new Prisma.Decimal(13_000),
    })
  })

  test('the same money again is asked about once: 钱进 has noted it already', async () => {
    const count = () => story.db.payment.count({ where: { undoneAt: null } })
    await chat.says('钱进', '华联超市 回款 2688')
    const asked = (await chat.says('李雷', '华联超市 回款 2688')).replace('&#58;', ':')
    expect(asked).toContain('钱进 今天（6月10日） 09:30 已登记 2,688元，是另一笔吗？')
    expect(await count()).toBe(1)
    await chat.taps('李雷', '同一笔，不记')
    expect(chat.last('李雷').text).toContain('没有再记')
    expect(await count()).toBe(1)
    await chat.says('李雷', '华联超市 回款 2688')
    expect(await chat.says('李雷', '是另外一笔')).toContain('到账 2,688元')
    expect(await count()).toBe(2)
    expect(await chat.says('李雷', '华联超市 回款 2688 昨天到的')).toContain('到账 2,688元')
    expect(await chat.says('赵敏', '华联超市 回款 2688')).not.toContain('钱进')
    expect(await count()).toBe(3)
  })

  test.each([
    ['是的', 1],
    ['对', 1],
    ['不是', 0],
    ['没有', 0],
    ['不是另一笔', 0],
  ])('「%s」 is answer enough', async (words, more) => {
    const count = () => story.db.payment.count({ where: { undoneAt: null } })
    const amount = 4100 + ++place
    await chat.says('钱进', `华联超市 回款 ${amount}`)
    const before = await count()
    expect(await chat.says('李雷', `华联超市 回款 ${amount}`)).toContain('是另一笔吗')
    expect(await chat.says('李雷', words)).toContain(more ? '到账' : '没有再记')
    expect(await count()).toBe(before + more)
  })

  test('by the button as well', async () => {
    await chat.says('李雷', '看看华联超市')
    const count = await story.db.payment.count()
    await chat.taps('李雷', '记回款')
    expect(await chat.says('李雷', '2688')).toContain('是另一笔吗')
    expect(await chat.says('李雷', '1')).toContain('到账 2,688元')
    expect(await story.db.payment.count()).toBe(count + 1)
  })
})
