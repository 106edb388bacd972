import { setTimeout as wait } from 'node:timers/promises'
import type { Context, Middleware } from 'koa'

/** Makes calls of the pretend platforms fail, and counts the calls. */
export type Faults = ReturnType<typeof createFaults>

/** @param random gives numbers in [0, 1), for faults with a probability */
export function createFaults(random: () => number) {
  let faults: Fault[] = []
  const counts = new Map<string, number>()

  function next(call: string): Fault | undefined {
    const fault = faults.find((fault) => matches(fault.match, call) && strikes(fault, random))
    if (fault?.times !== undefined && --fault.times <= 0) faults = faults.filter((other) => other !== fault)
    return fault
  }

  return {
    /** Adds a fault, the first that fits strikes; returns what removes it. */
    add(fault: Fault): () => void {
      const added = { ...fault }
      faults.push(added)
      return () => {
        faults = faults.filter((other) => other !== added)
      }
    },
    clear() {
      faults = []
    },
    /** How many calls came in so far, such as `calls('POST /open-apis/im/v1/messages')`. */
    calls: (match?: Fault['match']): number =>
      [...counts].reduce((sum, [call, count]) => sum + (matches(match, call) ? count : 0), 0),
    resetCalls: () => counts.clear(),

    /** Goes before the platform's routes. `refusal` makes the body of an error with the platform's words. */
    middleware(prefix: string, refusal: (code: number | string, message: string) => unknown): Middleware {
      return async (ctx, next_) => {
        const call = `${ctx.method} ${ctx.path.slice(prefix.length)}`
        counts.set(call, (counts.get(call) ?? 0) + 1)
        if (counts.size > countedCalls) counts.delete(counts.keys().next().value as string)
        const fault = next(call)
        if (!fault) return next_()
        await strike(ctx, fault, refusal, next_)
      }
    },
  }
}

const countedCalls = 5000

const matches = (match: Fault['match'], call: string): boolean => {
  if (match === undefined) return true
  if (typeof match === 'string') return call.includes(match)
  return match instanceof RegExp ? match.test(call) : match(call)
}

const strikes = (fault: Fault, random: () => number) =>
  fault.probability === undefined || random() < fault.probability

async function strike(
  ctx: Context,
  fault: Fault,
  refusal: (code: number | string, message: string) => unknown,
  next: () => Promise<unknown>,
) {
  if (fault.delayMs) await wait(fault.delayMs, undefined, { ref: false })
  if (fault.reset) return hangUp(ctx)
  if (fault.status === undefined && fault.code === undefined) await next()
  else {
    ctx.status = fault.status ?? 200
    if (fault.headers) ctx.set(fault.headers)
    ctx.body = refusal(fault.code ?? fault.status ?? 0, fault.message ?? 'sandbox fault')
  }
  if (fault.dropAnswer) hangUp(ctx)
}

function hangUp(ctx: Context) {
  ctx.respond = false
  ctx.req.socket.destroy()
}

export type Fault = {
  /** Tried on `METHOD /path` without the sandbox's prefix; a string fits if it is contained. All if left out. */
  match?: string | RegExp | ((call: string) => boolean)
  /** How often it strikes; until it is removed if left out. */
  times?: number
  /** In [0, 1]. */
  probability?: number
  /** Real time, before anything else. Alone, it only makes the call slow. */
  delayMs?: number
  /** HTTP status and platform code of the answer; with either, the call has no effect. */
  status?: number
  code?: number | string
  message?: string
  headers?: Record<string, string>
  /** The call has its effect, but the answer is lost. */
  dropAnswer?: boolean
  /** The connection breaks before the call has an effect. */
  reset?: boolean
}
