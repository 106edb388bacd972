import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createNames } from '../../src/conversation/names.ts'
import { sayLine, type Turn } from '../../src/conversation/turn.ts'
import { Refusal } from '../../src/errors.ts'
import { lockConversation } from '../../src/jobs/hear.ts'
import { createTurns, type TakeTurn } from '../../src/jobs/take-turns.ts'
import { withQueue } from '../support/queue.ts'
import { aMember, start, zone } from '../support/world.ts'

const opened = withQueue()
const people = ['王强', '李娜', '赵敏']
let take: TakeTurn

beforeAll(async () => {
  const { db } = opened.database
  for (const name of people) {
    const { id: memberId } = await aMember(db, { name })
    await db.identity.create({ data: { platform: 'feishu', externalId: name, memberId, createdAt: start } })
  }
  const clock = { now: () => start, zone }
  const rest = { isAlone: false, together: { most: 16, lanes: 2 } }
  take = createTurns({ db, queue: opened.queue, clock, names: createNames(), ...rest })
})
beforeEach(async () => {
  const { db } = opened.database
  await db.delivery.deleteMany()
  await db.inbound.deleteMany()
  await db.conversation.deleteMany()
  await db.setting.deleteMany()
})

test('who speaks at the same time is heard in one transaction, each once and each with their own answer', async () => {
  const taken = await allAtOnce(people.map((who) => ({ who, act: answers(who) })))
  expect(taken).toEqual(people.map(() => 'done'))
  expect(await transactions()).toEqual([[...people].sort()])
  expect(await answered()).toEqual([...people].sort())
})

test('who is refused before anything was written leaves the transaction to the others', async () => {
  const refused = async ({ tx }: Turn) => {
    const { count } = await tx.setting.updateMany({ where: { key: 'nobody’s' }, data: { value: 1 } })
    throw new Refusal('full', `${count} left`)
  }
  const [first, second, third] = people as [string, string, string]
  const taken = await allAtOnce([
    { who: first, act: answers(first) },
    { who: second, act: refused },
    { who: third, act: answers(third) },
  ])
  expect(taken).toEqual(['done', '0 left', 'done'])
  expect(await transactions()).toEqual([[first, third].sort()])
  expect(await pending()).toEqual([second])
})

test('who is refused hears why in the same transaction, and nothing of what was begun is left', async () => {
  const [first, second] = people as [string, string]
  const begun = async (turn: Turn) => {
    sayLine(turn, '记下了')
    turn.memory.account = { id: turn.member.id, at: turn.now }
    throw new Refusal('full', '满了')
  }
  const said = [
    { who: first, act: answers(first) },
    { who: second, act: begun, instead: answers('满了') },
  ]
  expect(await allAtOnce(said)).toEqual(['done', 'done'])
  expect(await transactions()).toEqual([[first, second].sort()])
  expect(await answered()).toEqual([first, '满了'].sort())
  const kept = await opened.database.db.conversation.findMany({ where: { lastAccountId: { not: null } } })
  expect(kept).toEqual([])
})

test.each<[string, Said['act']]>([
  [
    'fails after it has written',
    async (turn) => writes('half')(turn).then(() => Promise.reject(new Error('broken'))),
  ],
  [
    'asks for a table that does not exist',
    async ({ tx }) => void (await tx.$queryRaw`SELECT * FROM "Nothing"`),
  ],
])('one that %s leaves nothing behind and costs nobody else their turn', async (_, broken) => {
  const [first, second, third] = people as [string, string, string]
  const taken = await allAtOnce([
    { who: first, act: writes('first') },
    { who: second, act: broken },
    { who: third, act: writes('third') },
  ])
  expect([taken[0], taken[2]]).toEqual(['done', 'done'])
  expect(taken[1]).toMatch(/broken|does not exist/)
  const settings = await opened.database.db.setting.findMany({ orderBy: { key: 'asc' } })
  expect(settings.map(({ key }) => key)).toEqual(['first', 'third'])
  expect(await transactions()).toHaveLength(2)
  expect(await pending()).toEqual([second])
})

