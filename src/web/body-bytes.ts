import type { Socket } from 'node:net'
import type { Context } from 'koa'
import getRawBody from 'raw-body'

/**
 * The body as it came, a mebibyte at most. Throws an error with its status (413, or 400 for a body that broke off);
 * the answer to that has to close the line, as whatever else is on its way is not read.
 */
export async function bodyBytes(ctx: Context): Promise<Buffer> {
  try {
    return await getRawBody(ctx.req, { length: ctx.request.length ?? null, limit: 1024 * 1024 })
  } catch (error) {
    linger(ctx.req.socket)
    throw error
  }
}

/**
 * For an answer that is given before everything was read. A line that is closed with bytes unread is reset, and the
 * sender may lose the answer with it: so this side ends, reads nothing more, and closes when the sender has had a
 * moment to look up.
 */
function linger(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end()
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }
}

const lingerMs = 1_000
