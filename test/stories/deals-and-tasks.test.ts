import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('deals and tasks on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const deal = () =>
    story.db.opportunity.findFirstOrThrow({
      include: { stage: true },
      orderBy: { createdAt: 'desc' },
    })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '赵敏']) await chat.says(name, '帮助')
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId: owner.id })
  })

  test('李雷 pushes a deal that is not there, names it in his answer, and it opens', async () => {
    expect(await chat.says('李雷', '推进 华联超市 商务谈判')).toContain('没有在谈的商机')
    expect(await chat.says('李雷', '收银机采购')).toContain('商机已建好')
    expect(await deal()).toMatchObject({ name: '收银机采购', amount: null, stage: { name: '初步沟通' } })
  })

  test('he is asked for what the stage needs, one thing at a time, and for nothing else', async () => {
    expect(await chat.says('李雷', '推进 华联超市 商务谈判')).toContain('金额多少')
    expect(await chat.says('李雷', '二十八万')).toContain('预计哪天成交')
    expect(await chat.says('李雷', '月底')).toContain('商务谈判')
    const { amount, closeOn, stage: at } = await deal()
    expect([amount?.toString(), closeOn?.toISOString().slice(0, 10), at.name]).toEqual([
      '280000',
      '2026-06-30',
      '商务谈判',
    ])
  })

  test('a visit said while he is asked for a stage is a visit, not a stage', async () => {
    expect(await chat.says('李雷', '推进 华联超市')).toContain('推进到哪一步')
    expect(await chat.says('李雷', '拜访 千岛湖啤酒 第一次见面')).toContain('没找到叫「千岛湖啤酒」')
    await chat.says('李雷', '取消')
  })

  test('a colleague from another region learns that the account is taken, and no name', async () => {
    const answer = await chat.says('赵敏', '看看华联超市')
    expect(answer).toContain('有人在跟了')
    expect(answer).not.toMatch(/李雷|杭州/)
  })

  test('he wins it, thinks again, and it is open as before', async () => {
    expect(await chat.says('李雷', '华联超市 赢单 30万')).toContain('赢单了')
    expect(await deal()).toMatchObject({ status: 'won' })
    await chat.taps('李雷', '撤销')
    expect(await deal()).toMatchObject({ status: 'open', stage: { name: '商务谈判' } })
    expect(String((await deal()).amount)).toBe('280000')
  })

  test('a rival that is known is no reason for losing: it shows as such on a deal that is won', async () => {
    const { id } = await deal()
    await story.db.opportunity.update({ where: { id }, data: { competitor: '海格谱' } })
    const won = await chat.says('李雷', '华联超市 赢单 30万')
    expect(won).toMatch(/竞品[\s\S]*海格谱/)
    expect(won).not.toContain('输单原因')
    await chat.says('李雷', '撤销')
    await story.db.opportunity.update({ where: { id }, data: { competitor: null } })
  })

  test('he loses it to a rival whose name he is asked for', async () => {
    expect(await chat.says('李雷', '华联超市 输单')).toContain('为什么没成')
    expect(await chat.says('李雷', '3')).toContain('输给谁了')
    expect(await chat.says('李雷', '优云')).toContain('已记为输单')
    expect(await deal()).toMatchObject({ status: 'lost', lostReason: '竞争对手', competitor: '优云' })
  })

  test('王芳 gives 李雷 a task, he declines with a reason, and she hears it', async () => {
    await chat.says('王芳', '给李雷派任务：周五前把验收单收回来')
    const before = chat.messages('王芳').length
    await chat.taps('李雷', '推辞')
    await chat.says('李雷', '这周在出差')
    const heard = chat.messages('王芳').slice(before)
    expect(heard.map(({ text }) => text).join('\n')).toContain('这周在出差')
    expect(await story.db.task.findFirstOrThrow({ where: { title: { contains: '验收单' } } })).toMatchObject({
      status: 'cancelled',
    })
  })

  test('a task of 李雷’s own is postponed by button and finished by its number in the list', async () => {
    await chat.says('李雷', '提醒我周五给张总回电')
    await chat.taps('李雷', '改期')
    await chat.taps('李雷', '下周一')
    const task = () => story.db.task.findFirstOrThrow({ where: { title: { contains: '回电' } } })
    expect((await task()).dueAt).toEqual(new Date('2026-06-14T16:00:00Z'))
    expect(await chat.says('李雷', '我的任务')).toContain('回电')
    expect(await chat.says('李雷', '完成 1')).toContain('已完成')
    expect((await task()).status).toBe('done')
    expect(await chat.says('李雷', '撤销')).toContain('完成任务')
    expect((await task()).status).toBe('open')
  })

  test.each(['删掉这个提醒', '取消这个提醒', '把这个任务删了', '这个待办不要了', '删了吧'])(
    '「%s」 takes his newest task back, and nothing beside it',
    async (words) => {
      if (words !== '删了吧') await chat.says('李雷', '提醒我周四给张总寄样')
      await chat.says(
        '李雷',
        words === '删了吧' ? '提醒我周四给张总寄样' : '拜访 华联超市 谈了排期，周五再去',
      )
      const visits = await story.db.visit.count({ where: { undoneAt: null } })
      expect(await chat.says('李雷', words)).toContain('新任务：给张总寄样')
      expect(await story.db.visit.count({ where: { undoneAt: null } })).toBe(visits)
      expect(await story.db.task.count({ where: { title: '给张总寄样', status: 'open' } })).toBe(0)
    },
  )

  test('a task that was mended since goes as well', async () => {
    await chat.says('李雷', '提醒我周四给张总送样')
    await chat.says('李雷', '改到下午三点')
    await chat.says('李雷', '改到四点')
    expect(await chat.says('李雷', '删掉这个提醒')).toContain('新任务：给张总送样')
    expect(await story.db.task.findFirst({ where: { title: '给张总送样' } })).toMatchObject({
      status: 'cancelled',
    })
  })

  test('so does one whose mending was taken back', async () => {
    await chat.says('李雷', '提醒我周四给张总退样')
    await chat.says('李雷', '不对，改到下周一')
    await chat.says('李雷', '撤销')
    expect(await chat.says('李雷', '删掉这个提醒')).toContain('新任务：给张总退样')
    expect(await story.db.task.findFirst({ where: { title: '给张总退样' } })).toMatchObject({
      status: 'cancelled',
    })
  })

  test('who has made no task today is told what to do with the others', async () => {
    expect(await chat.says('韩梅', '删掉这个提醒')).toContain('我的任务')
  })

  test('what is to be done at ten sharp keeps its first word where that is one of its own', async () => {
    for (const [sentence, title] of [
      ['提醒我明天10点整理报价', '整理报价'],
      ['提醒我明天10点整开会', '开会'],
    ] as const) {
      await chat.says('李雷', sentence)
      const task = await story.db.task.findFirstOrThrow({ orderBy: { id: 'desc' } })
      expect(task).toMatchObject({ title, dueAt: new Date('2026-06-11T10:00:00+08:00') })
      await chat.says('李雷', '撤销')
    }
  })

  test.each([
    ['给小韩派任务：周五交周报', '是的'],
    ['派任务给老韩 周五交周报', '1'],
    ['提醒小韩周五交周报', '韩梅'],
  ])('王芳 says 「%s」 and is asked whether 韩梅 is meant', async (sentence, answer) => {
    expect(await chat.says('王芳', sentence)).toContain('是韩梅吗？')
    expect(await chat.says('王芳', answer)).toContain('任务已派出')
    const task = await story.db.task.findFirstOrThrow({
      orderBy: { id: 'desc' },
      include: { assignee: true },
    })
    expect(task).toMatchObject({ title: '交周报', assignee: { name: '韩梅' } })
    await chat.says('王芳', '撤销')
  })

  test('nobody in reach is called so: nobody out of it is offered', async () => {
    expect(await chat.says('王芳', '给小赵派任务：周五交周报')).not.toContain('赵敏')
  })

  test('a task for somebody out of reach is refused, and 为什么 names the rule', async () => {
    expect(await chat.says('李雷', '给赵敏派任务：周五帮我送样')).toContain('不在你的团队')
    expect(await chat.says('李雷', '为什么')).toContain('跨部门要走对方主管')
  })

  test('nothing failed on the way', async () => {
    expect(await story.db.inbound.count({ where: { NOT: { status: 'handled' } } })).toBe(0)
    expect(await story.db.delivery.count({ where: { status: 'failed' } })).toBe(0)
  })
})

describe('a win', () => {
  const story = stage()
  const chat = story.on('feishu')

  test('is told in the department’s group, and the news goes when the win is taken back', async () => {
    await chat.says('李雷', '帮助')
    const owner = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId: owner.id })
    const group = { group: '华东区作战群' }
    await chat.says('王芳', '帮助', { in: group })
    const chatId = chat.last(group)?.chat as string
    await story.db.channel.upsert({
      where: { platform_externalId: { platform: 'feishu', externalId: chatId } },
      create: {
        platform: 'feishu',
        externalId: chatId,
        name: group.group,
        departmentId: owner.departmentId,
        createdAt: new Date('2026-06-10T01:30:00Z'),
      },
      update: { departmentId: owner.departmentId },
    })
    await chat.says('李雷', '新商机 华联超市 收银机采购 28万')
    await chat.says('李雷', '华联超市 赢单')
    expect(chat.last(group)?.text).toContain('喜报')
    expect(chat.last(group)?.text).toContain('28万元')
    await chat.says('李雷', '撤销')
    expect(chat.last(group)?.text).toContain('撤回')
  })
})
