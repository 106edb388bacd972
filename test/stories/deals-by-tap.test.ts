import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('a deal, tapped along on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const deal = () =>
    story.db.opportunity.findFirstOrThrow({ include: { stage: true }, orderBy: { id: 'desc' } })
  /** Feishu's selection acts at once, WeCom's with the button below it. */
  const chooses = (name: string, option: string) => chat.taps(name, option)

  beforeAll(async () => {
    for (const name of ['王芳', '韩梅']) await chat.says(name, '帮助')
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
  })

  test('李雷 opens it from the customer’s card and says all of it in one answer', async () => {
    await chat.says('李雷', '看看华联超市')
    await chat.taps('李雷', '新商机')
    expect(await chat.says('李雷', '收银机采购 28万 月底')).toContain('商机已建好')
    expect(await deal()).toMatchObject({ name: '收银机采购', stage: { name: '初步沟通' } })
    expect(String((await deal()).amount)).toBe('280000')
  })

  test('the selection moves it on, and its card says so in place', async () => {
    const card = chat.last('李雷')
    await chooses('李雷', '方案报价')
    expect(await deal()).toMatchObject({ stage: { name: '方案报价' } })
    const after = chat.messages('李雷').find(({ id }) => id === card.id)
    expect(after).toMatchObject({ changed: true })
    expect(after?.text).toContain('推进到「方案报价」')
  })

  test('back again needs a reason', async () => {
    await chooses('李雷', '退回 确定意向')
    expect(chat.last('李雷').text).toContain('说一句原因')
    await chat.says('李雷', '对方要重新立项')
    expect(await deal()).toMatchObject({ stage: { name: '确定意向' } })
  })

  test('an old card moves nothing: 王芳 has gone on meanwhile', async () => {
    await chat.says('王芳', '看看华联超市')
    await chat.says('王芳', '推进 华联超市 商务谈判')
    expect(await deal()).toMatchObject({ stage: { name: '商务谈判' } })
    expect(
      chat
        .messages('李雷')
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('王芳 操作')
  })

  test('a colleague of his cannot move it', async () => {
    await chat.says('韩梅', '推进 华联超市 方案报价')
    expect(await deal()).toMatchObject({ stage: { name: '商务谈判' } })
  })

  test('输单 by button asks why and who was better', async () => {
    await chat.says('李雷', '我的商机')
    await chat.taps('李雷', platform === 'wecom' ? '1 推进' : '推进')
    await chat.taps('李雷', '输单')
    expect(chat.last('李雷').text).toContain('为什么没成')
    await chat.taps('李雷', '竞争对手')
    expect(chat.last('李雷').text).toContain('输给谁了')
    expect(await chat.says('李雷', '优云')).toContain('已记为输单')
    expect(await deal()).toMatchObject({ status: 'lost', lostReason: '竞争对手', competitor: '优云' })
  })

  test('taken back it is open again, and 李雷 wins it', async () => {
    await chat.taps('李雷', '撤销')
    expect(await deal()).toMatchObject({ status: 'open' })
    await chat.says('李雷', '我的商机')
    await chat.taps('李雷', platform === 'wecom' ? '1 推进' : '推进')
    await chat.taps('李雷', '赢单')
    expect(await deal()).toMatchObject({ status: 'won', stage: { name: '赢单' } })
    expect(await chat.says('李雷', '今日排行榜')).toContain('28万元')
  })
})
