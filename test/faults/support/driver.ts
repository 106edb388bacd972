import { setTimeout as wait } from 'node:timers/promises'
import { messageEvent, tapEvent } from '../../../bench/messages/events.ts'
import { accountOf, leadOf, leads } from './company.ts'
import { patienceMs } from './patience.ts'
import { type FaultyPlatform, openIdOf } from './platform.ts'

/**
 * People who talk to the service, and the platform's re-pushing: an event that is not answered with 200 is
 * delivered again until it is. What was answered is accepted, and must show in the audit.
 */
export function createDriver(platform: FaultyPlatform, webhook: string | (() => string)) {
  const accepted: Accepted[] = []
  const acknowledged: number[] = []
  const pushed: Pushed[] = []
  const ticked: Ticked[] = []
  const refused = new Map<number, number>()
  let sent = 0
  let hushed = false
  const address = () => (typeof webhook === 'string' ? webhook : webhook())

  /** One try. Returns the status, 0 for no answer. Who has tapped looks at the answer for three seconds. */
  async function post(
    event: { body: string; headers: Record<string, string> },
    tapped?: string,
  ): Promise<number> {
    const began = performance.now()
    try {
      const response = await fetch(address(), {
        method: 'POST',
        ...event,
        signal: AbortSignal.timeout(15_000),
      })
      const answer = await response.text()
      const { card } = tapped && answer ? JSON.parse(answer) : {}
      if (tapped && card && performance.now() - began < 3_000)
        platform.cards.set(tapped, JSON.stringify(card))
      if (response.status === 200) acknowledged.push(performance.now() - began)
      else refused.set(response.status, (refused.get(response.status) ?? 0) + 1)
      return response.status
    } catch {
      refused.set(0, (refused.get(0) ?? 0) + 1)
      return 0
    }
  }

  /** Delivers until it is accepted, as the platform does (only faster). */
  async function deliver(message: Accepted): Promise<void> {
    const until = performance.now() + patienceMs
    while ((await post(messageEvent(message.mark, openIdOf(message.person), message.text))) !== 200) {
      if (hushed) return
      if (performance.now() > until) throw new Error(`not accepted in ${patienceMs} ms: ${message.mark}`)
      await wait(50)
    }
    accepted.push(message)
  }

  /** Asks for one slot of a push, again and again until it was run from its beginning to its end. */
  async function push(name: string, asOf: Date): Promise<void> {
    const slot = asOf.toISOString()
    const headers = { authorization: 'Bearer token-of-the-faults', 'content-type': 'application/json' }
    const body = JSON.stringify({ asOf: slot })
    for (const until = performance.now() + patienceMs; !hushed; await wait(100)) {
      const signal = AbortSignal.timeout(15_000)
      const url = `${new URL(address()).origin}/api/v1/jobs/${name}/runs`
      const response = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => null)
      await response?.arrayBuffer().catch(() => undefined)
      if (response?.ok) return void pushed.push({ name, slot })
      if (performance.now() > until) throw new Error(`not pushed in ${patienceMs} ms: ${name} ${slot}`)
    }
  }

  /** A task is given, and ticked off on its card: again and again until the tap is answered, as people do. */
  async function tick(person: number, run: string): Promise<void> {
    const mark = `${run}x${person}x${sent++}`
    const reply = platform.reply(mark)
    await deliver({ kind: 'task', text: `任务 整理报价资料 #${mark}# 明天`, mark, person })
    await Promise.race([reply, wait(patienceMs, undefined, { ref: false })])
    const [card, shown = ''] = [...platform.cards].findLast(([, body]) => body.includes(`#${mark}#`)) ?? []
    const task = /task\W+([0-9a-f-]{36})\W+act\W+task\.complete/.exec(shown)?.[1]
    if (hushed) return
    if (!card || !task) throw new Error(`no card of a task: ${mark}`)
    for (const until = performance.now() + patienceMs; !hushed; await wait(50)) {
      const tap = tapEvent(`${run}tapx${person}x${sent++}`, openIdOf(person), card, {
        act: 'task.complete',
        task,
      })
      if ((await post(tap, card)) === 200) return void ticked.push({ task, card })
      if (performance.now() > until) throw new Error(`no answer to a tap: ${mark}`)
    }
  }

  /** What the next message of somebody is: mostly follow-ups, some payments, claims and questions. */
  function next(person: number, run: string): Accepted {
    const count = sent++
    const mark = `${run}x${person}x${count}`
    const one = (kind: Accepted['kind'], text: string) => ({ kind, text, mark, person })
    if (count % 10 === 3) {
      const amount = amountOf(count)
      return { ...one('payment', `${accountOf(person)} 回款 ${amount}元`), amount }
    }
    if (count % 10 === 6) return one('claim', `领取 ${leadOf(Math.floor(count / 10) % leads)}`)
    if (count % 10 === 9) return one('question', '我的客户')
    return visit(person, mark)
  }

  return {
    accepted,
    acknowledged,
    refused,
    post,
    deliver,
    push,
    pushed,
    ticked,
    next,
    /** So many people talk, each one message after the other, until `over`. */
    talk(people: number, run: string, over: () => boolean, pauseMs = 0): Promise<void> {
      const talking = Array.from({ length: people }, async (_, person) => {
        while (!over() && !hushed) {
          await deliver(next(person, run))
          if (pauseMs) await wait(pauseMs)
        }
      })
      return taken(Promise.all(talking))
    },
    /** So many people give themselves tasks and tick them off, one after the other, until `over`. */
    ticks(people: number, run: string, over: () => boolean, pauseMs = 0): Promise<void> {
      const ticking = Array.from({ length: people }, async (_, person) => {
        while (!over() && !hushed) {
          await tick(person, run)
          if (pauseMs) await wait(pauseMs)
        }
      })
      return taken(Promise.all(ticking))
    },
    /** One slot of the evening's board after the other is pushed, until `over`. */
    pushes(over: () => boolean, pauseMs = 200): Promise<void> {
      const pushing = async () => {
        for (let slot = Date.now(); !over() && !hushed; slot += 60_000) {
          await push('daily-leaderboard', new Date(slot))
          await wait(pauseMs)
        }
      }
      return taken(pushing())
    },
    /** Nobody says anything more, whatever they had in mind. */
    hush() {
      hushed = true
    },
    /** Says one follow-up and waits for its reply; the milliseconds it took. */
    async answered(person: number, run: string): Promise<number> {
      const message = visit(person, `${run}x${person}x${sent++}`)
      const began = performance.now()
      const reply = platform.reply(message.mark)
      await deliver(message)
      const late = wait(patienceMs, 'late', { ref: false })
      if ((await Promise.race([reply, late])) === 'late') throw new Error(`no reply: ${message.mark}`)
      return performance.now() - began
    },
  }
}

export type Driver = ReturnType<typeof createDriver>
export type Accepted = {
  mark: string
  person: number
  text: string
  kind: 'visit' | 'payment' | 'claim' | 'question' | 'task' | 'poison'
  /** Of a payment, in yuan. */
  amount?: string
}
/** `card`: the message that was tapped. */
export type Ticked = { task: string; card: string }
export type Pushed = { name: string; slot: string }

/** A run that fails meanwhile must not leave a rejection that nobody takes. */
function taken(work: Promise<unknown>): Promise<void> {
  const heard = work.then(() => undefined)
  heard.catch(() => undefined)
  return heard
}

export const visit = (person: number, mark: string): Accepted => ({
  kind: 'visit',
  text: `拜访 ${accountOf(person)} 谈了报价 编号 #${mark}#`,
  mark,
  person,
})

/** Never the same again: that would be asked about. */
const amountOf = (count: number): string =>
  `${100 + Math.floor(count / 100)}.${String(count % 100).padStart(2, '0')}`

export const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}
