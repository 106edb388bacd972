import { beforeAll, describe, expect, test } from 'vitest'
import { judgeMended } from '../../bench/language/mended.ts'
import { platforms, stage, zone } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('putting a receipt right on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const last = () =>
    story.db.visit.findFirstOrThrow({ include: { tasks: true, account: true }, orderBy: { id: 'desc' } })

  beforeAll(async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '嘉兴南湖印务有限公司', ownerId })
    await anAccount(story.db, { name: '绍兴黄酒集团有限公司', ownerId })
  })

  test('改一下 shows what was understood, each thing once', async () => {
    await chat.says('李雷', '拜访 南湖印务 谈了报价5万，周五再联系')
    // A card that opens has saved nothing: no 好了 pops up over it.
    expect((await chat.taps('李雷', '改一下')).toast ?? null).toBeNull()
    const cards = chat.messages('李雷').filter(({ text }) => text.includes('改一下：嘉兴南湖印务'))
    const shown = JSON.stringify(cards.at(-1)?.body)
    for (const words of ['5万元', platform === 'feishu' ? '2026-06-12' : '6月12日'])
      expect(shown.split(words)).toHaveLength(2)
    expect(shown.includes('6月12日')).toBe(platform === 'wecom')
  })

  test('it is filled in on Feishu and said on WeCom', async () => {
    const form = {
      account: '绍兴黄酒',
      contact: '',
      nextOn: '2026-06-18 +0800',
      nextAction: '送样',
      amount: '8万',
      content: '谈了报价5万，周五再联系',
    }
    if (platform === 'feishu')
      expect((await chat.taps('李雷', '改好了', { form })).toast?.content).toBe('好了')
    else {
      for (const words of ['金额 8万', '客户 绍兴黄酒', '下周四送样']) {
        // The receipt has turned into the card that asks what to mend; each correction shows a new receipt.
        if (words !== '金额 8万') await chat.taps('李雷', '改一下')
        await chat.taps('李雷', '说一句来改')
        expect(await chat.says('李雷', words)).toContain('已更正')
      }
    }
    const { account, amount, nextAt, nextAction, tasks } = await last()
    expect(account?.name).toBe('绍兴黄酒集团有限公司')
    expect(amount?.toNumber()).toBe(80_000)
    expect([nextAt, nextAction]).toEqual([new Date('2026-06-17T16:00:00Z'), '送样'])
    expect(tasks).toMatchObject([{ title: '送样', dueAt: nextAt, accountId: account?.id }])
  })

  test('what was put right is kept as a labelled sentence, and judged', async () => {
    const entries = await story.db.audit.findMany({ where: { action: 'language.mend' } })
    const labels = entries.map(({ after }) => after as { sentence: string; arguments: object })
    expect(labels[0]?.sentence).toBe('拜访 南湖印务 谈了报价5万，周五再联系')
    expect(Object.assign({}, ...labels.map((one) => one.arguments))).toMatchObject({
      account: '绍兴黄酒集团有限公司',
      amount: '80000.00',
      nextAt: '2026-06-18',
    })
    const verdicts = await story.db.$transaction((tx) => judgeMended(tx, zone))
    expect(verdicts).toHaveLength(entries.length)
    expect(verdicts.every(({ how, verdict }) => how === 'card' && verdict.intent && !verdict.frame)).toBe(
      true,
    )
  })

  test('a correction that is taken back is no label any more', async () => {
    const open = () => story.db.audit.count({ where: { action: 'language.mend', undoneAt: null } })
    const before = await open()
    expect(await chat.says('李雷', '撤销')).toContain('更正跟进')
    expect(await open()).toBe(before - 1)
  })

  test('不改了 leaves it as it is', async () => {
    await chat.says('李雷', '拜访 南湖印务 看了样品')
    const before = await last()
    await chat.taps('李雷', '改一下')
    await chat.taps('李雷', '不改了')
    expect(await last()).toEqual(before)
  })

  test('the time of the next step is not lost from sight', async () => {
    await chat.says('李雷', '拜访 黄酒集团 看了样品，周五下午3点再联系')
    await chat.taps('李雷', '改一下')
    const card = chat.messages('李雷').findLast(({ text }) => text.includes('改一下：绍兴黄酒'))
    expect(JSON.stringify(card?.body).replace('&#58;', ':').split('15:00')).toHaveLength(2)
  })
})