test('what has failed before is tried again without the others', async () => {
  const [first, second] = people as [string, string]
  const said = [
    { who: first, act: answers(first) },
    { who: second, act: answers(second), attempts: 1 },
  ]
  expect(await allAtOnce(said)).toEqual(['done', 'done'])
  expect(await transactions()).toHaveLength(2)
})

test('one person in a group and alone with the bot is heard twice, not at once', async () => {
  const [who] = people as [string]
  const inGroup = { kind: 'group', id: 'oc_1' }
  const taken = await allAtOnce([
    { who, act: answers('alone') },
    { who, act: answers('in the group'), chat: inGroup },
  ])
  expect(taken).toEqual(['done', 'done'])
  expect(await transactions()).toEqual([[who], [who]])
})

test.runIf(process.env.TEST_ON === 'postgres')(
  'a conversation that another process works on is taken after it, and nobody else waits',
  async () => {
    const { db } = opened.database
    const [first, second] = people as [string, string]
    const key = `feishu:direct:${first}`
    const heard: string[] = []
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const other = db.$transaction(async (tx) => {
      await lockConversation(tx, key)
      locked.resolve()
      await release.promise
    })
    await locked.promise
    const act = async () => void heard.push(first)
    const both = allAtOnce([
      { who: first, act },
      { who: second, act: answers(second) },
    ])
    await expect.poll(answered, { timeout: 10_000 }).toEqual([second])
    expect(heard).toEqual([])
    release.resolve()
    await other
    expect(await both).toEqual(['done', 'done'])
    expect(heard).toEqual([first])
  },
)

type Said = {
  who: string
  act(turn: Turn): Promise<void>
  instead?(turn: Turn): Promise<void>
  chat?: object
  attempts?: number
}

async function allAtOnce(all: Said[]): Promise<string[]> {
  const { db } = opened.database
  const conversations = all.map(({ who, chat }) => `feishu:${chat ? 'oc_1' : 'direct'}:${who}`)
  for (const [index, { who, chat = null, attempts = 0 }] of all.entries()) {
    const content = { kind: 'text', text: '', toBot: true }
    const body = { platform: 'feishu', key: `${index}`, at: start.toISOString(), sender: who, chat, content }
    const conversation = conversations[index] as string
    await db.inbound.create({
      data: { platform: 'feishu', key: `${index}`, conversation, body, attempts, receivedAt: start },
    })
  }
  const ended = (act: Said['act']) => (turn: Turn) => act(turn).then(() => 'done')
  const taking = all.map(({ act, instead }, index) =>
    take({
      trial: { conversation: conversations[index] as string },
      act: ended(act),
      ...(instead && { instead: () => ended(instead) }),
    }),
  )
  const ends = await Promise.allSettled(taking)
  return ends.map((end) => (end.status === 'fulfilled' ? 'done' : String(end.reason.message)))
}

const answers = (text: string) => async (turn: Turn) => sayLine(turn, text)

const writes = (key: string) => async (turn: Turn) => {
  await turn.tx.setting.create({ data: { key, value: 1, updatedAt: start } })
}

/** Who was heard, by the transaction that wrote it down. */
async function transactions(): Promise<string[][]> {
  const rows = await opened.database.db.$queryRaw<{ who: string[] }[]>`
    SELECT array_agg(body->>'sender' ORDER BY body->>'sender') AS who FROM "Inbound" WHERE status = 'handled'
    GROUP BY xmin::text ORDER BY 1`
  return rows.map(({ who }) => who)
}

async function answered(): Promise<string[]> {
  const rows = await opened.database.db.delivery.findMany()
  return rows.map(({ message }) => (message as { text: string }).text).sort()
}

async function pending(): Promise<string[]> {
  const rows = await opened.database.db.inbound.findMany({ where: { status: 'pending' } })
  return rows.map(({ body }) => (body as { sender: string }).sender)
}
