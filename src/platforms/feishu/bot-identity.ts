import { z } from 'zod'
import type { PlatformDeps } from '../../chat/deps.ts'
import type { FeishuClient } from './client.ts'

const botAnswer = z.object({ bot: z.object({ open_id: z.string().min(1) }) })

/**
 * Which open_id is ours, for telling whom a group message mentions. Reading a webhook may not wait, so the first
 * question starts the look-up and is answered `undefined`. It is asked once: the call counts against the quota.
 */
export function createBotIdentity(
  client: FeishuClient,
  deps: PlatformDeps,
): { id: () => string | undefined } {
  let known: string | undefined
  let askAgainAt = 0

  async function look(): Promise<void> {
    const answer = await client.call((sdk, options) =>
      sdk.request({ method: 'GET', url: '/open-apis/bot/v3/info' }, options),
    )
    known = botAnswer.parse(answer).bot.open_id
  }

  return {
    id() {
      const at = deps.now().getTime()
      if (known === undefined && at >= askAgainAt) {
        askAgainAt = at + 5 * 60_000
        look().catch((failure) => {
          deps.log.warn({ code: failure?.code }, 'Feishu did not say which open_id the bot has')
        })
      }
      return known
    },
  }
}
