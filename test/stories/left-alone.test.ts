import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead } from '../support/world.ts'

describe.each(platforms)('left alone on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const until = async (moment: string) => {
    await story.app.travel(new Date(`2026-06-${moment}:00+08:00`))
    await story.app.queue.drain()
  }
  const mutedUntil = async (name: string) =>
    (await story.db.member.findFirstOrThrow({ where: { name } })).mutedUntil

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳']) await chat.says(name, '帮助')
  })

  test('李雷 wants quiet for two hours: what 王芳 gives him waits, what he asks is answered', async () => {
    expect(await chat.says('李雷', '免打扰 2小时')).toContain('免打扰已开启')
    const before = chat.messages('李雷').length
    await chat.says('王芳', '给李雷派任务：周五前把验收单收回来')
    await chat.says('王芳', '给李雷派任务：周五前把样品寄出去')
    expect(chat.messages('李雷')).toHaveLength(before)
    expect(await chat.says('李雷', '我的任务')).toContain('样品')
  })

  test('when it is over both come as one message, and a row opens each', async () => {
    const before = chat.messages('李雷').length
    await until('10T11:45')
    expect(chat.messages('李雷')).toHaveLength(before + 1)
    expect(chat.last('李雷').text).toContain('攒了 2 条消息')
    await chat.taps('李雷', platform === 'wecom' ? '1 看' : '看')
    expect(chat.last('李雷').text).toMatch(/验收单|样品/)
    const why = await chat.says('李雷', '为什么收到这个')
    for (const words of ['消息先攒着', '一人一天最多', '早报、到点的任务、款项报警和同事找你的事不受这个限'])
      expect(why).toContain(words)
  })

  test('until tomorrow by one word, another time by a sentence, off by a button', async () => {
    await chat.says('李雷', '免打扰')
    expect(await mutedUntil('李雷')).toEqual(new Date('2026-06-11T08:00:00+08:00'))
    await chat.says('李雷', '免打扰到下午3点')
    expect(await mutedUntil('李雷')).toEqual(new Date('2026-06-10T15:00:00+08:00'))
    await chat.says('李雷', '免打扰到周五')
    expect(await mutedUntil('李雷')).toEqual(new Date('2026-06-12T08:00:00+08:00'))
    await chat.taps('李雷', '关闭免打扰')
    expect(chat.last('李雷').text).toContain('推送照常')
    expect(await mutedUntil('李雷')).toBeNull()
    expect(await chat.says('李雷', '免打扰到昨天')).toContain('到什么时候')
    expect(await chat.says('李雷', '免打扰到2026-13-45')).toContain('到什么时候')
  })

  test('what waited goes out at once when the silence is ended early', async () => {
    await chat.says('李雷', '免打扰 到周五')
    await chat.says('王芳', '给李雷派任务：下周一前交周报')
    const before = chat.messages('李雷').length
    await chat.says('李雷', '关闭免打扰')
    await until('10T12:10')
    const since = chat
      .messages('李雷')
      .slice(before)
      .map(({ text }) => text)
    expect(since.join('\n')).toContain('交周报')
  })

  test('the reminder for a time that he set himself rings all the same', async () => {
    await chat.says('李雷', '提醒我今天下午2点给张总回电')
    await chat.says('李雷', '免打扰')
    await until('10T14:01')
    expect(chat.last('李雷').text).toContain('给张总回电')
    const why = await chat.says('李雷', '为什么收到这个')
    for (const words of ['到点提醒', '推送满了也照发']) expect(why).toContain(words)
    await chat.says('李雷', '关闭免打扰')
  })

  test('why a colleague’s doing was told', async () => {
    await chat.says('王芳', '给韩梅派任务：明天去取样机')
    expect(await chat.says('韩梅', '为什么给我发这个')).toMatch(/王芳做了一件和你有关的事/)
  })

  test('nobody is sent more than the day allows: the rest comes together next morning', async () => {
    await story.db.setting.create({
      data: { key: 'rules.push', value: { perDay: 1 }, updatedAt: story.clock.now() },
    })
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    // Three days ahead of each it is told that it drops: at 14:10, 16:10 and 18:10.
    for (const hour of ['14', '16', '18'])
      await aLead(story.db, {
        company: `${hour}点纸业有限公司`,
        ownerId,
        claimedAt: new Date(`2026-06-06T${hour}:05:00+08:00`),
        dropsAt: new Date(`2026-06-13T${hour}:05:00+08:00`),
      })
    const before = chat.messages('韩梅').length
    await until('10T20:00')
    expect(chat.messages('韩梅')).toHaveLength(before + 1)
    expect(chat.last('韩梅').text).toContain('14点纸业')
    // A moment that was set rings whatever the budget: tomorrow it is of no use.
    const { id: creatorId } = await story.db.member.findFirstOrThrow({ where: { name: '王芳' } })
    const made = { createdAt: story.clock.now(), updatedAt: story.clock.now() }
    await story.db.task.create({
      data: {
        title: '晚上的会',
        assigneeId: ownerId,
        creatorId,
        dueAt: new Date('2026-06-10T20:05:00+08:00'),
        dueAllDay: false,
        ...made,
      },
    })
    await until('10T20:06')
    expect(chat.last('韩梅').text).toContain('晚上的会')
    expect(chat.messages('韩梅')).toHaveLength(before + 2)
    await until('11T08:05')
    const morning = chat.messages('韩梅').slice(before + 2)
    // What WeCom's card cannot hold goes ahead of it: the same message in two parts.
    expect(morning).toHaveLength(platform === 'wecom' ? 2 : 1)
    expect(morning[0]?.text).toContain('攒了 2 条消息')
    for (const name of ['16点纸业', '18点纸业']) expect(morning[0]?.text).toContain(name)
  })
})
