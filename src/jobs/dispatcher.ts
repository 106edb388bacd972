/**
 * Works off what was just stored: conversations that were heard, deliveries that were said. The row is receipt
 * and work order in one, so it needs no job of its own. What fails here gets a job with its retries; what a
 * process that died had left is found by the sweep. Working something twice is harmless.
 */
export function createDispatcher(deps: Deps): Dispatcher {
  const waiting = new Set<string>()
  const idlers: (() => void)[] = []
  let active = 0
  let stopped = false

  function pump(): void {
    for (const work of waiting) {
      if (active >= deps.parallel) return
      waiting.delete(work)
      active++
      void run(work)
    }
    if (active === 0) for (const idle of idlers.splice(0)) idle()
  }

  async function run(work: string): Promise<void> {
    await deps
      .next(work)
      .catch(() => deps.later(work))
      .catch((error) => deps.log.error({ err: error }, 'no job for what failed: the sweep will find it'))
    active--
    pump()
  }

  const idle = (): Promise<void> =>
    active + waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))

  return {
    wake(works) {
      if (stopped) return
      for (const work of works) waiting.add(work)
      // The answer to the platform goes out first.
      setImmediate(pump)
    },
    idle,
    stop() {
      stopped = true
      waiting.clear()
      return idle()
    },
  }
}

export type Dispatcher = {
  wake(works: string[]): void
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>
  /** Takes nothing more and resolves when what was begun is done. The rest waits for the next sweep. */
  stop(): Promise<void>
}

export type Deps = {
  next(work: string): Promise<unknown>
  /** Enqueues a job for what failed. */
  later(work: string): Promise<void>
  /** How much is worked on at once. */
  parallel: number
  log: { error(fields: object, text: string): void }
}
