import { expect, test } from 'vitest'
import { stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

// Where a card cuts what people have said, an emoji may stand across the cut.
const story = stage()
const chat = story.on('feishu')

test('the card of an account shows the beginning of a long visit, emoji or not', async () => {
  const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
  await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
  await chat.says('李雷', '拜访 华联超市 谈了报价')
  await story.db.visit.updateMany({ data: { content: `${'谈'.repeat(57)}😀😀周五再联系张总` } })
  const shown = await chat.says('李雷', '查 华联超市')
  expect(shown).toContain('杭州华联超市')
  expect(shown).toContain(`${'谈'.repeat(57)}😀😀…`)
})

test('a task is ticked off in the list, whatever stands in its title', async () => {
  const { id: assigneeId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
  const now = story.clock.now()
  const { id } = await story.db.task.create({
    data: {
      ...{ title: `${'寄'.repeat(27)}😀😀样品`, assigneeId, creatorId: assigneeId },
      ...{ dueAt: now, dueAllDay: false, createdAt: now, updatedAt: now },
    },
  })
  await chat.says('李雷', '我的任务')
  const { toast } = await chat.taps('李雷', '完成')
  expect(toast?.content).toContain(`已完成：${'寄'.repeat(27)}😀😀…。`)
  expect(await story.db.task.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'done' })
})

test('an emoji beside a time is no part of what to do then', async () => {
  const told = await chat.says('李雷', '到点提醒我：👧下午四点给张总发方案')
  expect(told).toContain('记下了，到点提醒你')
  expect(await story.db.task.findFirstOrThrow({ orderBy: { id: 'desc' } })).toMatchObject({
    title: '到点给张总发方案',
  })
})

test('what a platform garbles in a message is left out, and the message is answered and in the books', async () => {
  const told = await chat.says('李雷', '拜访 华联超市 看了\ud83d样品\0，很满意')
  expect(told).toContain('看了\ufffd样品，很满意')
  const { id: inboundId, status } = await story.db.inbound.findFirstOrThrow({ orderBy: { id: 'desc' } })
  expect(status).toBe('handled')
  expect(await story.db.audit.count({ where: { inboundId, action: 'visit.create' } })).toBe(1)
})
