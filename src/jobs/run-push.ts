import type { Message, Target } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import { readRules } from '../crm/settings/rules.ts'
import type { Channel, Db, Tx } from '../db/types.ts'
import { addressesOf, channelTarget, type Draft, masksOf, post } from './outbox.ts'
import type { PostOptions, Push, PushContext } from './pushes/push.ts'
import type { Queue } from './queue.ts'
import { quietUntil } from './quiet.ts'

/**
 * Runs a push as of `now`. Each message carries schedule, moment and target as its unique slot: however many
 * processes run it and however often, each target gets it once. Returns how many messages were new.
 */
export async function runPush(deps: Deps, push: Push, run: { now: Date; byHand: boolean }): Promise<number> {
  const { db, clock } = deps
  const rules = await readRules(db)
  const slot = `${push.name}:${run.now.toISOString()}`
  let written = 0

  async function send(tx: Tx, to: Address, message: Message, options: PostOptions = {}) {
    // A run by hand happens at the time it is asked for; a slot that is caught up happens now.
    const quiet = quietUntil(run.byHand ? run.now : clock.now(), clock.zone, rules.quiet)
    written += await post(deps.queue, tx, {
      ...to,
      kind: 'push',
      message,
      now: clock.now(),
      subject: options.subject,
      slot: [slot, keyOf(to), options.part].filter(Boolean).join(':'),
      notBefore: options.evenAtNight ? undefined : quiet,
    })
  }

  const context: PushContext = {
    db,
    now: run.now,
    zone: clock.zone,
    rules,
    byHand: run.byHand,
    async toMember(tx, memberId, message, options) {
      const active = await tx.member.count({ where: { id: memberId, status: 'active' } })
      const addresses = active > 0 ? await addressesOf(tx, memberId) : []
      for (const address of addresses) await send(tx, { ...address, memberId }, message, options)
    },
    async overEarlier(tx, subjects, message) {
      for (const draft of await masksOf(tx, subjects, message))
        await post(deps.queue, tx, { ...draft, now: clock.now(), slot: `${slot}:over:${draft.updatesId}` })
    },
    toChannel: (tx, channel, message, options) => send(tx, addressOf(channel), message, options),
  }
  await push.run(context)
  return written
}

export type Deps = { db: Db; queue: Queue; clock: Clock }

type Address = Pick<Draft, 'platform' | 'target' | 'memberId'>

const addressOf = (channel: Channel): Address => ({
  platform: channel.platform,
  target: channelTarget(channel),
})

/** A member's key is not their address: somebody who joins a second app does not get the slot again. */
const keyOf = ({ platform, target, memberId }: Address): string =>
  memberId ? `member:${memberId}` : `${platform}:${(target as Target).kind}:${target.id}`
