import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../src/conversation/commands/index.ts'
import type { Arguments, Intent, Ref } from '../../src/conversation/understand/understanding.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { openIdOf, secrets, type Theirs, twoDepartments } from './support/theirs.ts'
import { attempt, says } from './support/turns.ts'

const opened = {} as { database: Database; theirs: Theirs }
beforeAll(async () => {
  opened.database = await testDatabase()
  opened.theirs = await twoDepartments(opened.database.db)
})
afterAll(() => opened.database.close())

/** What a command makes of one's own, whatever else it was told. */
const own: Partial<Record<Intent, string[]>> = { create_task: ['Audit', 'NameChange', 'Task'] }

/** All at once, and each record alone, by the argument that would name it. */
function understood(theirs: Theirs): Arguments[] {
  const refs: Ref[] = [
    { kind: 'account', id: theirs.account, name: '深圳鹏城精密有限公司' },
    { kind: 'lead', id: theirs.lead, name: '佛山南风陶瓷有限公司' },
    { kind: 'opportunity', id: theirs.opportunity, name: '鹏城' },
    { kind: 'task', id: theirs.task, name: '鹏城' },
  ]
  const assignee = { text: '赵敏', record: { kind: 'member' as const, id: theirs.member, name: '赵敏' } }
  return refs.flatMap((record) => {
    const named = { text: record.name, record }
    const about = { account: named, target: named }
    return [
      { ...words, ...about },
      { ...words, ...about, assignee },
    ]
  })
}

const words: Arguments = {
  content: '顺路看了看他们的机器，聊了报价',
  channel: 'visit',
  stage: '商务谈判',
  amount: '30000.00',
  name: '注塑机',
  reason: '没预算',
  competitor: '优云',
  note: '客户又来找我们了',
  title: '打听一下他们的价格',
  dueAt: '2026-06-20',
  dueOn: '2026-06-20',
  paidOn: '2026-06-09',
  closeOn: '2026-06-30',
  scope: '华南区',
}

const sentences = [
  '看看 鹏城精密',
  '看看 南风陶瓷',
  '鹏城精密',
  '拜访 鹏城精密 谈了报价，周五再联系顾念',
  '退回 鹏城精密',
  '退回 南风陶瓷',
  '领取 鹏城精密',
  '转客户 南风陶瓷',
  '推进 鹏城精密 商务谈判',
  '鹏城精密 赢单 28万',
  '鹏城精密 输单 价格，输给优云',
  '新商机 鹏城精密 注塑机 28万 月底签',
  '鹏城精密 回款 3万',
  '鹏城精密答应周五付款',
  '新线索 深圳鹏城精密有限公司 王经理 13900000000',
  '新线索 佛山南风陶瓷有限公司 王经理 13611112222',
  '鹏城精密为什么掉公海',
  '给赵敏派任务：周五把鹏城的合同带来',
  '华南区逾期',
  '逾期应收',
  '华南区目标',
  '赵敏的客户',
  '我的客户',
  '我的线索',
  '我的商机',
  '我的任务',
  '完成 1',
  '撤销',
  '华南区本月排行榜',
  '绑定群 华南区',
  '发到群 鹏城精密',
  '公海 鹏城',
]

const people = ['李雷', '王芳']
const leaked = (said: string) => secrets.filter((secret) => said.includes(secret))

// However an understanding comes about (a number of an old list, a question left open before somebody lost the
// right), a command checks for itself. The list comes from the commands: a new one is tested by existing.
describe.each(people)('%s of another department', (who) => {
  test.each(commands.map(({ intent, run }) => [intent, run] as const))(
    'the command %s, understood to mean what 华南区 has, changes nothing of it and shows nothing',
    async (intent, run) => {
      for (const known of understood(opened.theirs)) {
        const outcome = await attempt(opened.database.db, openIdOf(who), (turn) => run(turn, known))
        expect(leaked(outcome.said)).toEqual([])
        expect(outcome.ended).not.toMatch(/^crashed/)
        expect(outcome.changed).toEqual(outcome.ended === 'done' ? (own[intent] ?? []) : [])
      }
    },
  )

  test.each(sentences)('“%s” changes nothing and shows nothing', async (sentence) => {
    const outcome = await attempt(opened.database.db, openIdOf(who), says(sentence))
    expect(leaked(outcome.said)).toEqual([])
    expect(outcome.changed).toEqual([])
    expect(outcome.ended).not.toMatch(/^crashed/)
  })
})

test('李雷’s own task that mentions their account does not get onto the account’s card', async () => {
  const command = commands.find(({ intent }) => intent === 'create_task')
  const outcome = await attempt(opened.database.db, openIdOf('李雷'), async (turn) => {
    await command?.run(turn, understood(opened.theirs)[0] as Arguments)
    expect(await turn.tx.task.count({ where: { accountId: opened.theirs.account } })).toBe(1)
  })
  expect(outcome.ended).toBe('done')
})

test('what is refused to others, 赵敏 is shown', async () => {
  const { said } = await attempt(opened.database.db, openIdOf('赵敏'), says('看看 鹏城精密'))
  expect(leaked(said)).toEqual(expect.arrayContaining(['顾念慈', '激光切割', '端午', '岭海']))
})
