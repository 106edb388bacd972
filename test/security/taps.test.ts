import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gallery } from '../../cards/gallery.ts'
import { commands } from '../../src/conversation/commands/index.ts'
import { byAct } from '../../src/conversation/route.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { start } from '../support/world.ts'
import { openIdOf, secrets, type Theirs, twoDepartments } from './support/theirs.ts'
import { attempt, taps } from './support/turns.ts'

// The list is the one by which taps are answered: a new tap is tested by existing.
const acts = [...byAct.keys()]

/** What everybody may look at, and why. All other taps on another department's records are refused. */
const open: Record<string, string> = {
  'lead.show': 'whose a lead is, and since when, is told to everybody; contact and notes are not',
  'pool.page': 'the pool is public',
  'board.show': 'ranks are public in the company',
  'board.open': 'ranks are public in the company',
  'list.page': 'what of it is within reach: one’s own',
  'overdue.show': 'what of it is within reach: nothing',
}

const opened = {} as { database: Database; theirs: Theirs; former: string }
beforeAll(async () => {
  opened.database = await testDatabase()
  const { db } = opened.database
  opened.theirs = await twoDepartments(db)
  const { id: memberId } = await db.member.findFirstOrThrow({ where: { name: '李雷' } })
  const visit = {
    accountId: opened.theirs.account,
    memberId,
    channel: 'call' as const,
    content: '约了机修组的贺师傅看折旧',
    businessDay: new Date('2026-06-10'),
    createdAt: start,
  }
  opened.former = (await db.visit.create({ data: visit })).id
})
afterAll(() => opened.database.close())

const tapped = (who: string, act: string, args: object, values: object = {}) =>
  attempt(opened.database.db, openIdOf(who), taps(act, args, values))

test('no act is declared by two commands', () => {
  const declared = commands.flatMap((command) => Object.keys(command.taps ?? {}))
  expect(declared.filter((act, index) => declared.indexOf(act) !== index)).toEqual([])
})

test('every argument that a card of the gallery carries is tried', () => {
  const tried = new Set(Object.keys(argsOf(opened.theirs)))
  expect(gallery.flatMap(({ card }) => argumentsIn(card)).filter((name) => !tried.has(name))).toEqual([])
})

test('赵敏 herself may: what is refused to others exists', async () => {
  const outcome = await tapped('赵敏', 'task.complete', { task: opened.theirs.task })
  expect(outcome).toMatchObject({ ended: 'done', changed: expect.arrayContaining(['Audit', 'Task']) })
  expect(outcome.said).toContain('端午')
})

describe.each(['李雷', '王芳'])('%s of another department', (who) => {
  test.each(acts)('%s with ids of 华南区 is refused, changes nothing and shows nothing', async (act) => {
    for (const args of variants(argsOf(opened.theirs))) {
      const outcome = await tapped(who, act, args, valuesOf(opened.theirs))
      expect(secrets.filter((secret) => outcome.said.includes(secret))).toEqual([])
      expect(outcome.changed).toEqual([])
      expect(outcome.ended).toMatch(act in open ? /^done|^refused/ : /^refused/)
    }
  })
})

describe('李雷, whose customer it was when he logged this follow-up,', () => {
  test.each(acts.filter((act) => act.startsWith('visit.')))('%s does no more to it', async (act) => {
    const values = { ...valuesOf(opened.theirs), content: '约了机修组的贺师傅看新机' }
    const outcome = await tapped('李雷', act, { visit: opened.former }, values)
    expect(outcome).toMatchObject({ ended: expect.stringMatching(/^refused/), changed: [] })
    expect(outcome.said).not.toMatch(/贺师傅|鹏城/)
  })
})

describe('arguments that no card of ours carries', () => {
  test.each(acts)('%s takes no harm and does none', async (act) => {
    for (const args of odd) {
      const outcome = await tapped('李雷', act, args)
      expect(outcome.changed).toEqual([])
      expect(outcome.ended).toMatch(/^done|^refused/)
    }
  })

  test.each(['__proto__', 'constructor', 'toString', 'undo ', '', 'UNDO'])('%j is no act', async (act) => {
    expect((await tapped('李雷', act, {})).ended).toBe('refused old-card')
  })
})

/** Every argument that a button has, filled with what is theirs. */
const argsOf = (theirs: Theirs): Record<string, string> => ({
  ...theirs,
  first: theirs.delivery,
  about: 'account',
  value: theirs.account,
  sentence: '看看 鹏城精密',
  what: 'accounts',
  whose: 'team',
  from: '0',
  offset: '0',
  scope: theirs.department,
  period: 'month',
  metric: 'amount',
  by: 'people',
  day: '2026-06-20',
  region: '广东',
  keyword: '鹏城',
})

/** What is chosen or typed beside it. */
const valuesOf = (theirs: Theirs): Record<string, string> => ({
  stage: theirs.stage,
  member: theirs.member,
  prospect: `account:${theirs.account}`,
  channel: 'call',
  content: '顺路看了看他们的机器',
  nextOn: '2026-06-20',
  nextAction: '送样',
  day: '2026-06-20',
  metric: 'amount',
  period: 'month',
})

/** An act that is for either takes the lead first; so each alone. */
function variants(args: Record<string, string>): Record<string, string>[] {
  const { lead: _lead, ...ofAccount } = args
  const { account: _account, ...ofLead } = args
  return [ofAccount, ofLead]
}

const names = [
  'account',
  'lead',
  'opportunity',
  'task',
  'visit',
  'receivable',
  'of',
  'member',
  'asker',
  'scope',
]
const allAre = (value: string) => Object.fromEntries(names.map((name) => [name, value]))
const odd: Record<string, string>[] = [
  {},
  allAre('00000000-0000-7000-8000-000000000000'),
  allAre("' OR 1=1 --"),
  { ...allAre('x'.repeat(900)), from: '-1', offset: '1e99', what: 'secrets', whose: 'all' },
]

function argumentsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const args = 'act' in value && 'args' in value ? Object.keys(value.args as object) : []
  return [...args, ...Object.values(value).flatMap(argumentsIn)]
}
