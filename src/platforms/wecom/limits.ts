import { createHash } from 'node:crypto'
import type { Target } from '../../chat/message.ts'
import type { RateLimit } from '../../chat/platform.ts'

/**
 * 30 messages a minute and 1,000 an hour to one member, beyond which WeCom drops them without a word; 20 a
 * minute per group webhook; 10,000 calls a minute. https://developer.work.weixin.qq.com/document/path/90312
 * Two thirds of the calls are for pushes, by tens of seconds, so that few of them come at once.
 */
export function limitsOf(target: Target, isPush = false): RateLimit[] {
  const app = { key: 'wecom:app', points: 10_000, seconds: 60 }
  const pushes = isPush ? [{ key: 'wecom:push', points: 1_100, seconds: 10 }] : []
  if (target.kind === 'user') {
    return [
      ...pushes,
      { key: `wecom:member:minute:${target.id}`, points: 30, seconds: 60 },
      { key: `wecom:member:hour:${target.id}`, points: 1000, seconds: 3600 },
      app,
    ]
  }
  return target.via === 'webhook'
    ? [{ key: `wecom:webhook:${hashed(target.id)}`, points: 20, seconds: 60 }]
    : [...pushes, app]
}

/** The id of a webhook is its key, a secret; bucket keys are stored and logged. */
const hashed = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16)
