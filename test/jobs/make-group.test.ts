import { beforeEach, expect, test } from 'vitest'
import { type Platform, SendFailure } from '../../src/chat/platform.ts'
import type { Channel } from '../../src/db/types.ts'
import { createGroupMaker, type MakeGroup } from '../../src/jobs/make-group.ts'
import type { Queue } from '../../src/jobs/queue.ts'
import { withQueue } from '../support/queue.ts'
import { aDepartment, aMember, start, zone } from '../support/world.ts'

const opened = withQueue()
let asked: MakeGroup
let channel: Channel
/** What the platform says to the making of a group; it takes it if this is nothing. */
let failure: SendFailure | null

beforeEach(async () => {
  const { db } = opened.database
  for (const table of [db.delivery, db.channel, db.identity, db.member, db.department] as never as Table[])
    await table.deleteMany()
  const department = await aDepartment(db, { name: '华东区' })
  const departmentId = department.id
  const boss = await aMember(db, { name: '王芳', departmentId })
  const rep = await aMember(db, { name: '李雷', departmentId })
  for (const { id } of [boss, rep]) {
    await db.identity.create({
      data: { platform: 'wecom', externalId: id, memberId: id, createdAt: start },
    })
  }
  const values = { externalId: 'east', via: 'appchat', name: '华东区群', status: 'unreachable' } as const
  channel = await db.channel.create({
    data: { ...values, platform: 'wecom', departmentId: department.id, createdAt: start },
  })
  const message = { text: '这个群归华东区' }
  asked = {
    ...{ channelId: channel.id, askedBy: boss.id, message },
    ...{ inboundId: 'the first', askedAt: start.toISOString() },
  }
  failure = null
})
type Table = { deleteMany(): Promise<unknown> }

test('a group that was made is told once, though the job comes again', async () => {
  const make = maker()
  await make(asked)
  await make(asked)
  expect(await said()).toEqual(['华东区群建好了，2 人都在里面。', '这个群归华东区'])
  await make({ ...asked, inboundId: 'the second' })
  expect(await said()).toContain('华东区群已经有了，设置已更新。')
})

test('a group that was gone and is made anew is shown to its people again by its first words', async () => {
  const make = maker()
  await make(asked)
  await opened.database.db.channel.updateMany({ data: { status: 'unreachable' } })
  await make({ ...asked, inboundId: 'the second' })
  expect((await said()).filter((text) => text === '这个群归华东区')).toHaveLength(2)
})

test('a department that is larger than a group hears how many did not fit', async () => {
  const { departmentId } = await opened.database.db.member.findFirstOrThrow()
  const third = await aMember(opened.database.db, { name: '韩梅', departmentId })
  const identity = { platform: 'wecom', externalId: third.id, memberId: third.id, createdAt: start }
  await opened.database.db.identity.create({ data: identity })
  await maker({ platform: { groupSize: 2 } })(asked)
  expect(await said()).toContain('华东区群建好了，2 人在里面。一个群最多这么多，还有 1 人没进来。')
})

test.each([
  ['the platform refuses it', '群没建成', {}],
  ['the platform makes no groups', '先把我拉进群', { createGroup: undefined }],
])(
  'where %s, what is said and what is taken back come together or not at all',
  async (_, words, platform) => {
    failure = new SendFailure('refused', '60011', 'not allowed')
    await expect(maker({ platform, queue: brokenQueue })(asked)).rejects.toThrow('gone')
    expect(await said()).toEqual([])
    const make = maker({ platform })
    await make(asked)
    await make(asked)
    expect(await said()).toEqual([expect.stringContaining(words)])
    expect(await opened.database.db.channel.count()).toBe(0)
  },
)

test('a platform that is away for a day is waited for, and then it is told that there is no group', async () => {
  failure = new SendFailure('temporary', 'network', 'away')
  await expect(maker({ hours: 23 })(asked)).rejects.toThrow('away')
  expect(await said()).toEqual([])
  await maker({ hours: 25 })(asked)
  expect(await said()).toEqual([
    '华东区群一直没建成：平台连不上。过一会儿再发一次「绑定群 华东区」，我接着建。',
  ])
  expect(await opened.database.db.channel.count()).toBe(0)
})

test('the queue does not give up the making of a group before that', async () => {
  const { database, queue } = opened
  await database.db.$transaction((tx) => queue.send(tx, 'make-group', asked))
  const [job] = await database.db.$queryRaw<{ hours: number }[]>`
    SELECT retry_limit * retry_delay_max / 3600.0::float AS hours FROM pgboss.job WHERE name = 'make-group'`
  expect(job?.hours).toBeGreaterThan(25)
})

function maker({ platform = {}, queue = opened.queue, hours = 0 }: Making = {}) {
  const wecom = {
    name: 'wecom',
    async createGroup() {
      if (failure) throw failure
      return { kind: 'chat', id: 'east', via: 'appchat' }
    },
    ...platform,
  } as unknown as Platform
  const clock = { zone, now: () => new Date(start.getTime() + hours * 3_600_000) }
  return createGroupMaker({
    ...{ db: opened.database.db, queue, clock },
    platforms: new Map([['wecom', wecom]]),
  })
}
type Making = { platform?: Given; queue?: Queue; hours?: number }

type Given = { createGroup?: undefined; groupSize?: number }

/** The process is gone before the answer was written. */
const brokenQueue = {
  async sendAll() {
    throw new Error('gone')
  },
} as never as Queue

const said = async () =>
  (await opened.database.db.delivery.findMany())
    .map(({ message }) => (message as { text: string }).text)
    .toSorted((a, b) => a.localeCompare(b, 'zh'))
