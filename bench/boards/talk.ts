import { randomInt, randomUUID } from 'node:crypto'
import { messageEvent } from '../messages/events.ts'
import { quantile } from '../messages/load.ts'
import { director, managers, ownName, reps } from './company.ts'
import type { Receiver } from './receiver.ts'

/** Everything people ask and write, by reps, managers and the director: how long until the reply, by sentence. */
export async function talk(webhook: string, receiver: Receiver, rounds: number): Promise<Replies> {
  const times: Replies = new Map()
  const scripts = Array.from({ length: rounds }, (_, round) => [
    ...repSays(round).map((said) => ({
      ...said,
      openId: reps[(round * 37) % reps.length]?.openId as string,
    })),
    ...leaderSays.map((said) => ({
      ...said,
      openId: managers[(round * 11) % managers.length]?.openId as string,
    })),
    ...(round % 4 === 0 ? leaderSays.map((said) => ({ ...said, openId: director.openId })) : []),
  ])
  await inParallel(scripts, 4, async (script) => {
    for (const { kind, text, openId } of script) {
      const reply = receiver.reply(openId)
      const since = performance.now()
      await post(webhook, openId, text)
      const answered = await Promise.race([reply, after(20_000)])
      if (answered === null) throw new Error(`no reply to ${text}`)
      times.set(kind, [...(times.get(kind) ?? []), performance.now() - since])
    }
  })
  return times
}

export type Replies = Map<string, number[]>

export function printReplies(title: string, replies: Replies): void {
  const all = [...replies.values()].flat()
  console.log(
    `${title}: ${all.length} replies, p50 ${ms(all, 0.5)}, p95 ${ms(all, 0.95)}, slowest ${ms(all, 1)} ms`,
  )
  for (const [kind, times] of [...replies].sort(([, a], [, b]) => quantile(b, 0.95) - quantile(a, 0.95)))
    console.log(`  ${kind}: p50 ${ms(times, 0.5)}, p95 ${ms(times, 0.95)}`)
}

const ms = (times: number[], q: number): string => quantile(times, q).toFixed(0)

type Said = { kind: string; text: string }

const repSays = (round: number): Said[] => {
  const name = ownName(round * 37, round)
  const other = ownName(round * 37, round + 3)
  return [
    { kind: 'board, day', text: '今日排行榜' },
    { kind: 'board, week', text: '本周拜访排行榜' },
    { kind: 'board, month', text: '本月排行榜' },
    { kind: 'board, quarter', text: '本季度排行榜' },
    { kind: 'board, year', text: '今年回款排行榜' },
    { kind: 'my accounts', text: '我的客户' },
    { kind: 'my leads', text: '我的线索' },
    { kind: 'my deals', text: '我的商机' },
    { kind: 'my tasks', text: '我的任务' },
    { kind: 'my receivables', text: '我的应收' },
    { kind: 'account card', text: name },
    { kind: 'log a follow-up', text: `拜访 ${name} 谈了报价和交期，周五再联系张总` },
    { kind: 'undo', text: '撤销' },
    { kind: 'record a payment', text: `${other} 回款 ${randomInt(1_000, 100_000)}` },
    { kind: 'promise', text: `${other} 答应周五付款` },
    { kind: 'deal', text: `推进 ${name} 商务谈判` },
    { kind: 'pool', text: '公海' },
    { kind: 'claim', text: '领取 1' },
    { kind: 'pool, searched', text: '公海 西安' },
    { kind: 'overdue', text: '逾期' },
    { kind: 'target', text: '我的目标' },
    { kind: 'task', text: '提醒我明天下午3点寄样品' },
    {
      kind: 'new lead',
      text: `新线索 兰州${round}号${randomUUID().slice(0, 4)}商贸 王先生 1371234${String(round).padStart(4, '0')}`,
    },
    { kind: 'why', text: '为什么' },
    { kind: 'help', text: '帮助' },
    { kind: 'small talk', text: '今天堵车真厉害' },
  ]
}

const leaderSays: Said[] = [
  { kind: 'leader: board, day', text: '今日排行榜' },
  { kind: 'leader: board, month', text: '本月回款排行榜' },
  { kind: 'leader: overdue', text: '逾期' },
  { kind: 'leader: target', text: '团队目标' },
  { kind: 'leader: accounts', text: '我的客户' },
  { kind: 'leader: pool', text: '公海' },
]

async function post(webhook: string, openId: string, text: string): Promise<void> {
  const { body, headers } = messageEvent(randomUUID().replaceAll('-', ''), openId, text)
  const response = await fetch(webhook, { method: 'POST', body, headers })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`webhook answered ${response.status}`)
}

async function inParallel<T>(all: T[], width: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all]
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let one = left.shift(); one; one = left.shift()) await work(one)
    }),
  )
}

const after = (milliseconds: number) =>
  new Promise<null>((resolve) => setTimeout(resolve, milliseconds, null).unref())
