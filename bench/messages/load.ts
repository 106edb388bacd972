import { messageEvent } from './events.ts'
import { cpuOf } from './processes.ts'
import { openIdOf, type startReceiver } from './receiver.ts'

export type Figures = {
  concurrency: number
  messages: number
  perSecond: number
  ackP50: number
  ackP99: number
  endP50: number
  endP99: number
  lost: number
  doubled: number
  /** Processor time of the process that answers, for each message. */
  cpuMs: number
}

/** Sends numbered follow-ups from so many people at once, each waiting for its reply before the next. */
export async function load(
  { webhook, pid }: { webhook: string; pid: number },
  receiver: Awaited<ReturnType<typeof startReceiver>>,
  concurrency: number,
  seconds: number,
  run: string,
): Promise<Figures> {
  const acks: number[] = []
  const ends: number[] = []
  const marks: string[] = []
  let lost = 0
  const until = performance.now() + seconds * 1000
  const started = performance.now()
  const cpu = await cpuOf(pid)
  await Promise.all(
    Array.from({ length: concurrency }, async (_, person) => {
      for (let turn = 0; performance.now() < until; turn++) {
        const mark = `${run}x${person}x${turn}`
        marks.push(mark)
        const event = messageEvent(mark, openIdOf(person), `拜访 压测客户${person}号 谈了报价 编号 #${mark}#`)
        const replied = receiver.reply(mark)
        const sent = performance.now()
        const response = await fetch(webhook, { method: 'POST', body: event.body, headers: event.headers })
        await response.arrayBuffer()
        if (response.status !== 200) throw new Error(`webhook answered ${response.status}`)
        acks.push(performance.now() - sent)
        const outcome = await Promise.race([replied.then(() => true), after(15_000)])
        if (outcome) ends.push(performance.now() - sent)
        else lost++
      }
    }),
  )
  const elapsed = (performance.now() - started) / 1000
  return {
    concurrency,
    messages: marks.length,
    perSecond: ends.length / elapsed,
    ackP50: quantile(acks, 0.5),
    ackP99: quantile(acks, 0.99),
    endP50: quantile(ends, 0.5),
    endP99: quantile(ends, 0.99),
    lost,
    cpuMs: ((await cpuOf(pid)) - cpu) / marks.length,
    doubled: marks.filter((mark) => receiver.timesSeen(mark) > 1).length,
  }
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

const after = (ms: number) => new Promise<false>((resolve) => setTimeout(resolve, ms, false).unref())
