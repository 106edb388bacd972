/** Brings webhooks to the service: one try with a deadline, and the platform's schedule of further tries. */
export type Courier = ReturnType<typeof createCourier>

/**
 * @param retryAfterMs the waits between the tries, in real time; empty for a platform or kind without retries
 * @param patience how many times longer than its deadline the platform waits for an answer
 */
export function createCourier(
  retryAfterMs: number[],
  accepted: (answer: Answer) => boolean,
  patience: number,
) {
  const waiting = new Map<string, { timer: NodeJS.Timeout; again: () => Promise<Answer> }>()
  let closed = false

  async function attempt(letter: Letter, tries: number): Promise<Answer> {
    const answer = await post({ ...letter, deadlineMs: letter.deadlineMs * patience })
    const pause = retryAfterMs[tries]
    if (!accepted(answer) && pause !== undefined && letter.retried && !closed)
      schedule(letter, tries + 1, pause)
    return answer
  }

  function schedule(letter: Letter, tries: number, pause: number) {
    const again = () => {
      clearTimeout(waiting.get(letter.id)?.timer)
      waiting.delete(letter.id)
      return attempt(letter, tries)
    }
    const timer = setTimeout(again, pause)
    timer.unref()
    waiting.set(letter.id, { timer, again })
  }

  return {
    /** Returns when the first try was answered. An answer with status 0: nobody there, or the deadline passed. */
    deliver: (letter: Letter) => attempt(letter, 0),
    waiting: () => waiting.size,
    /** Does now what is waiting for its next try. */
    retryNow: () => Promise.all([...waiting.values()].map((letter) => letter.again())),
    close() {
      closed = true
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}

async function post({ request, deadlineMs }: Letter): Promise<Answer> {
  try {
    const { url, ...init } = request()
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return { status: response.status, body: await response.text() }
  } catch (failure) {
    return { status: 0, body: failure instanceof Error ? failure.name : 'failed' }
  }
}

export type Letter = {
  id: string
  /** Made anew for each try: a platform may sign every try afresh. */
  request: () => { url: string; method: string; headers?: Record<string, string>; body?: string }
  deadlineMs: number
  retried: boolean
}

export type Answer = { status: number; body: string }
