import { setTimeout as wait } from 'node:timers/promises'
import { messageEvent } from '../../../bench/messages/events.ts'
import { accountOf, leadOf, leads } from './company.ts'
import { type FaultyPlatform, openIdOf } from './platform.ts'

/**
 * People who talk to the service, and the platform's re-pushing: an event that is not answered with 200 is
 * delivered again until it is. What was answered is accepted, and must show in the audit.
 */
export function createDriver(platform: FaultyPlatform, webhook: string | (() => string)) {
  const accepted: Accepted[] = []
  const acknowledged: number[] = []
  const refused = new Map<number, number>()
  let sent = 0
  const address = () => (typeof webhook === 'string' ? webhook : webhook())

  /** One try. Returns the status, 0 for no answer. */
  async function post(event: { body: string; headers: Record<string, string> }): Promise<number> {
    const began = performance.now()
    try {
      const response = await fetch(address(), {
        method: 'POST',
        ...event,
        signal: AbortSignal.timeout(15_000),
      })
      await response.arrayBuffer()
      if (response.status === 200) acknowledged.push(performance.now() - began)
      else refused.set(response.status, (refused.get(response.status) ?? 0) + 1)
      return response.status
    } catch {
      refused.set(0, (refused.get(0) ?? 0) + 1)
      return 0
    }
  }

  /** Delivers until it is accepted, as the platform does (only faster). */
  async function deliver(message: Accepted, patienceMs = 60_000): Promise<void> {
    const until = performance.now() + patienceMs
    while ((await post(messageEvent(message.mark, openIdOf(message.person), message.text))) !== 200) {
      if (performance.now() > until) throw new Error(`not accepted in ${patienceMs} ms: ${message.mark}`)
      await wait(50)
    }
    accepted.push(message)
  }

  /** What the next message of somebody is: mostly follow-ups, some payments, claims and questions. */
  function next(person: number, run: string): Accepted {
    const count = sent++
    const mark = `${run}x${person}x${count}`
    const one = (kind: Accepted['kind'], text: string) => ({ kind, text, mark, person })
    if (count % 10 === 3) return one('payment', `${accountOf(person)} 回款 ${amountOf(count)}元`)
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
    next,
    /** So many people talk, each one message after the other, until `over`. */
    async talk(people: number, run: string, over: () => boolean, pauseMs = 0): Promise<void> {
      await Promise.all(
        Array.from({ length: people }, async (_, person) => {
          while (!over()) {
            await deliver(next(person, run))
            if (pauseMs) await wait(pauseMs)
          }
        }),
      )
    },
    /** Says one follow-up and waits for its reply; the milliseconds it took. */
    async answered(person: number, run: string, patienceMs = 20_000): Promise<number> {
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
  kind: 'visit' | 'payment' | 'claim' | 'question' | 'poison'
}

export const visit = (person: number, mark: string): Accepted => ({
  kind: 'visit',
  text: `拜访 ${accountOf(person)} 谈了报价 编号 #${mark}#`,
  mark,
  person,
})

const amountOf = (count: number): string => `${100 + (count % 900)}.${String(count % 100).padStart(2, '0')}`

export const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}
