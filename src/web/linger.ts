import type { Socket } from 'node:net'

/**
 * For an answer that is given before everything was read. A line that is closed with bytes unread is reset, and the
 * sender may lose the answer with it: so this side ends, reads nothing more, and closes when the sender has had a
 * moment to look up.
 */
export function linger(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end()
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }
}

const lingerMs = 1_000
