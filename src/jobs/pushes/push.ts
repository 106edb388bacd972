import type { Message } from '../../chat/message.ts'
import type { Ref } from '../../conversation/understand/understanding.ts'
import type { Rules } from '../../crm/settings/rules.ts'
import type { Channel, Db, Tx } from '../../db/types.ts'
import type { Alarm, AlarmFields } from '../alarm.ts'
import { groupsOf, orEachAlone } from '../batches.ts'
import type { Change } from '../masks.ts'

/** One scheduled push: one file beside this one and one row in `schedule.ts`. */
export type Push = {
  name: string
  /** May be repeated at any time: a slot reaches each target once. */
  run(context: PushContext): Promise<void>
}

export type PushContext = {
  db: Db
  /** The slot, or the `asOf` of a run by hand. All figures are as of this moment. */
  now: Date
  /** When it is really run, if not at `now`: caught up, or tried again. */
  startedAt?: Date
  /** The company's time zone (IANA). */
  zone: string
  rules: Rules
  /** Asked for by somebody, not by the schedule: whatever is due by `now` is meant. */
  byHand: boolean
  /** Writes one message to a member where they read us; nothing for those who have left. */
  toMember(tx: Tx, memberId: string, message: Message, options?: PostOptions): Promise<void>
  /** The same for many, each their own, in a few statements. */
  toMembers(tx: Tx, posts: MemberPost[]): Promise<void>
  /** Changes all earlier cards about these subjects, where that can be done in place; nothing is sent anew. */
  overEarlier(tx: Tx, changes: Change[]): Promise<void>
  toChannel(tx: Tx, channel: Channel, message: Message, options?: PostOptions): Promise<void>
  alarm: Alarm
  /** For somebody (a member, a department) whose message cannot be made, or takes too long to. */
  notTold(whom: AlarmFields, error: unknown): void
}

export type MemberPost = { memberId: string; message: Message; options?: PostOptions }

export type PostOptions = {
  /** What the card is about, so that every copy can be updated. */
  subject?: string
  /** Tells several messages to one target in one slot apart. */
  part?: string
  /** Sent in quiet hours too, and to who wants to be left alone: the receiver has chosen this moment. */
  evenAtNight?: boolean
  /** Does not wait for tomorrow when today's budget of messages is used up (`rules.push.perDay`). */
  urgent?: boolean
  /** The leads and accounts that it warns of: held back, it lapses when the warning holds for none of them any more. */
  warnsOf?: string[]
  /** The records of its numbered rows, in order: what a number means once it has come. */
  rows?: Ref[]
  /** In place of the slot's moment: told once for this, however often it is run (`2026-W24`). */
  once?: string
}

/**
 * Tells many, some of them at a time. What is said is read before the transaction that writes it (and does what else
 * `also` does): in the embedded database replies wait until one is over. One whose message cannot be made is left out
 * and raises an alarm. Throws what only passes: then the slot is run again.
 */
export async function tellInGroups<T extends Told>(
  context: PushContext,
  all: T[],
  postsOf: (some: T[]) => MemberPost[] | Promise<MemberPost[]>,
  { also, size = 100 }: Groups<T> = {},
): Promise<void> {
  async function tell(some: T[]): Promise<void> {
    const posts = await postsOf(some)
    await context.db.$transaction(async (tx) => {
      await context.toMembers(tx, posts)
      await also?.(tx, some)
    })
  }

  for (const some of groupsOf(all, size)) await orEachAlone(some, tell, notTold(context))
}

/** Says so of one of many. */
export const notTold =
  (context: PushContext) =>
  (one: Told, error: unknown): void =>
    context.notTold({ member: idOf(one) }, error)

type Groups<T> = { also?(tx: Tx, some: T[]): Promise<void>; size?: number }

/** Somebody by their id, in one of the shapes in which a push has them. */
type Told = string | { id: string } | { memberId: string }

const idOf = (one: Told): string => (typeof one === 'string' ? one : 'id' in one ? one.id : one.memberId)
