import type { Db, Delivery } from '../db/types.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import type { Jobs, Queue } from './queue.ts'

/**
 * Sends what was just said, each turn's words in their order. What was written a moment ago is sent as it was
 * written: nobody else looks at it before it has rested (`sweep`). Older rows are read again.
 */
export function createSending({ deliver, db, queue, log }: Deps): Sending {
  const written = new Map<string, Written>()

  const justWritten = (id: string): Delivery | undefined => {
    const found = written.get(id)
    written.delete(id)
    return found && performance.now() - found.at < freshMs ? found.delivery : undefined
  }

  const dispatcher = createDispatcher({
    async next(ids) {
      for (const deliveryId of ids.split(' ')) await deliver({ deliveryId }, justWritten(deliveryId))
      return false
    },
    later: (ids) =>
      db.$transaction((tx) =>
        queue.sendAll(
          tx,
          'deliver',
          ids.split(' ').map((deliveryId) => ({ deliveryId })),
        ),
      ),
    parallel: 24,
    log,
  })

  return {
    send(said) {
      const at = performance.now()
      if (written.size < most) for (const delivery of said) written.set(delivery.id, { delivery, at })
      dispatcher.wake([said.map(({ id }) => id).join(' ')])
    },
    idle: dispatcher.idle,
    stop: dispatcher.stop,
  }
}

export type Sending = Pick<Dispatcher, 'idle' | 'stop'> & {
  /** Call it when the rows are committed. */
  send(said: Delivery[]): void
}

export type Deps = {
  deliver(job: Jobs['deliver'], known?: Delivery): Promise<void>
  db: Db
  queue: Queue
  log: { error(fields: object, text: string): void }
}

type Written = { delivery: Delivery; at: number }

/** Well below the time that the sweep leaves a delivery to its sender. */
const freshMs = 5_000
/** In a flood the rows are better kept in the database than here. */
const most = 1_000
