import type { Message, Target } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import { type Pushed, rememberPushed } from '../conversation/memory.ts'
import { readRules } from '../crm/settings/rules.ts'
import { tookTooLong } from '../db/passing.ts'
import type { Channel, Db, Tx } from '../db/types.ts'
import { lineOf } from '../errors.ts'
import { addressesOfAll, channelTarget } from './addresses.ts'
import { type Alarm, type Deps as AlarmDeps, raise } from './alarm.ts'
import { holdUntil, sentToday } from './hold.ts'
import { masksOfAll } from './masks.ts'
import { type Draft, post, postAll } from './post.ts'
import type { MemberPost, PostOptions, Push, PushContext } from './pushes/push.ts'
import type { Queue } from './queue.ts'
import { quietUntil } from './quiet.ts'

/**
 * Runs a push as of `now`. Each message carries schedule, moment and target as its unique slot: however many
 * processes run it and however often, each target gets it once. Returns how many messages were new. Throws what failed,
 * and once everybody else has theirs what took too long for somebody, unless there is no other try (`isLast`).
 */
export async function runPush(deps: Deps, push: Push, run: Run): Promise<number> {
  const { db, clock, queue } = deps
  const { zone } = clock
  const { isLast = true } = run
  const rules = await readRules(db)
  const slot = `${push.name}:${run.now.toISOString()}`
  // A run by hand happens at the time it is asked for; a slot that is caught up happens now.
  const moment = run.byHand ? run.now : clock.now()
  const slow: unknown[] = []
  let written = 0

  const alarm: Alarm = (kind, fields) => raise(deps, kind, { push: push.name, ...fields })

  const draftOf = (to: Address, message: Message, options: PostOptions = {}) => ({
    ...to,
    kind: 'push' as const,
    message,
    now: clock.now(),
    subject: options.subject,
    warnsOf: options.warnsOf,
    slot: [options.once ? `${push.name}:${options.once}` : slot, keyOf(to), options.part]
      .filter(Boolean)
      .join(':'),
  })

  async function toMembers(tx: Tx, posts: MemberPost[]): Promise<void> {
    const ids = posts.map(({ memberId }) => memberId)
    const addresses = await addressesOfAll(tx, ids)
    const sent = await sentToday(tx, ids, { now: clock.now(), zone })
    const shown: Pushed[] = []
    const drafts = posts.flatMap(({ memberId, message, options = {} }) => {
      const address = addresses.get(memberId)
      if (!address) return []
      const { mutedUntil, ...to } = address
      const count = sent.get(memberId) ?? 0
      sent.set(memberId, count + 1)
      // What somebody has asked for by hand counts against nobody's budget.
      const counted = options.urgent || run.byHand ? null : count
      const notBefore = options.evenAtNight
        ? undefined
        : holdUntil({ now: moment, zone, rules, mutedUntil, sentToday: counted })
      if (options.rows && !notBefore)
        shown.push({ platform: to.platform, externalId: to.target.id, refs: options.rows })
      return [{ ...draftOf({ ...to, memberId }, message, options), notBefore }]
    })
    const added = await postAll(queue, tx, drafts)
    written += added
    if (added > 0) await rememberPushed(tx, shown)
  }

  const context: PushContext = {
    db,
    now: run.now,
    startedAt: moment,
    zone,
    rules,
    byHand: run.byHand,
    toMembers,
    toMember: (tx, memberId, message, options = {}) => toMembers(tx, [{ memberId, message, options }]),
    async overEarlier(tx, changes) {
      const masks = await masksOfAll(tx, changes)
      const now = clock.now()
      await postAll(
        queue,
        tx,
        masks.map((mask) => ({ ...mask, now, slot: `${slot}:over:${mask.updatesId}` })),
      )
    },
    async toChannel(tx, channel, message, options) {
      const notBefore = options?.evenAtNight ? undefined : quietUntil(moment, zone, rules.quiet)
      written += await post(queue, tx, { ...draftOf(addressOf(channel), message, options), notBefore })
    },
    alarm,
    notTold(whom, error) {
      const isSlow = tookTooLong(error)
      if (isSlow) slow.push(error)
      if (slow.length > mostSlow) throw error
      if (!isSlow || isLast) alarm('not-told', { ...whom, error: lineOf(error) })
    },
  }
  await push.run(context)
  if (slow.length > 0 && !isLast) throw slow[0]
  return written
}

/** `isLast`: who takes too long is left out, as nothing comes after it. */
type Run = { now: Date; byHand: boolean; isLast?: boolean }

/** When more than these take too long each, it is the database that is slow: nobody is left out for that. */
const mostSlow = 2

export type Deps = AlarmDeps & {
  db: Db
  queue: Queue
  clock: Clock
}

type Address = Pick<Draft, 'platform' | 'target' | 'memberId'>

const addressOf = (channel: Channel): Address => ({
  platform: channel.platform,
  target: channelTarget(channel),
})

/** A member's key is not their address: somebody who joins a second app does not get the slot again. */
const keyOf = ({ platform, target, memberId }: Address): string =>
  memberId ? `member:${memberId}` : `${platform}:${(target as Target).kind}:${target.id}`
