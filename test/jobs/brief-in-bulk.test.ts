import { expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import type { Db } from '../../src/db/types.ts'
import { morningBriefPush } from '../../src/jobs/pushes/morning-brief.ts'
import { runPush } from '../../src/jobs/run-push.ts'
import { withQueue } from '../support/queue.ts'
import { aDepartment, aLead, anAccount, zone } from '../support/world.ts'

const silent = { error: () => undefined }

const opened = withQueue()

/** Runs the brief of a day; how many messages, by how many statements. */
async function brief(moment: string): Promise<{ messages: number; statements: number }> {
  let statements = 0
  const db = opened.database.db.$extends({
    query: {
      $allOperations({ args, query }) {
        statements++
        return query(args)
      },
    },
  }) as unknown as Db
  const now = new Date(`${moment}+08:00`)
  const clock = movableClock(zone, now)
  const messages = await runPush({ db, queue: opened.queue, clock, log: silent }, morningBriefPush, {
    now,
    byHand: false,
  })
  return { messages, statements }
}

async function hire(count: number, from: number): Promise<void> {
  const { db } = opened.database
  const east = await aDepartment(db, { name: `组${from}`, path: `e${from}/`, regions: ['江苏'] })
  const at = new Date('2026-06-01T09:00:00+08:00')
  const members = Array.from({ length: count }, (_, place) => ({
    name: `销售${from + place}`,
    departmentId: east.id,
    createdAt: at,
    updatedAt: at,
  }))
  const made = await db.member.createManyAndReturn({ data: members })
  await db.identity.createMany({
    data: made.map(({ id, name }) => ({ platform: 'feishu', externalId: name, memberId: id, createdAt: at })),
  })
  await db.task.createMany({
    data: made.flatMap(({ id: assigneeId }) =>
      ['08', '09', '11'].map((day) => ({
        title: `${day}号的事`,
        assigneeId,
        dueAt: new Date(`2026-06-${day}T00:00:00+08:00`),
        createdAt: at,
        updatedAt: at,
      })),
    ),
  })
  for (const { id, name } of made.slice(0, 5))
    await anAccount(db, {
      name: `${name}的客户`,
      ownerId: id,
      dropsAt: new Date('2026-06-12T10:00:00+08:00'),
    })
}

test('a hundred briefs are read and written in as many statements as ten', async () => {
  await hire(10, 0)
  await aLead(opened.database.db, { company: '苏州富士五金有限公司', region: '苏州', score: 90 })
  const ten = await brief('2026-06-10T08:30:00')
  await hire(90, 10)
  const hundred = await brief('2026-06-11T08:30:00')
  expect([ten.messages, hundred.messages]).toEqual([10, 100])
  expect(hundred.statements).toBeLessThanOrEqual(ten.statements)
  expect(hundred.statements).toBeLessThan(40)
})

test('the brief of each is their own', async () => {
  const rows = await opened.database.db.delivery.findMany({
    where: { slot: { startsWith: 'morning-brief:2026-06-11' } },
  })
  const told = new Map(
    rows.map(({ target, message }) => [(target as { id: string }).id, JSON.stringify(message)]),
  )
  expect(told.get('销售3')).toContain('销售3的客户')
  expect(told.get('销售3')).not.toContain('销售4的客户')
  expect(told.get('销售99')).not.toContain('的客户')
  expect(told.get('销售99')).toContain('苏州富士五金')
})
