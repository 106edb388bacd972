import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { aLead } from '../support/world.ts'

describe.each(platforms)('on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const leadNamed = (company: string) =>
    story.db.lead.findFirstOrThrow({ where: { company: { contains: company } }, include: { owner: true } })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '王芳', '孙莉', '钱进']) await chat.says(name, '帮助')
    const reachable = { contact: '张伟', phone: '13800000001', region: '苏州', source: '展会' }
    await aLead(story.db, { company: '苏州富士五金有限公司', score: 90, ...reachable })
    await aLead(story.db, { company: '无锡太湖食品有限公司', score: 80, ...reachable })
    await aLead(story.db, { company: '常州龙城物业管理有限公司', score: 70, ...reachable })
  })

  test('李雷 looks at the pool and claims by number; 韩梅 is told who was faster', async () => {
    const list = await chat.says('李雷', '公海')
    expect(list).toMatch(/138(?!00000001).+0001/)
    expect(list).not.toContain('13800000001')
    const won = await chat.says('李雷', '领取 2')
    expect(won).toContain('无锡太湖食品')
    expect(won).toContain('13800000001')
    expect((await leadNamed('太湖')).owner?.name).toBe('李雷')
    const lost = await chat.says('韩梅', '领取 太湖食品')
    expect(lost).toContain('晚了一步：李雷')
    expect(lost).not.toContain('13800000001')
  })

  test('韩梅 taps 领取 on the list, thinks again and takes it back', async () => {
    await chat.says('韩梅', '公海 物业')
    await chat.taps('韩梅', platform === 'wecom' ? '1 领取' : '领取')
    expect((await leadNamed('龙城')).owner?.name).toBe('韩梅')
    await chat.taps('韩梅', '撤销')
    expect((await leadNamed('龙城')).ownerId).toBeNull()
  })

  test('a number of another list claims nothing: 韩梅 is told to look at the pool first', async () => {
    await chat.says('韩梅', '我的客户')
    await chat.says('韩梅', '提醒我明天下午3点寄样品')
    await chat.says('韩梅', '我的任务')
    const answer = await chat.says('韩梅', '领取 1')
    expect(answer).toContain('先发「公海」看看')
    expect(answer).not.toContain('晚了一步')
    await chat.says('韩梅', '取消')
  })

  test('李雷 follows the lead up, converts it, and the follow-up is on the account', async () => {
    story.clock.advance(10 * 60_000)
    await chat.says('李雷', '我的线索')
    await chat.taps('李雷', platform === 'wecom' ? '1 看' : '看')
    const said = { content: '采购说下周要样品' }
    await chat.taps('李雷', '记跟进', platform === 'feishu' ? { form: said } : {})
    if (platform === 'wecom') await chat.says('李雷', said.content)
    const answer = await chat.says('李雷', '太湖食品转客户')
    expect(answer).toContain('已转客户')
    const lead = await leadNamed('太湖')
    expect(lead.status).toBe('converted')
    const account = await story.db.account.findFirstOrThrow({
      where: { id: lead.accountId ?? '' },
      include: { contacts: true, opportunities: true, visits: true },
    })
    expect(account.contacts).toMatchObject([{ name: '张伟', phone: '13800000001' }])
    expect(account.opportunities).toHaveLength(1)
    expect(account.visits).toHaveLength(1)
    expect(await chat.says('李雷', '撤销')).toContain('线索转客户：无锡太湖食品有限公司')
    expect((await leadNamed('太湖')).status).toBe('owned')
  })

  test('a new lead is 李雷’s own; the same company again is refused without a word about its contact', async () => {
    const made = await chat.says('李雷', '新线索 南京钟山机电有限公司 刘工 13911112222 转介绍')
    expect(made).toContain('南京钟山机电')
    expect((await leadNamed('钟山')).owner?.name).toBe('李雷')
    const twin = await chat.says('韩梅', '新线索 钟山机电 刘工')
    expect(twin).toContain('李雷 从 6月10日 起在跟')
    expect(twin).not.toContain('1391111')
    expect(await chat.says('孙莉', '新线索 扬州瘦西湖旅游有限公司 陈经理 13733334444')).toContain('公海')
    expect((await leadNamed('瘦西湖')).status).toBe('pool')
  })

  test('李雷 gives one back and hears when it may be claimed', async () => {
    const answer = await chat.says('李雷', '退回 钟山机电 没预算')
    expect(answer).toContain('已退回')
    expect((await leadNamed('钟山')).status).toBe('pool')
    expect(await chat.says('韩梅', '领取 钟山机电')).toContain('公示')
  })

  test('钱进 of finance claims nothing', async () => {
    expect(await chat.says('钱进', '领取 富士五金')).toContain('领不了')
  })
})

