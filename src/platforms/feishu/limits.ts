import type { Target } from '../../chat/message.ts'
import type { RateLimit } from '../../chat/platform.ts'

/**
 * 5 messages a second to a person, and to a group from all bots in it together; 50 a second and 1,000 a minute
 * per app and call. https://open.feishu.cn/document/server-docs/im-v1/message/create
 * Two thirds of the minute are for pushes, by tens of seconds, so that few of them come at once.
 */
export const limitsOf = (target: Target, isPush = false): RateLimit[] => [
  ...(isPush ? [{ key: 'feishu:push', points: 110, seconds: 10 }] : []),
  { key: `feishu:${target.kind}:${target.id}`, points: 5, seconds: 1 },
  { key: 'feishu:app:second', points: 50, seconds: 1 },
  { key: 'feishu:app:minute', points: 1000, seconds: 60 },
]
