import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '林岚']) await chat.says(name, '帮助')
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId: owner.id })
    await chat.says('李雷', '拜访 华联超市 谈了报价和交期')
    await chat.says('李雷', '华联超市 回款 3万')
  })

  test('the board shows who leads; figure and period switch in place', async () => {
    const board = await chat.says('韩梅', '今日回款排行榜')
    expect(board).toContain('今日回款榜')
    expect(board).toMatch(/李雷[\s\S]*3万元/)
    const before = chat.messages('韩梅').length
    await chat.taps('韩梅', '本月')
    expect(chat.messages('韩梅')).toHaveLength(before)
    expect(
      chat
        .messages('韩梅')
        .map(({ text }) => text)
        .join(),
    ).toContain('本月回款榜')
  })

  test('of a time that is over, too: it stays so when switched, and its proof is of that time', async () => {
    await chat.says('李雷', '华联超市 5月20号回款 2万')
    const board = await chat.says('王芳', '上个月回款排行榜')
    expect(board).toContain('5月 回款榜')
    expect(board).toMatch(/李雷[\s\S]*2万元/)
    expect(board).toContain('比4月多 2万元')
    await chat.taps('王芳', '看明细')
    const proof = chat.last('王芳')?.text
    expect(proof).toContain('5月')
    expect(proof).toContain('2万元')
    expect(proof).not.toContain('3万元')
    await chat.says('王芳', '5月回款榜')
    await chat.taps('王芳', '部门榜')
    expect(chat.last('王芳')?.text).toContain('5月 回款榜')
    await chat.taps('王芳', '本月')
    expect(chat.last('王芳')?.text).toContain('本月回款榜')
    expect(await chat.says('王芳', '4月回款榜')).toContain('4月没有人上榜')
    expect(await chat.says('王芳', '去年业绩')).toContain('2025年 签单榜')
  })

  test('so is a target', async () => {
    const { id } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const targets = ['2026-05-01', '2026-06-01'].map((day) => ({
      startsOn: new Date(day),
      memberId: id,
    }))
    await story.db.target.createMany({
      data: targets.map((target) => ({ ...target, period: 'month' as const, amount: 50_000 })),
    })
    const over = await chat.says('李雷', '我上个月目标完成了多少')
    expect(over).toContain('我的5月目标')
    expect(over).toContain('没完成')
    await chat.taps('李雷', '本月')
    expect(chat.last('李雷')?.text).toContain('我的本月目标')
    expect(chat.last('李雷')?.text).toContain('落后比较多')
    expect(await chat.says('李雷', '4月目标完成情况')).toContain('我4月没有定过目标')
  })

  test('王芳 asks for the target of one of her people, however she calls him, and switches to another period', async () => {
    const { id: memberId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const quarter = { period: 'quarter' as const, startsOn: new Date('2026-04-01'), amount: 150_000 }
    await story.db.target.create({ data: { ...quarter, memberId } })
    expect(await chat.says('王芳', '我们团队的目标')).toContain('华东区 本月目标')
    for (const words of ['李雷的本月目标', '李雷的目标', '小李的目标', '李雷这个月目标完成多少']) {
      const shown = await chat.says('王芳', words)
      expect(shown).toContain('李雷的本月目标')
      expect(shown).toContain('5万元')
    }
    await chat.taps('王芳', '本季')
    expect(chat.last('王芳').text).toMatch(/李雷的本季目标[\s\S]*15万元/)
    expect(await chat.says('王芳', '王芳的目标')).toContain('我本月还没有定目标')
  })

  test.each([
    ['王芳', '赵敏的本月目标'],
    ['韩梅', '李雷的目标完成多少了'],
  ])('%s is not told 「%s」', async (who, words) => {
    expect(await chat.says(who, words)).toContain('别的部门的目标看不了，问问你自己的或者本部门的')
  })

  test('the manager opens the proof of a figure, a colleague may not', async () => {
    await chat.says('王芳', '今日拜访排行榜')
    await chat.taps('王芳', '看明细')
    expect(
      chat
        .messages('王芳')
        .map(({ text }) => text)
        .join(),
    ).toContain('谈了报价和交期')
    await chat.says('韩梅', '今日拜访排行榜')
    await chat.taps('韩梅', '看明细')
    expect(
      chat
        .messages('韩梅')
        .map(({ text }) => text)
        .join(),
    ).not.toContain('谈了报价和交期')
  })

  test('at six the board comes to the group that the manager has bound, once', async () => {
    const group = platform === 'feishu' ? { group: '华东区作战群' } : { group: '华东区群' }
    if (platform === 'feishu') {
      expect(await chat.says('李雷', '绑定群 华东区', { in: group })).toContain('主管')
      expect(await chat.says('王芳', '绑定群 华东区', { in: group })).toContain('这个群归华东区')
    } else {
      expect(await chat.says('李雷', '绑定群 华东区')).toContain('主管')
      expect(await chat.says('王芳', '绑定群 华东区')).toContain('建好了')
      expect(chat.last(group)?.text).toContain('这个群归华东区')
    }
    const six = new Date('2026-06-10T18:00:00+08:00')
    await story.app.timekeeper.travel(story.clock, six)
    await story.app.timekeeper.runNow('daily-leaderboard', six)
    await story.app.queue.drain()
    const boards = chat.messages(group).filter(({ text }) => text.includes('华东区 今日战报'))
    expect(boards).toHaveLength(1)
    expect(boards[0]?.text).toContain('3万元')
    expect(
      chat
        .messages('王芳')
        .map(({ text }) => text)
        .join(),
    ).toContain('华东区 今日战报')
    expect(
      chat
        .messages('李雷')
        .map(({ text }) => text)
        .join(),
    ).not.toContain('今日战报')
  })
})

// A company that begins on a Saturday: the board of the day would be empty.
describe.each(platforms)('on a weekend, on %s', (platform) => {
  const story = stage('2026-06-13T10:00:00+08:00')
  const chat = story.on(platform)

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '林岚', '赵敏']) await chat.says(name, '帮助')
    const [lilei, hanmei] = await Promise.all(
      ['李雷', '韩梅'].map((name) => story.db.member.findFirstOrThrow({ where: { name } })),
    )
    await story.db.memberDay.createMany({
      data: [
        { memberId: lilei?.id as string, day: new Date('2026-06-12'), amount: 30_000, visits: 2 },
        { memberId: hanmei?.id as string, day: new Date('2026-06-12'), amount: 30_000 },
        { memberId: hanmei?.id as string, day: new Date('2026-06-11'), amount: 10_000 },
      ],
    })
  })

  test('the board asked for is Friday’s and says so; equals share a rank, the others are named in one line', async () => {
    const board = await chat.says('李雷', '今日签单排行榜')
    expect(board).toContain('6月12日 周五 签单榜')
    expect(board).toContain('今天还没人开张，先看上个工作日的')
    expect(board).toMatch(/1\S* \**韩梅[\s\S]*1\S* \**李雷/)
    expect(board).toContain('没有记录：')
    expect(board).not.toContain('0元 · 差上一名')
  })

  test('so is the one that is pushed', async () => {
    await story.app.timekeeper.runNow('daily-leaderboard', new Date('2026-06-13T18:00:00+08:00'))
    await story.app.queue.drain()
    const boards = chat.messages('王芳').map(({ text }) => text)
    expect(boards.join('\n')).toContain('华东区 上个工作日战报')
    expect(boards.join('\n')).toContain('6万元')
  })
})