describe('a claim card in the group', () => {
  const story = stage()
  const chat = story.on('feishu')
  const group = { group: '华东区作战群' }
  const there = { in: group }

  test('王芳 posts it, the first tap wins, everybody sees who has it, and only the winner the number', async () => {
    for (const name of ['李雷', '韩梅', '王芳']) await chat.says(name, '帮助')
    await chat.says('王芳', '绑定群 华东区', there)
    const reachable = { contact: '张伟', phone: '13800000001' }
    await aLead(story.db, { company: '苏州富士五金有限公司', score: 90, ...reachable })
    expect(await chat.says('李雷', '发到群 富士五金')).toContain('要主管或销管来')
    expect(await chat.says('王芳', '发到群 富士五金')).toContain('已发到')
    const posted = chat.last(group)
    expect(posted.text).toContain('抢单：苏州富士五金有限公司')
    expect(posted.text).not.toContain('13800000001')

    const first = await chat.taps('韩梅', '领取', there)
    const second = await chat.taps('李雷', '领取', { on: posted.id }).catch((error: Error) => error.message)
    const taken = chat.messages(group).find(({ id }) => id === posted.id)
    expect(taken?.text).toContain('韩梅')
    expect(taken?.text).toContain('领走')
    expect(taken?.buttons).toEqual([])
    expect(JSON.stringify(first)).toContain('领到了')
    expect(JSON.stringify(second)).not.toContain('领到了')
    expect(chat.last('韩梅').text).toContain('13800000001')
    expect(chat.messages(group).some(({ text }) => text.includes('13800000001'))).toBe(false)
  })
})

describe.each(platforms)('about to drop, on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const recycle = async (at: string) => {
    story.clock.set(new Date(at))
    await story.app.timekeeper.runNow('lead-recycling')
    await story.app.queue.drain()
  }

  test('李雷 is warned, asks for more time, and 王芳 grants it; left alone it drops and he hears why', async () => {
    for (const name of ['李雷', '王芳']) await chat.says(name, '帮助')
    const made = await chat.says('李雷', '新线索 南京钟山机电有限公司 刘工 13911112222 转介绍')
    expect(made).toContain('归你跟进')
    const drop = async () => (await story.db.lead.findFirstOrThrow()).dropsAt as Date
    const first = await drop()

    await recycle('2026-06-16T10:20:00+08:00')
    expect(chat.last('李雷').text).toContain('快掉公海了')
    await chat.taps('李雷', '申请延期')
    expect(chat.last('王芳').text).toContain('李雷')
    await chat.taps('王芳', '同意')
    expect(chat.last('李雷').text).toContain('同意延期')
    expect((await drop()).getTime() - first.getTime()).toBeGreaterThan(3 * 86_400_000)

    story.clock.set(new Date(first.getTime() + 3 * 86_400_000))
    for (const asked of ['哪家快掉公海了', '哪些客户快掉了', '哪些线索快掉公海？'])
      expect(await chat.says('李雷', asked)).toMatch(/快掉公海了[\s\S]*钟山机电/)
    expect(await chat.says('王芳', '哪家快掉公海了')).toMatch(/客户/)
    await recycle('2026-06-30T10:20:00+08:00')
    expect((await story.db.lead.findFirstOrThrow()).status).toBe('pool')
    const told = chat.messages('李雷').find(({ text }) => text.includes('王芳直接分回给你'))
    expect(told?.text).toContain('没有有效跟进')
  })
})
