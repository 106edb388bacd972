import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A line to the database at `url` that can fall silent: nothing comes through any more, and nobody says goodbye. */
export async function aLine(url: string) {
  const target = new URL(url)
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    pairs.add([near, far])
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one
        .on('error', () => undefined)
        .on('close', () => other.destroy())
        .pipe(other)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    /** All connections there are; new ones come through. */
    hush() {
      for (const pair of pairs) for (const socket of pair) socket.unpipe().pause()
    },
    close() {
      for (const socket of [...pairs].flat()) socket.destroy()
      server.close()
    },
  }
}
