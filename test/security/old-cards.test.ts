import { beforeAll, describe, expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'
import { anAccount, stagesOf } from '../support/world.ts'
import { booksOf } from './support/books.ts'
import { secrets } from './support/theirs.ts'

// Over the wire, with the buttons of real cards: who taps is asked for their right at each tap, whatever the card
// was when it was sent.
describe.each(platforms)('on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const idOf = async (name: string) => (await story.db.member.findFirstOrThrow({ where: { name } })).id
  const handOver = async (name: string) =>
    story.db.account.updateMany({ data: { ownerId: await idOf(name), updatedAt: story.clock.now() } })

  beforeAll(async () => {
    for (const name of ['李雷', '韩梅', '赵敏']) await chat.says(name, '帮助')
    const account = await anAccount(story.db, { name: '深圳鹏城精密有限公司', ownerId: await idOf('李雷') })
    const { id: pipelineId } = await story.db.pipeline.findFirstOrThrow()
    const stageId = (await stagesOf(story.db)).方案报价 as string
    const deal = { accountId: account.id, pipelineId, stageId, ownerId: account.ownerId }
    const at = { createdAt: story.clock.now(), updatedAt: story.clock.now() }
    await story.db.opportunity.create({
      data: { ...deal, name: '激光切割机换代', amount: '765432.10', ...at },
    })
    await chat.says('李雷', '看看 鹏城精密')
  })

  test('while it is his, 李雷’s card works', async () => {
    await chat.taps('李雷', platform === 'wecom' ? '1 推进' : '推进')
    expect(chat.last('李雷').text).toContain('激光切割')
  })

  test('which deal he is asked; one that has become 赵敏’s meanwhile is refused, and its stage not told', async () => {
    story.clock.advance(20 * 60_000)
    expect(await chat.says('李雷', '推进商机')).toContain('哪个商机')
    const gives = async (name: string) =>
      story.db.opportunity.updateMany({ data: { ownerId: await idOf(name) } })
    await gives('赵敏')
    const heard = await chat.says('李雷', '激光切割机换代')
    await gives('李雷')
    expect(heard).not.toContain('方案报价')
    expect(await lastRefusal('李雷')).toMatchObject({ rule: 'not-in-reach' })
  })

  test('the same card after 赵敏 got the account: nothing is shown and nothing changes', async () => {
    await handOver('赵敏')
    await story.db.opportunity.updateMany({ data: { ownerId: await idOf('赵敏') } })
    const cards = chat
      .messages('李雷')
      .filter(({ buttons }) => buttons.some((label) => /记跟进|赢单/.test(label)))
    const before = await booksOf(story.db)
    const heard = chat.messages('李雷').length
    let tapped = 0
    for (const { id, buttons } of cards)
      for (const label of buttons) {
        await chat
          .taps('李雷', label, { on: { id }, form: { content: '又去了一趟' } })
          .then(() => tapped++, noSuchButton)
        await chat.says('李雷', '取消')
      }
    const said = chat
      .messages('李雷')
      .slice(heard)
      .map(({ text }) => text)
      .join()
    expect(tapped).toBeGreaterThanOrEqual(6)
    expect(await booksOf(story.db)).toEqual(before)
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  })

  test('the undo button of 赵敏’s receipt is worth nothing to 韩梅', async () => {
    await chat.says('赵敏', '拜访 鹏城精密 谈了框架合同的付款方式')
    const { inboundId } = await story.db.audit.findFirstOrThrow({ where: { action: 'visit.create' } })
    const before = await booksOf(story.db)
    await tap('韩梅', 'undo', { of: inboundId ?? '' })
    expect(await booksOf(story.db)).toEqual(before)
    expect(await lastRefusal('韩梅')).toMatchObject({ rule: 'not-your-act' })
  })

  test('nobody decides about their own extension', async () => {
    const { id } = await story.db.account.findFirstOrThrow()
    const before = await booksOf(story.db)
    await tap('赵敏', 'account.extend-grant', { account: id, asker: await idOf('赵敏') })
    expect(await booksOf(story.db)).toEqual(before)
    expect(await lastRefusal('赵敏')).toMatchObject({ rule: 'not-your-team' })
  })

  test('who has left taps and says in vain', async () => {
    await story.db.member.updateMany({ where: { name: '赵敏' }, data: { status: 'frozen' } })
    const { id } = await story.db.account.findFirstOrThrow()
    const before = await booksOf(story.db)
    await tap('赵敏', 'account.release', { account: id })
    expect(await chat.says('赵敏', '看看 鹏城精密')).toContain('停用')
    expect(await booksOf(story.db)).toEqual(before)
  })

  const lastRefusal = async (who: string) => {
    const where = { memberId: await idOf(who), action: 'member.refused' }
    return (await story.db.audit.findFirstOrThrow({ where, orderBy: { id: 'desc' } })).after
  }

  /** A callback as the platform signs it, for a button that we never gave this person. */
  async function tap(who: string, act: string, args: Record<string, string>) {
    const { feishu, wecom } = story.sandbox
    const sent =
      platform === 'feishu'
        ? feishu.sendEvent('card.action.trigger', {
            operator: { open_id: feishu.openId(who) },
            action: { tag: 'button', value: { act, ...args } },
            context: { open_message_id: 'om_forged', open_chat_id: 'oc_forged' },
          })
        : wecom.sendCallback({
            ToUserName: 'wwsandbox0000001',
            FromUserName: wecom.userid(who),
            CreateTime: Math.floor(story.clock.now().getTime() / 1000),
            MsgType: 'event',
            AgentID: 1000002,
            Event: 'template_card_event',
            EventKey: JSON.stringify([act, args]),
            TaskId: `forged-${act}`,
            ResponseCode: `code-${act}`,
          })
    expect((await sent).status).toBe(200)
    await story.app.queue.drain()
  }
})

const noSuchButton = (error: Error): void => {
  if (!/sees no/.test(error.message)) throw error
}
