/**
 * Works conversations off as they come in. What was stored is receipt and work order in one, so an inbound
 * needs no job of its own. What fails here gets a job with its retries; what a process that died had left is
 * found by the sweep. Working a conversation twice is harmless.
 */
export function createDispatcher(deps: Deps): Dispatcher {
  const waiting = new Set<string>()
  const idlers: (() => void)[] = []
  let active = 0

  function pump(): void {
    for (const conversation of waiting) {
      if (active >= deps.parallel) return
      waiting.delete(conversation)
      active++
      void run(conversation)
    }
    if (active === 0) for (const idle of idlers.splice(0)) idle()
  }

  async function run(conversation: string): Promise<void> {
    await deps
      .next(conversation)
      .catch(() => deps.later(conversation))
      .catch((error) => deps.log.error({ err: error }, 'no job for what failed: the sweep will find it'))
    active--
    pump()
  }

  return {
    wake(conversations) {
      for (const conversation of conversations) waiting.add(conversation)
      // The answer to the platform goes out first.
      setImmediate(pump)
    },
    idle: () =>
      active + waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  }
}

export type Dispatcher = {
  wake(conversations: string[]): void
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>
}

export type Deps = {
  next(conversation: string): Promise<unknown>
  /** Enqueues a job for a conversation that failed. */
  later(conversation: string): Promise<void>
  /** How many conversations are worked on at once. */
  parallel: number
  log: { error(fields: object, text: string): void }
}
