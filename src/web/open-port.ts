import type { Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'

/**
 * Opens the port for the server; tells which (0 asks for any) and how to stop taking connections.
 * Node takes one waiting connection per listening socket and turn of its loop: of hundreds that come at once, beside
 * requests under way, the last would wait for hundreds of turns. So several sockets listen, where the system lets
 * them share a port. Throws EADDRINUSE when another process listens there.
 */
export async function openPort(server: Server, port: number, host: string): Promise<Opened> {
  const alone = { port: await portOfOurs(port, host), host }
  const shared = { ...alone, reusePort: true }
  if (!(await start(server, shared).then(() => true, cannotShare))) {
    await start(server, alone)
    return { port: alone.port, close: () => stop(server) }
  }
  const others = Array.from({ length: sockets - 1 }, () =>
    net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket)),
  )
  await Promise.all(others.map((other) => start(other, shared)))
  return { port: alone.port, close: async () => void (await Promise.all([server, ...others].map(stop))) }
}

type Opened = { port: number; close(): Promise<void> }

const sockets = 8

/** Sockets that share a port would share it with a second service, too; one that doesn't is refused beside it. */
async function portOfOurs(port: number, host: string): Promise<number> {
  const asking = net.createServer((socket) => socket.destroy())
  await start(asking, { port, host })
  const { port: given } = asking.address() as AddressInfo
  await stop(asking)
  return given
}

/** macOS and Windows. */
function cannotShare(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOTSUP') throw error
  return false
}

const start = (server: net.Server, options: net.ListenOptions) =>
  new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(options, resolve)
  })

/** Resolves when the connections it took have ended, too. */
const stop = (server: net.Server) => new Promise<void>((resolve) => server.close(() => resolve()))
