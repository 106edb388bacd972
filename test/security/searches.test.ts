import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { aLead, start } from '../support/world.ts'
import { openIdOf, twoDepartments } from './support/theirs.ts'
import { attempt, says, taps } from './support/turns.ts'

const opened = {} as { database: Database }
beforeAll(async () => {
  const database = await testDatabase()
  opened.database = database
  await twoDepartments(database.db)
  for (const company of ['温州瓯江纺织有限公司', '绍兴鉴湖印染有限公司'])
    await aLead(database.db, { company })
  const { id: assigneeId } = await database.db.member.findFirstOrThrow({ where: { name: '李雷' } })
  for (const title of ['取回样布', '打印合同'])
    await database.db.task.create({ data: { title, assigneeId, createdAt: start, updatedAt: start } })
})
afterAll(() => opened.database.close())

const says李雷 = (words: string) => attempt(opened.database.db, openIdOf('李雷'), says(words))
const companies = (said: string) => ['瓯江', '鉴湖'].filter((name) => said.includes(name))

const wild = [
  '%',
  '_',
  '%%',
  '瓯%',
  '_江',
  '\\',
  '\\%',
  "'",
  "''",
  '"',
  '`',
  ';--',
  "' OR 1=1 --",
  '*',
  '.*',
  '(',
  '[',
]

const fewer = ['%', '_', '瓯%', '\\', "'", "' OR 1=1 --", '(']

describe('in the pool', () => {
  test('words find what contains them', async () => {
    const found = await attempt(opened.database.db, openIdOf('李雷'), taps('pool.page', { keyword: '瓯江' }))
    expect(companies(found.said)).toEqual(['瓯江'])
  })

  test.each(wild)('%j is a word that nothing contains', async (word) => {
    for (const args of [{ keyword: word }, { region: word }]) {
      const outcome = await attempt(
        opened.database.db,
        openIdOf('李雷'),
        taps('pool.page', { ...args, from: '0' }),
      )
      expect(outcome.ended).not.toMatch(/^crashed/)
      expect(companies(outcome.said)).toEqual([])
    }
  })
})

describe('in a sentence', () => {
  const sentences = [
    '公海 ?',
    '看看 ?',
    '领取 ?',
    '完成 ?',
    '?逾期',
    '?目标',
    '?',
    '新线索 ? 王经理',
    '绑定群 ?',
    '绑定 ?',
  ]
  test.each(sentences)(
    '“%s” with a wildcard or a quote finds nobody’s records and breaks nothing',
    async (sentence) => {
      for (const word of fewer) {
        const outcome = await says李雷(sentence.replace('?', () => word))
        expect(outcome.ended).not.toMatch(/^crashed/)
        expect(outcome.changed.filter((table) => table === 'Task')).toEqual([])
        expect(companies(outcome.said)).toEqual(sentence === '公海 ?' ? expect.anything() : [])
      }
    },
  )

  test('a task is found by its words, not by a pattern', async () => {
    expect((await says李雷('完成 样布')).changed).toContain('Task')
    for (const pattern of ['样%', '_布', '取%布'])
      expect((await says李雷(`完成 ${pattern}`)).changed).toEqual([])
  })
})
