import type { Inbound } from '../chat/inbound.ts'
import type { Message, Target, Toast } from '../chat/message.ts'
import type { AnswerCard } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/types.ts'
import type { Queue } from '../jobs/queue.ts'

/**
 * Stores what came in and enqueues the work, in one transaction: the row is the receipt. What the platform
 * delivers again meets the unique key and changes nothing. Returns what was new.
 */
export async function store(deps: Deps, inbounds: Inbound[]): Promise<Stored[]> {
  return deps.db.$transaction(async (tx) => {
    const rows = await tx.inbound.createManyAndReturn({
      data: inbounds.map((inbound) => ({
        platform: inbound.platform,
        key: inbound.key.slice(0, 200),
        conversation: conversationOf(inbound),
        body: inbound,
        receivedAt: deps.clock.now(),
      })),
      skipDuplicates: true,
      select: { id: true, conversation: true },
    })
    for (const { conversation } of rows) await deps.queue.send(tx, 'handle-inbound', { conversation })
    return rows
  })
}

export type Stored = { id: string; conversation: string }

/**
 * A tap wants its toast within the platform's deadline, so it is worked on at once, in this process. The job
 * that was stored with it still stands: if this one dies or is late, the job does the work.
 */
export async function toastFor(next: Next, { conversation }: Stored): Promise<Toast> {
  const late = new Promise<Toast>((resolve) => {
    setTimeout(resolve, deadlineMs, { tone: 'info', text: '收到，正在处理…' }).unref()
  })
  const done = next(conversation).then(
    (toast) => toast ?? { tone: 'success' as const, text: '好了' },
    () => ({ tone: 'warning' as const, text: '出了点问题，我再试一次…' }),
  )
  return Promise.race([done, late])
}

/** The changed card that the tap's answer can carry, marked as sent: its own job then has nothing to do. */
export async function answerCard(deps: Deps, { id }: Stored): Promise<AnswerCard | undefined> {
  const answer = await deps.db.delivery.findFirst({
    where: { inboundId: id, kind: 'answer', status: 'queued' },
  })
  if (!answer?.updatesId) return undefined
  const { count } = await deps.db.delivery.updateMany({
    where: { id: answer.id, status: 'queued' },
    data: { status: 'sent', deliveredAt: deps.clock.now() },
  })
  if (count === 0) return undefined
  return { message: answer.message as Message, target: answer.target as Target, deliveryId: answer.updatesId }
}

/** Works off a conversation and returns the toast of its last tap. */
export type Next = (conversation: string) => Promise<Toast | null>

export type Deps = { db: Db; queue: Queue; clock: Clock }

const deadlineMs = 1_800

/** One person's talk in one chat: what is worked off in order, and what a question belongs to. */
export const conversationOf = (inbound: Inbound): string => {
  const place = inbound.chat?.kind === 'group' ? inbound.chat.id : 'direct'
  return [inbound.platform, place, inbound.sender ?? 'platform'].join(':').slice(0, 200)
}
