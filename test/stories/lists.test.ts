import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead, anAccount } from '../support/world.ts'

describe.each(platforms)('lists on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '周强', '钱进', '赵敏']) await chat.says(name, '帮助')
    const idOf = async (name: string) => (await story.db.member.findFirstOrThrow({ where: { name } })).id
    const [lilei, hanmei] = [await idOf('李雷'), await idOf('韩梅')]
    for (let n = 1; n <= 8; n++)
      await anAccount(story.db, {
        name: `李家${n}号食品有限公司`,
        ownerId: lilei,
        dropsAt: new Date(`2026-06-${10 + n}T10:00:00Z`),
      })
    await anAccount(story.db, { name: '韩记面粉有限公司', ownerId: hanmei })
    await aLead(story.db, { company: '南京钟山机电有限公司', ownerId: lilei })
    await chat.says('李雷', '新商机 李家1号 收银机采购 28万')
  })

  test('王芳 has no customer of her own: 我的客户 is the team’s, page by page', async () => {
    const first = await chat.says('王芳', '我的客户')
    expect(first).toContain('团队客户')
    expect(first).toContain('李家1号')
    expect(first).not.toContain('李家8号')
    const shown = chat.messages('王芳').length
    await chat.taps('王芳', '更多')
    // Where a list does not fit a card of WeCom, it comes anew with its buttons.
    const page = chat.messages('王芳').slice(platform === 'wecom' ? shown : shown - 1)
    expect(page.map(({ text }) => text).join()).toContain('李家8号')
    // Numbers mean the page that is shown.
    expect(await chat.says('王芳', '1')).toContain('李家7号')
    expect(await chat.says('王芳', '2')).toContain('李家8号')
  })

  test('with one of her own she sees that, and the team’s by a tap', async () => {
    const { id } = await story.db.member.findFirstOrThrow({ where: { name: '王芳' } })
    await anAccount(story.db, { name: '王芳亲跟食品有限公司', ownerId: id })
    const own = await chat.says('王芳', '我的客户')
    expect(own).toContain('我的客户')
    expect(own).toContain('王芳亲跟')
    expect(own).not.toContain('李家')
    await chat.taps('王芳', '看团队')
    expect(chat.messages('王芳').at(-1)?.text).not.toContain('只看我的客户')
    expect(chat.messages('王芳').some(({ text }) => text.includes('团队客户'))).toBe(true)
  })

  test('she asks for the team’s deals, for one member’s customers by nickname, for a department’s', async () => {
    expect(await chat.says('王芳', '团队商机')).toContain('收银机采购')
    expect(await chat.says('王芳', '团队线索')).toContain('钟山机电')
    const hers = await chat.says('王芳', '小韩的客户')
    expect(hers).toContain('韩梅的客户')
    expect(hers).toContain('韩记面粉')
    expect(hers).not.toContain('李家')
    expect(await chat.says('王芳', '看看李雷的商机')).toContain('李雷的商机')
    const east = await chat.says('王芳', '华东区的客户')
    expect(east).toContain('华东区的客户')
    expect(east).toContain('李家1号')
    expect(await chat.says('王芳', '韩梅的商机')).toContain('现在是空的')
    expect(await story.db.visit.count()).toBe(0)
  })

  test('周强 of the south and 李雷 see nobody else’s, and no name', async () => {
    for (const [who, words] of [
      ['周强', '李雷的客户'],
      ['周强', '华东区的客户'],
      ['李雷', '韩梅的客户'],
      ['李雷', '小韩的商机'],
    ] as const) {
      const answer = await chat.says(who, words)
      expect(answer).toContain('只能看你自己和你团队的')
      expect(answer).not.toMatch(/李家|韩记/)
    }
  })

  test('李雷 owns what he lists, also as 团队客户; a customer’s name before 商机 is no colleague', async () => {
    expect(await chat.says('李雷', '我的客户')).toContain('我的客户')
    expect(await chat.says('李雷', '李家1号的商机')).not.toContain('只能看')
  })

  test('钱进 of finance sees the company’s, without a list of his own to go to', async () => {
    const all = await chat.says('钱进', '我的客户')
    expect(all).toContain('全公司客户')
    expect(all).not.toContain('只看我的')
  })

  test('who cannot claim is offered to look, not to claim', async () => {
    await aLead(story.db, { company: '常州龙城物业管理有限公司', contact: '张伟', phone: '13800000001' })
    const pool = await chat.says('钱进', '公海')
    expect(pool).toContain('销售和主管可以领')
    await chat.taps('钱进', platform === 'wecom' ? '1 看' : '看')
    expect(chat.last('钱进').text).toContain('常州龙城物业')
    expect(chat.last('钱进').text).not.toContain('13800000001')
  })

  test('whoever greets or thanks gets a friendly word', async () => {
    expect(await chat.says('李雷', '你好！')).toContain('我能帮你做什么')
    expect(await chat.says('李雷', '谢谢啦')).toContain('不客气')
  })

  test('an empty list says what to do', async () => {
    expect(await chat.says('赵敏', '我的客户')).toContain('去公海领一条')
    expect(await chat.says('赵敏', '我的商机')).toContain('新商机')
    expect(await chat.says('赵敏', '我的任务')).toContain('提醒我')
  })
})
