import type { Db, Delivery } from '../db/types.ts'
import { idAfter } from '../ids.ts'
import { leadMs } from './deliver.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { placeOf } from './outbox.ts'
import type { Jobs, Queue } from './queue.ts'
import { freshMs, insuredMs, overMs, sweptMs } from './waits.ts'

/**
 * Sends what was just said, as it was written, in each chat one after the other: a slow picture is not overtaken by
 * the answer to the next sentence. Behind one that is tried again in a second (a line was cut) the chat waits, too;
 * what is put off for longer may be overtaken, so that one which is never taken holds up nothing. Nobody else looks at
 * it before it has rested (`sweep`): what has waited here for too long to be at its end by then gets a job, and what
 * has waited longer still is left to the sweep.
 */
export function createSending({ deliver, db, queue, log }: Deps): Sending {
  /** By chat, the oldest first; what is on its way is still among them. */
  const unsent = new Map<string, Said[]>()
  /** Chats that wait until what was put off has had its second try. */
  const standing = new Map<string, NodeJS.Timeout>()

  /** Sends the oldest of a chat, of which one at a time is at work. */
  async function next(chat: string): Promise<boolean> {
    const [oldest] = unsent.get(chat) ?? []
    if (!oldest || standing.has(chat)) return false
    if (ageOf(oldest) > freshMs) {
      await later(chat)
      return false
    }
    const { delivery, isFresh } = oldest
    oldest.isFresh = false
    const insured = setTimeout(insure, insuredMs - ageOf(oldest), delivery)
    const sent = deliver({ deliveryId: delivery.id }, isFresh ? delivery : undefined)
    const putOffMs = await sent.finally(() => clearTimeout(insured))
    drop(chat, 1)
    if (putOffMs !== undefined) stand(chat, putOffMs + leadMs)
    return unsent.has(chat) && !standing.has(chat)
  }

  /** A token, an upload, a slow platform: nobody is to take it for given up, and if we die somebody has its job. */
  function insure({ id }: Delivery): void {
    // The one that follows it where it is put off: of the two only the first is made.
    const how = [{ seconds: (overMs - insuredMs) / 1000, id: idAfter(id) }]
    db.$transaction((tx) => queue.sendAll(tx, 'deliver', [{ deliveryId: id }], how)).catch((error) =>
      log.error({ err: error, delivery: id }, 'no job for what takes long'),
    )
  }

  function stand(chat: string, ms: number): void {
    if (ms < freshMs) standing.set(chat, setTimeout(goOn, ms, chat).unref())
  }

  function goOn(chat: string): void {
    clearTimeout(standing.get(chat))
    standing.delete(chat)
    dispatcher.wake([chat])
  }

  async function later(chat: string): Promise<void> {
    const left = unsent.get(chat) ?? []
    const unswept = left.filter((said) => ageOf(said) < sweptMs)
    const jobs = unswept.map(({ delivery }) => ({ deliveryId: delivery.id }))
    await db.$transaction((tx) => queue.sendAll(tx, 'deliver', jobs))
    drop(chat, left.length)
  }

  function drop(chat: string, count: number): void {
    const said = unsent.get(chat)
    said?.splice(0, count)
    if (said?.length === 0) unsent.delete(chat)
  }

  const dispatcher = createDispatcher({ next, later, parallel: 24, log })

  return {
    send(said) {
      const at = performance.now()
      for (const delivery of said) {
        const chat = placeOf(delivery)
        const isFresh = !unsent.has(chat) && !standing.has(chat)
        unsent.set(chat, [...(unsent.get(chat) ?? []), { delivery, at, isFresh }])
      }
      dispatcher.wake(said.map(placeOf))
    },
    idle: dispatcher.idle,
    stop() {
      for (const chat of standing.keys()) goOn(chat)
      return dispatcher.stop()
    },
  }
}

export type Sending = Pick<Dispatcher, 'idle' | 'stop'> & {
  /** Call it when the rows are committed. */
  send(said: Delivery[]): void
}

export type Deps = {
  /** Returns after how many ms it is tried again, where it was put off. */
  deliver(job: Jobs['deliver'], known?: Delivery): Promise<number | undefined>
  db: Db
  queue: Queue
  log: { error(fields: object, text: string): void }
}

/** `isFresh`: as it was written. What has waited in its chat or was tried is looked up: a job may have sent it since. */
type Said = { delivery: Delivery; at: number; isFresh: boolean }

const ageOf = ({ at }: Said): number => performance.now() - at
