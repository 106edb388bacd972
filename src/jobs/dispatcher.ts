/**
 * Works off what was just stored: conversations that were heard, deliveries that were said. The row is receipt
 * and work order in one, so it needs no job of its own. What fails here gets a job with its retries; what a
 * process that died had left is found by the sweep. Working something twice is harmless.
 */
export function createDispatcher(deps: Deps): Dispatcher {
  const waiting = new Set<string>()
  const idlers: (() => void)[] = []
  let active = 0

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

  return {
    wake(works) {
      for (const work of works) waiting.add(work)
      // The answer to the platform goes out first.
      setImmediate(pump)
    },
    idle: () =>
      active + waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  }
}

export type Dispatcher = {
  wake(works: string[]): void
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>
}

export type Deps = {
  next(work: string): Promise<unknown>
  /** Enqueues a job for what failed. */
  later(work: string): Promise<void>
  /** How much is worked on at once. */
  parallel: number
  log: { error(fields: object, text: string): void }
}
