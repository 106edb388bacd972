import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import { isThisMachine } from '../../peer.ts'
import { Problem } from './problem.ts'
import type { CallerRate } from './rate.ts'

export type Door = {
  /** Without one the API is closed. */
  token: string | undefined
  /** Opens it for reading only, beside the token. */
  readToken?: string | undefined
  /** Programs with tokens of their own, beside the token. */
  programs?: readonly Program[] | undefined
  /** The sandbox only: open to this machine as long as there is no token. */
  openOnLoopback?: boolean | undefined
}

export type Program = Caller & { token: string }

/** Who asks, by the name of the token, and the last day that it opens the API (`YYYY-MM-DD` in the company's zone). */
export type Caller = { name: string; mayWrite: boolean; lastDay?: string | undefined }

/**
 * Lets the request in, with who asks in `ctx.state.caller`, or throws: 401 for a token that is wrong or had its last day before `today` (`YYYY-MM-DD` in the
 * company's zone), 403 where the API is closed or the token too low, 429 for one too many. Who has no token has a rate,
 * too, of their address: it is no use to guess.
 */
export async function admit(ctx: Context, door: Door, rate: CallerRate, today: () => string): Promise<void> {
  const caller = callerOf(ctx, door)
  ctx.state.caller = caller
  await rate(ctx, caller?.name ?? `stranger ${ctx.ip}`)
  if (!door.token && !caller)
    throw new Problem(403, 'The API is closed', { detail: 'Set API_TOKEN to open it.' })
  const isOver = caller?.lastDay !== undefined && caller.lastDay < today()
  if (!caller || isOver) {
    ctx.set('www-authenticate', 'Bearer')
    const detail = isOver ? `This token ended with ${caller.lastDay}.` : 'A valid bearer token is needed.'
    throw new Problem(401, 'Unauthorized', { detail })
  }
  if (!caller.mayWrite && !isReading(ctx))
    throw new Problem(403, 'Forbidden', { detail: 'This token may only read.' })
}

export const isReading = ({ method }: Context): boolean => method === 'GET' || method === 'HEAD'

function callerOf(ctx: Context, door: Door): Caller | null {
  if (!door.token) return door.openOnLoopback && isFromHere(ctx) ? thisMachine : null
  const given = /^Bearer +(\S+)$/i.exec(ctx.get('authorization'))?.[1] ?? ''
  const { token, readToken, programs = [] } = door
  const known: Program[] = [
    { name: 'writer', token, mayWrite: true },
    ...(readToken ? [{ name: 'reader', token: readToken, mayWrite: false }] : []),
    ...programs,
  ]
  return known.find((one) => isSame(given, one.token)) ?? null
}

const thisMachine: Caller = { name: 'this machine', mayWrite: true }

/** Digests are of one length, so the comparison tells nothing about the token. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * The peer is this machine, and the browser or program meant this machine: another name in `Host` is a web page
 * that had its own name point here.
 */
function isFromHere(ctx: Context): boolean {
  const isOtherSite = ['cross-site', 'same-site'].includes(ctx.get('sec-fetch-site'))
  const isForeign = !['', `${ctx.protocol}://${ctx.host}`].includes(ctx.get('origin'))
  return isThisMachine(ctx) && localNames.test(ctx.host) && !isOtherSite && !isForeign
}

const localNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
