import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { aService, type FaultyService, feishuEnv } from '../faults/support/service.ts'

// The service as a process of its own, so that its memory is its own. In full: SECURITY=full.
const isFull = process.env.SECURITY === 'full'
const opened = {} as { service: FaultyService; folder: string; port: number }

beforeAll(async () => {
  opened.folder = await mkdtemp(join(tmpdir(), 'flood-'))
  const env = { ...feishuEnv('http://127.0.0.1:9'), DATA_DIR: opened.folder, LOG_LEVEL: 'info' }
  opened.service = await aService(env)
  await opened.service.start()
  opened.port = Number(new URL(opened.service.url).port)
  await valid()
})
afterAll(async () => {
  await opened.service.end('SIGKILL')
  await rm(opened.folder, { recursive: true })
})

const mebibyte = 1024 * 1024

describe('bodies that are too much', () => {
  test('64 MiB in chunks: a mebibyte is read, then the line is closed', async () => {
    const before = memory()
    for (let round = 0; round < 3; round++) {
      const { status, sent } = await pour('transfer-encoding: chunked', chunk(Buffer.alloc(mebibyte, 97)), 64)
      expect(status).toBe(413)
      // What the system's buffers take is sent, but not read.
      expect(sent).toBeLessThan(12 * mebibyte)
    }
    await valid()
    expect(memory() - before).toBeLessThan(20 * mebibyte)
  })

  test('64 MiB that are announced are not waited for', async () => {
    const { status, sent } = await pour(`content-length: ${64 * mebibyte}`, Buffer.alloc(mebibyte), 64)
    expect(status).toBe(413)
    expect(sent).toBeLessThan(12 * mebibyte)
  })

  test('who sends without looking up has the answer all the same', async () => {
    const piece = chunk(Buffer.alloc(mebibyte, 97))
    for (const path of ['/webhooks/feishu', '/api/v1/leads'])
      for (let round = 0; round < 20; round++) {
        const socket = await open()
        const answer = statusOf(socket)
        const head = 'authorization: Bearer token-of-the-faults\r\ncontent-type: application/json'
        socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${head}\r\ntransfer-encoding: chunked\r\n\r\n`)
        for (let sent = 0; sent < 64; sent++) socket.write(piece)
        expect(await answer, path).toBe(413)
        socket.destroy()
      }
  })

  test('a gzip bomb is not opened', async () => {
    const body = gzipSync(Buffer.alloc(50 * mebibyte))
    const before = memory()
    const head = `content-encoding: gzip\r\ncontent-length: ${body.length}`
    expect((await pour(head, body, 1)).status).toBe(415)
    expect(memory() - before).toBeLessThan(20 * mebibyte)
  })
})

describe('requests that lie about themselves', () => {
  const lies: [string, string, number][] = [
    ['two lengths', 'content-length: 2\r\ncontent-length: 4\r\n\r\n{}{}', 400],
    ['a length and chunks', 'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a length that is none', 'content-length: ten\r\n\r\n{}', 400],
    ['a negative length', 'content-length: -1\r\n\r\n{}', 400],
    ['chunks that are none', 'transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n', 400],
    ['unknown transfer', 'transfer-encoding: cow\r\n\r\n{}', 400],
    ['a header in two lines', 'x: 1\r\n y\r\ncontent-length: 0\r\n\r\n', 400],
    ['64 KiB of headers', `x: ${'y'.repeat(65_536)}\r\n\r\n`, 431],
    ['5,000 headers', `${Array.from({ length: 5_000 }, (_, n) => `x${n}: y`).join('\r\n')}\r\n\r\n`, 431],
    ['more than its length', 'content-length: 2\r\n\r\n{}GARBAGE / HTTP/9\r\n\r\n', 400],
  ]
  test.each(lies)('%s', async (_name, rest, status) => {
    expect(await say(`POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\n${rest}`)).toBe(status)
  })

  test('a body in single bytes is read as if it came at once', async () => {
    const { body, headers } = messageEvent('bytewise', 'ou_flood', '帮助')
    const head = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) }).map((each) =>
      each.join(': '),
    )
    const socket = await open()
    const answered = statusOf(socket)
    socket.setNoDelay(true)
    socket.write(`POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\n${head.join('\r\n')}\r\n\r\n`)
    for (const byte of Buffer.from(body)) if (!socket.write(Buffer.of(byte))) await wait(0)
    expect(await answered).toBe(200)
    socket.destroy()
  })
})

test('slow and silent lines are cut within 20 s, and others are answered meanwhile', async () => {
  const head = 'POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\n'
  const silent = await openMany(isFull ? 10_000 : 300)
  const slow = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const socket = await open()
      socket.write(index % 2 ? head : `${head}content-length: 1000\r\n\r\n{`)
      return socket
    }),
  )
  const dripping = setInterval(() => {
    for (const socket of slow) if (!socket.destroyed) socket.write('x')
  }, 500)
  const closed = Promise.all([...silent, ...slow].map(ended))
  const times: number[] = []
  const meanwhile = (async () => {
    while (times.length < 60) {
      times.push(await valid())
      await wait(50)
    }
  })()
  const began = performance.now()
  await Promise.all([closed, meanwhile])
  clearInterval(dripping)
  expect(performance.now() - began).toBeLessThan(20_000)
  times.sort((a, b) => a - b)
  expect(times[30]).toBeLessThan(100)
  expect(opened.service.isRunning()).toBe(true)
}, 60_000)

test('through all of it the log has no line of what was sent, and there is no sandbox', async () => {
  expect(opened.service.log()).not.toMatch(/GARBAGE|aaaa|ou_flood|帮助|bench-/)
  expect((await fetch(opened.service.url)).status).toBe(404)
})

/** A proper message; the milliseconds until it is acknowledged. */
async function valid(): Promise<number> {
  const event = messageEvent(`v${++count}`, 'ou_flood', '帮助')
  const began = performance.now()
  const response = await fetch(opened.service.webhook, { method: 'POST', ...event })
  expect(response.status).toBe(200)
  return performance.now() - began
}
let count = 0

/** Sends a piece so many times, unless the other side stops it. */
async function pour(head: string, piece: Buffer, times: number) {
  const socket = await open()
  const answer = statusOf(socket)
  let isAnswered = false
  void answer.then(() => (isAnswered = true))
  socket.write(`POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`)
  for (let round = 0; round < times && socket.writable; round++) {
    // Who writes on a line that was cut never reads what came before the cut.
    await Promise.race([wait(20), answer])
    if (isAnswered) break
    if (!socket.write(piece)) await Promise.race([new Promise((go) => socket.once('drain', go)), answer])
  }
  const status = await answer
  const sent = socket.bytesWritten - socket.writableLength
  socket.destroy()
  return { status, sent }
}

const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

async function say(request: string): Promise<number> {
  const socket = await open()
  const answer = statusOf(socket)
  socket.write(request)
  const status = await answer
  socket.destroy()
  return status
}

/** In waves: more at once than the system keeps in line would wait for its own time-outs. */
async function openMany(count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(200, count - sockets.length) }, open))))
  return sockets
}

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(opened.port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
    socket.on('error', () => socket.destroy())
  })

/** Of the first answer; 0 if the line was cut before. */
const statusOf = (socket: Socket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1] ?? 0)))
    socket.once('close', () => resolve(0))
  })

const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    socket.resume()
    socket.once('close', () => resolve())
  })

/** Bytes of the process that are in memory. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${opened.service.pid}/status`, 'utf8'))?.[1]) * 1024
