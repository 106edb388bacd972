import type { Db } from '../db/types.ts'
import { postAgain } from './post.ts'
import type { Queue } from './queue.ts'

/** Sends a failed delivery again, with all its tries before it; `false` when it is not a failed one. */
export const retryDelivery = (db: Db, queue: Queue, id: string): Promise<boolean> =>
  db.$transaction((tx) => postAgain(queue, tx, id, 'failed'))

/** Works off again what was parked; `false` when it is not parked. */
export const retryInbound = (db: Db, queue: Queue, id: string): Promise<boolean> =>
  db.$transaction(async (tx) => {
    const { count } = await tx.inbound.updateMany({
      where: { id, status: 'failed' },
      data: { status: 'pending', attempts: 0, error: null },
    })
    if (count === 0) return false
    const { conversation } = await tx.inbound.findUniqueOrThrow({ where: { id } })
    await queue.send(tx, 'handle-inbound', { conversation })
    return true
  })
