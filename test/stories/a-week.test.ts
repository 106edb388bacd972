import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

// From Wednesday 10 June to the next Thursday: what reaches whom by itself, and when.
describe.each(platforms)('a week on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const seen = new Map<string, number>()
  const people = ['李雷', '韩梅', '王芳', '林岚', '钱进']

  /** Sets the clock forward; what `heard` returns then is what came on the way. */
  async function until(moment: string): Promise<void> {
    for (const name of people) seen.set(name, chat.messages(name).length)
    await story.app.travel(new Date(`2026-06-${moment}:00+08:00`))
    await story.app.queue.drain()
  }
  const heard = (name: string): string[] =>
    chat
      .messages(name)
      .slice(seen.get(name))
      .map(({ text }) => text)
  const times = (name: string, words: string): number =>
    heard(name).filter((text) => text.includes(words)).length

  beforeAll(async () => {
    for (const name of people) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    const account = await anAccount(story.db, {
      name: '嘉兴南湖印务有限公司',
      ownerId,
      signedAt: new Date('2026-03-02T02:00:00Z'),
    })
    const made = { accountId: account.id, createdAt: story.clock.now(), updatedAt: story.clock.now() }
    await story.db.receivable.create({
      data: { ...made, title: '首付款', amount: '20000', dueOn: new Date('2026-06-10T00:00:00Z') },
    })
    await chat.says('李雷', '提醒我明天上午10点给张总回电')
    await chat.says('王芳', '给李雷派任务：明天把验收单收回来')
    await chat.says('李雷', '南湖印务答应周五付款')
  })

  test('Wednesday at six 王芳 and 林岚 get the board of what they lead; the reps do not', async () => {
    await until('10T20:30')
    expect(times('王芳', '华东区 今日战报')).toBe(1)
    expect(times('林岚', '销售部 今日战报')).toBe(1)
    expect(heard('李雷')).toEqual([])
  })

  test('at night nothing is pushed: what 王芳 gives at ten arrives at eight', async () => {
    await until('10T22:00')
    await chat.says('王芳', '给韩梅派任务：后天把样机取回来')
    expect(heard('韩梅')).toEqual([])
    await until('11T07:59')
    expect(heard('韩梅')).toEqual([])
    await until('11T08:01')
    expect(times('韩梅', '把样机取回来')).toBeGreaterThan(0)
  })

  test('Thursday begins with the brief: two tasks, to be ticked off where they stand, and the money', async () => {
    await until('11T08:35')
    const brief = heard('李雷').join('\n')
    for (const words of ['早上好，李雷', '把验收单收回来', '给张总回电']) expect(brief).toContain(words)
    expect(brief).toMatch(/催 嘉兴南湖印务有限公司：2万元 逾期 1 天[\s\S]*答应明天（6月12日）付/)
    expect(times('王芳', '早上好')).toBe(0)
  })

  test('that was his morning: nothing of it comes again; finance has the overdue money', async () => {
    await until('11T09:30')
    expect(heard('李雷')).toEqual([])
    expect(heard('钱进').join('\n')).toContain('1 笔逾期，共 2万元')
    expect(heard('王芳').join('\n')).not.toContain('逾期 1 天')
  })

  test('at ten he is reminded of the call, and puts it off', async () => {
    await until('11T10:01')
    expect(times('李雷', '给张总回电')).toBe(1)
    await chat.taps('李雷', '改期')
    await chat.taps('李雷', '明天')
    const task = await story.db.task.findFirstOrThrow({ where: { title: { contains: '回电' } } })
    expect(task.dueAt).toEqual(new Date('2026-06-11T16:00:00Z'))
  })

  test('on Friday who gave the task hears that it is late', async () => {
    await until('12T09:05')
    expect(heard('王芳').join('\n')).toMatch(/催 李雷：把验收单收回来[\s\S]*你派的，已逾期/)
    expect(heard('李雷').join('\n')).toContain('把验收单收回来')
  })

  test('he finishes it by a word, and she hears that too', async () => {
    await chat.says('李雷', '完成 验收单')
    expect(
      chat
        .messages('王芳')
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('李雷 完成了任务')
  })

  test('the weekend is quiet: no brief, no board, no dunning', async () => {
    await until('12T18:30')
    await until('14T20:00')
    for (const name of people) expect(heard(name).join('\n')).not.toMatch(/早上好|战报|该催|逾期/)
  })

  test('on Monday the promise is broken, and the brief puts the money first', async () => {
    await until('15T08:35')
    expect(heard('李雷').join('\n')).toMatch(/1\S* 追 嘉兴南湖印务有限公司：说好的款没到/)
    expect(await story.db.paymentPromise.findFirstOrThrow()).toMatchObject({ status: 'broken' })
  })

  test('after seven days 王芳 hears of the money as well', async () => {
    await until('17T09:30')
    expect(heard('王芳').join('\n')).toContain('逾期 7 天')
  })

  test('every slot was pushed once, and by hand it is not pushed again', async () => {
    const pushes = () => story.db.delivery.count({ where: { kind: 'push' } })
    const before = await pushes()
    const asOf = new Date('2026-06-17T08:30:00+08:00')
    await story.app.timekeeper.runNow('morning-brief', asOf)
    await story.app.timekeeper.runNow('overdue-receivables', new Date('2026-06-17T09:10:00+08:00'))
    await story.app.queue.drain()
    expect(await pushes()).toBe(before)
    expect(await story.db.scheduleRun.count({ where: { status: 'failed' } })).toBe(0)
    expect(await story.db.delivery.count({ where: { status: 'failed' } })).toBe(0)
  })
})
