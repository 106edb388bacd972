import type { Message, Target, Toast } from '../chat/message.ts'
import type { AnswerCard } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/types.ts'
import type { Stored } from './inbox.ts'

/**
 * What the answer to a tap shows: its toast, and the changed card where there is time to carry it. Who tapped looks
 * at either for three seconds only (Feishu); what comes too late or is lost on the way has the delivery's own job.
 */
export function createTapAnswers({ db, clock, next, stopwatch = () => performance.now() }: Deps) {
  const noting = new Set<Promise<unknown>>()

  async function cardOf({ id }: Stored): Promise<(AnswerCard & { id: string }) | undefined> {
    const answer = await db.delivery.findFirst({
      where: { inboundId: id, kind: 'answer', status: 'queued' },
    })
    if (!answer?.updatesId) return undefined
    const { message, target, updatesId: deliveryId } = answer
    return { id: answer.id, message: message as Message, target: target as Target, deliveryId }
  }

  const isWithin = (ms: number, began: number): boolean => stopwatch() - began < ms

  return {
    /** To be asked when the request comes in; what follows counts from here. */
    began: stopwatch,
    async of(tap: Stored, began: number): Promise<TapAnswer> {
      const toast = await toastOf({ db, next }, tap, toastMs - (stopwatch() - began))
      const card = isWithin(cardMs, began) ? await cardOf(tap) : undefined
      return card && isWithin(cardMs, began) ? { toast, card } : { toast }
    },
    /**
     * Its card has gone out with the answer: nothing is left to do for its job. Where that took long, or this fails,
     * the job repeats it: the request may have waited before we saw it, and the answer has come too late.
     */
    sent({ card }: TapAnswer, began: number): void {
      if (!card || !isWithin(surelyMs, began)) return
      const noted = db.delivery
        .updateMany({
          where: { id: card.id, status: 'queued' },
          data: { status: 'sent', deliveredAt: clock.now() },
        })
        .catch(() => undefined)
        .finally(() => noting.delete(noted))
      noting.add(noted)
    },
    /** Resolves when all that was sent is noted. */
    idle: async (): Promise<void> => void (await Promise.all(noting)),
  }
}

export type TapAnswers = ReturnType<typeof createTapAnswers>

export type TapAnswer = { toast: Toast | undefined; card?: AnswerCard & { id: string } }

/**
 * A tap wants its toast within the platform's deadline, so it is worked on at once, in this process. The
 * row still stands: if this process dies, the sweep of another one finds it. Nothing pops up where nothing was done.
 */
async function toastOf(
  { db, next }: Pick<Deps, 'db' | 'next'>,
  { id, conversation }: Stored,
  leftMs: number,
): Promise<Toast | undefined> {
  const late = new Promise<Toast>((resolve) => {
    setTimeout(resolve, Math.max(0, leftMs), { tone: 'info', text: '收到，正在处理…' }).unref()
  })
  const done = next(conversation, id)
    .then(async (toast) => toast ?? (await didSomething(db, id)))
    .catch(() => ({ tone: 'warning' as const, text: '出了点问题，我再试一次…' }))
  return Promise.race([done, late])
}

/** What is done is in the books. A tap that opened a card or a form is not: whoever reads 好了 takes it for saved. */
async function didSomething(db: Db, inboundId: string): Promise<Toast | undefined> {
  const act = await db.audit.findFirst({ where: { inboundId }, select: { id: true } })
  return act ? { tone: 'success', text: '好了' } : undefined
}

const toastMs = 1_800
const cardMs = 2_300
const surelyMs = 1_000

/** Works off a conversation and returns the toast of the tap that is wanted. */
export type Next = (conversation: string, wanted: string) => Promise<Toast | null>

export type Deps = {
  db: Db
  clock: Clock
  next: Next
  /** Milliseconds. */
  stopwatch?: (() => number) | undefined
}
