import { expect, test } from 'vitest'
import { record } from '../../src/crm/audit.ts'
import { endTurns } from '../../src/jobs/end-turn.ts'
import { type Draft, post, rowOf } from '../../src/jobs/post.ts'
import { withQueue } from '../support/queue.ts'
import { aMember, byOf, start } from '../support/world.ts'

// Half a character and NUL are no text to the database: whatever brought them there, they take nothing with them.
const opened = withQueue()
const odd = 'C:\\ud83d 看了\ud83d样\0品😀'
const mended = 'C:\\ud83d 看了\ufffd样\ufffd品😀'
const draft: Draft & { now: Date } = {
  platform: 'feishu',
  target: { kind: 'user', id: '李雷' },
  kind: 'reply',
  message: { text: odd },
  now: start,
}

test('a message is written', async () => {
  const { db } = opened.database
  const { queue } = opened
  expect(await db.$transaction((tx) => post(queue, tx, draft))).toBe(1)
  expect(await db.delivery.findFirst()).toMatchObject({ message: { text: mended } })
})

test('a turn ends with its answer, its toast and what its conversation remembers', async () => {
  const { db } = opened.database
  const { id } = await db.inbound.create({
    data: { platform: 'feishu', key: 'odd', conversation: 'odd', body: {}, receivedAt: start },
  })
  await db.delivery.deleteMany()
  const pending = { intent: 'none' as const, known: {}, about: 'content' as const, text: odd }
  const end = {
    ...{ id, toast: { tone: 'success' as const, text: odd } },
    memory: {
      ...{ id: 'odd', isNew: true, pending, pendingUntil: start },
      ...{ lastList: [], account: null },
    },
    said: [{ ...rowOf(draft), id, inboundId: id }] as never,
  }
  await db.$transaction((tx) => endTurns(tx, [end], start))
  expect(await db.inbound.findFirst()).toMatchObject({ status: 'handled', toast: { text: mended } })
  expect(await db.conversation.findFirst()).toMatchObject({ pending: { text: mended } })
  expect(await db.delivery.findFirst()).toMatchObject({ message: { text: mended } })
})

test('the books say what was done', async () => {
  const { db } = opened.database
  const by = await byOf(db, await aMember(db, { name: '李雷' }))
  await record(db, by, { action: 'task.create', id: by.member.id, after: { title: odd } })
  expect(await db.audit.findFirst()).toMatchObject({ after: { title: mended } })
})
