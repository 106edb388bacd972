/**
 * Works off what was just stored: conversations that were heard, deliveries that were said. The row is receipt
 * and work order in one, so it needs no job of its own. What fails here gets a job with its retries; what a
 * process that died had left is found by the sweep. Working something once more is harmless: who works it looks what
 * has become of it. What is under way and asked for again waits without taking another's room.
 */
export function createDispatcher(deps: Deps): Dispatcher {
  const waiting = new Set<string>()
  const active = new Set<string>()
  const idlers: (() => void)[] = []
  let stopped = false

  function pump(): void {
    for (const work of waiting) {
      if (active.size >= deps.parallel) return
      // Its end pumps again. As few are active, few are passed over.
      if (active.has(work)) continue
      waiting.delete(work)
      void run(work)
    }
    if (active.size === 0) for (const idle of idlers.splice(0)) idle()
  }

  async function run(work: string): Promise<void> {
    active.add(work)
    const more = await deps.next(work).catch((error) => {
      deps.log.error({ err: error }, 'failed: gets a job')
      // The job is for what came meanwhile, too: a try is not repeated at once.
      waiting.delete(work)
      return later(work)
    })
    active.delete(work)
    if (more && !stopped) {
      waiting.delete(work)
      waiting.add(work)
    }
    pump()
  }

  /** Where even that fails (the database is away), it is begun again here; who stops leaves it to the sweep. */
  async function later(work: string): Promise<false> {
    try {
      await deps.later(work)
    } catch (error) {
      deps.log.error({ err: error }, 'no job for what is left')
      setTimeout(wake, againMs, [work]).unref()
    }
    return false
  }

  function wake(works: string[]): void {
    if (stopped) return
    for (const work of works) waiting.add(work)
    // The answer to the platform goes out first.
    setImmediate(pump)
  }

  const idle = (): Promise<void> =>
    active.size + waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))

  return {
    wake,
    idle,
    async stop() {
      stopped = true
      const left = new Set([...waiting, ...active])
      waiting.clear()
      await idle()
      await Promise.all([...left].map(later))
    },
  }
}

const againMs = 2_000

export type Dispatcher = {
  wake(works: string[]): void
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>
  /**
   * Takes nothing more and resolves when what was begun is done. All else gets a job, for another process or the
   * next start; what was begun does, too, as it may have been left half-way.
   */
  stop(): Promise<void>
}

export type Deps = {
  /** Returns whether there is more of it, which then comes after what waits already. */
  next(work: string): Promise<boolean>
  /** Enqueues a job for what failed. */
  later(work: string): Promise<void>
  /** How much is worked on at once. */
  parallel: number
  log: { error(fields: object, text: string): void }
}
