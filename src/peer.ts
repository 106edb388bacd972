import type { Context } from 'koa'

/**
 * Whether it is this machine that asks: by the connection, since whatever a request says of itself can be said by
 * anybody, and not for somebody else: a proxy's headers mean that the peer is not who asks.
 */
export function isThisMachine(ctx: Context): boolean {
  const isProxied = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((header) => ctx.get(header))
  return loopback.test(ctx.socket.remoteAddress ?? '') && !isProxied
}

/** An IPv4 peer of a socket that listens on IPv6 is told as a mapped address. */
const loopback = /^(::ffff:)?127\.|^::1$/
