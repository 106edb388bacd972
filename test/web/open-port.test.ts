import { createServer } from 'node:http'
import net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openPort } from '../../src/web/open-port.ts'

const servers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) server.closeAllConnections()
})

async function open(port = 0) {
  const server = createServer((_request, response) => response.end('here'))
  servers.push(server)
  return { server, ...(await openPort(server, port, '127.0.0.1')) }
}

const ask = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text()

describe.each([
  ['shares', false],
  ['cannot share', true],
])('where the system %s ports', (_, alone) => {
  const prepared = async () => {
    if (alone) refuseSharing()
    return open()
  }

  test('every connection is answered', async () => {
    const { port, close } = await prepared()
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(port)))
    expect(new Set(answers)).toEqual(new Set(['here']))
    await close()
  })

  test('a second service is refused, and the first goes on', async () => {
    const { port, close } = await prepared()
    await expect(open(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(await ask(port)).toBe('here')
    await close()
  })

  test('closed is closed, and the port can be opened again', async () => {
    const { port, close } = await prepared()
    await close()
    await expect(ask(port)).rejects.toThrow()
    const again = await open(port)
    expect(await ask(port)).toBe('here')
    await again.close()
  })

  test('closing waits for a request under way, whichever socket took it', async () => {
    const { server, port, close } = await prepared()
    const held: (() => void)[] = []
    server.removeAllListeners('request')
    server.on('request', (_request, response) => void held.push(() => response.end('late')))
    const answers = Array.from({ length: 20 }, () => ask(port))
    await vi.waitFor(() => expect(held).toHaveLength(20))
    const closed = vi.fn()
    const closing = close().then(closed)
    await turn()
    expect(closed).not.toHaveBeenCalled()
    for (const end of held) end()
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['late']))
    server.closeIdleConnections()
    await closing
  })

  test('who sends its headers too slowly is cut off, whichever socket took it', async () => {
    if (alone) refuseSharing()
    const server = createServer({ headersTimeout: 100, connectionsCheckingInterval: 20 })
    servers.push(server)
    const { port, close } = await openPort(server, 0, '127.0.0.1')
    const ends = Array.from({ length: 20 }, () => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a'))
      return new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    })
    for (const end of await Promise.all(ends)) expect(end).toContain('408')
    await close()
  })
})

test.runIf(process.platform === 'linux')(
  'many connections that wait are taken in a fraction of as many turns',
  async () => {
    const { server, port, close } = await open()
    const perTurn = [0]
    server.on('connection', () => perTurn.push((perTurn.pop() ?? 0) + 1))
    await whileNobodyTakesThem(64, port)
    while (perTurn.reduce((sum, taken) => sum + taken) < 64) {
      await turn()
      perTurn.push(0)
    }
    expect(perTurn.filter((taken) => taken > 0).length).toBeLessThan(40)
    server.closeAllConnections()
    await close()
  },
)

/** Another thread connects so often while this one stands still. */
async function whileNobodyTakesThem(connections: number, port: number) {
  const done = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { workerData: { done, port, connections } } = require('node:worker_threads')
     for (let at = 0; at < connections; at++)
       require('node:net').connect(port, '127.0.0.1', () => { Atomics.add(done, 0, 1); Atomics.notify(done, 0) })`,
    { eval: true, workerData: { done, port, connections } },
  )
  await new Promise((online) => worker.once('online', online))
  for (let seen = 0; seen < connections; seen = Atomics.load(done, 0)) Atomics.wait(done, 0, seen, 1_000)
  servers[0]?.once('close', () => void worker.terminate())
}

/** As macOS and Windows do. */
function refuseSharing() {
  const { listen } = net.Server.prototype
  vi.spyOn(net.Server.prototype, 'listen').mockImplementation(function (
    this: net.Server,
    ...given: unknown[]
  ) {
    if (!(given[0] as net.ListenOptions).reusePort) return Reflect.apply(listen, this, given)
    const error = Object.assign(new Error('listen ENOTSUP'), { code: 'ENOTSUP' })
    process.nextTick(() => this.emit('error', error))
    return this
  })
}
