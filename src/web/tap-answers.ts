import type { Message, Target, Toast } from '../chat/message.ts'
import type { AnswerCard } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import type { Db, Delivery } from '../db/types.ts'
import type { Stored } from './inbox.ts'

/**
 * What the answer to a tap shows: its toast, and the changed card where there is time to carry it. Who tapped looks
 * at either for three seconds only (Feishu); what comes too late or is lost on the way has its delivery's own job.
 */
export function createTapAnswers({ db, clock, next, stopwatch = () => performance.now() }: Deps) {
  const noting = new Set<Promise<unknown>>()

  /** What there is to carry: a changed card, or what pops up, in the words of a message. */
  const carried = ({ id }: Stored): Promise<Delivery | null> =>
    db.delivery.findFirst({ where: { inboundId: id, kind: 'answer', status: 'queued' } }).catch(() => null)

  const isWithin = (ms: number, began: number): boolean => stopwatch() - began < ms

  return {
    /** To be asked when the request comes in; what follows counts from here. */
    began: stopwatch,
    async of(tap: Stored, began: number): Promise<TapAnswer> {
      const { toast, isOver } = await toastOf({ db, next }, tap, toastMs - (stopwatch() - began))
      const found = isWithin(cardMs, began) ? await carried(tap) : null
      if (!found || !isWithin(cardMs, began)) return { toast }
      const card = cardOf(found)
      return card || isOver ? { toast, card, carries: found.id } : { toast }
    },
    /**
     * What it carries has gone out with the answer: nothing is left to do for its job. Where that took long, or this
     * fails, the job repeats it: the request may have waited before we saw it, and the answer has come too late. A
     * card that is changed twice looks the same, but what pops up and is said as well is read twice.
     */
    sent({ card, carries }: TapAnswer, began: number): void {
      if (!carries || !isWithin(card ? surelyMs : poppedMs, began)) return
      const noted = db.delivery
        .updateMany({
          where: { id: carries, status: 'queued' },
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

/** `carries`: the delivery that it makes needless. */
export type TapAnswer = { toast: Toast | undefined; card?: AnswerCard | undefined; carries?: string }

function cardOf({ updatesId, message, target }: Delivery): AnswerCard | undefined {
  if (!updatesId) return undefined
  return { message: message as Message, target: target as Target, deliveryId: updatesId }
}

/**
 * A tap wants its toast within the platform's deadline, so it is worked on at once, in this process. The
 * row still stands: if this process dies, the sweep of another one finds it. Nothing pops up where nothing was done.
 */
async function toastOf(
  { db, next }: Pick<Deps, 'db' | 'next'>,
  { id, conversation }: Stored,
  leftMs: number,
): Promise<Popped> {
  const late = new Promise<Popped>((resolve) => {
    const toast = { tone: 'info', text: '收到，正在处理…' } as const
    setTimeout(resolve, Math.max(0, leftMs), { toast, isOver: false }).unref()
  })
  const failed = { tone: 'warning', text: '出了点问题，我再试一次…' } as const
  const done = next(conversation, id)
    .then(async (toast) => ({ toast: toast ?? (await didSomething(db, id)), isOver: true }))
    .catch(() => ({ toast: failed, isOver: false }))
  return Promise.race([done, late])
}

/** `isOver`: it says what came of the tap. */
type Popped = { toast: Toast | undefined; isOver: boolean }

/** What is done is in the books. A tap that opened a card or a form is not: whoever reads 好了 takes it for saved. */
async function didSomething(db: Db, inboundId: string): Promise<Toast | undefined> {
  const act = await db.audit.findFirst({ where: { inboundId }, select: { id: true } })
  return act ? { tone: 'success', text: '好了' } : undefined
}

const toastMs = 1_800
const cardMs = 2_300
const surelyMs = 1_000
const poppedMs = 2_000

/** Works off a conversation and returns the toast of the tap that is wanted. */
export type Next = (conversation: string, wanted: string) => Promise<Toast | null>

export type Deps = {
  db: Db
  clock: Clock
  next: Next
  /** Milliseconds. */
  stopwatch?: (() => number) | undefined
}
