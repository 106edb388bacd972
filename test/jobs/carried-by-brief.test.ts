import { expect, test } from 'vitest'
import { carriedByBrief } from '../../src/jobs/pushes/carried-by-brief.ts'
import { withQueue } from '../support/queue.ts'
import { zone } from '../support/world.ts'

const opened = withQueue()
const slot = new Date('2026-06-11T08:30:00+08:00')
const now = new Date('2026-06-11T09:00:00+08:00')

test.each([
  { status: 'queued', carried: true },
  { status: 'done', carried: true },
  { status: 'failed', carried: false },
  { status: 'skipped', carried: false },
] as const)('a brief that is $status carries what is due after it: $carried', async ({ status, carried }) => {
  const { db } = opened.database
  await db.scheduleRun.deleteMany()
  await db.scheduleRun.create({ data: { schedule: 'morning-brief', slot, status, queuedAt: slot } })
  expect(await carriedByBrief({ db, now, zone, byHand: false })).toBe(carried)
})
