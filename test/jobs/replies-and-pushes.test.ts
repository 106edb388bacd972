import { expect, test } from 'vitest'
import type { Target } from '../../src/chat/message.ts'
import type { RateLimit } from '../../src/chat/platform.ts'
import { memoryLimiter } from '../../src/jobs/limiter.ts'
import { limitsOf as feishuLimits } from '../../src/platforms/feishu/limits.ts'
import { limitsOf as wecomLimits } from '../../src/platforms/wecom/limits.ts'

/** When each goes out, in ms: whoever has to wait for a place comes back when it is theirs. */
async function runsOf(asked: { at: number; limits: RateLimit[] }[]): Promise<number[]> {
  let now = 0
  const limiter = memoryLimiter(1, () => now)
  const sentAt: number[] = []
  const waiting = asked.map((one, index) => ({ ...one, index, held: 0 }))
  while (waiting.length > 0) {
    const next = waiting.reduce((first, one) => (one.at < first.at ? one : first))
    now = next.at
    const { waitMs, held } = await limiter.take(next.limits, next.held)
    Object.assign(next, { at: now + waitMs, held })
    if (held < next.limits.length || waitMs > 0) continue
    sentAt[next.index] = now
    waiting.splice(waiting.indexOf(next), 1)
  }
  return sentAt
}

test.each([
  ['Feishu', feishuLimits, 1_000, 120],
  ['WeCom', wecomLimits, 3_000, 40],
])(
  'on %s, who asks something while briefs go out is answered within a second',
  async (_, limitsOf, briefs, seconds) => {
    const to = (id: string, isPush: boolean) => limitsOf({ kind: 'user', id } as Target, isPush)
    const pushes = Array.from({ length: briefs }, (_, n) => ({ at: 0, limits: to(`member ${n}`, true) }))
    const questions = [1, 500, 5_000, 30_000, 60_000, 90_000]
    const replies = questions.map((at) => ({ at, limits: to(`asks at ${at}`, false) }))
    const sentAt = await runsOf([...pushes, ...replies])
    const waits = replies.map(({ at }, index) => (sentAt[briefs + index] as number) - at)
    expect(Math.max(...waits)).toBeLessThan(1_000)
    expect(Math.max(...sentAt.slice(0, briefs))).toBeLessThan(seconds * 1_000)
  },
)
