import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { line } from './support/audit.ts'
import { accountOf } from './support/company.ts'
import { quantile, visit } from './support/driver.ts'
import { memoryOf } from './support/memory.ts'
import { openIdOf } from './support/platform.ts'
import { aRun, full, type Run, usualPlaces } from './support/run.ts'

const slow = full ? 2_000 : 200

describe.each(await usualPlaces())('requests of strangers, on %s', (_name, makePlace) => {
  const opened = {} as { run: Run }
  beforeAll(async () => {
    opened.run = await aRun(makePlace, 4)
  })
  afterAll(() => opened.run?.close())

  it('64 MB in chunks, lying lengths, compressed bodies: little is read, and others are served', async () => {
    const { run } = opened
    await run.driver.answered(1, 'before')
    const memory = await memoryOf(run.service.pid)
    const port = Number(new URL(run.service.url).port)
    const sent = await Promise.all(Array.from({ length: 8 }, () => pour(port, 64)))
    const statuses = await Promise.all([
      status(run.service.webhook, gzipSync(Buffer.alloc(8_000_000)), { 'content-encoding': 'gzip' }),
      status(run.service.webhook, Buffer.alloc(1_100_000, 'a'), {}),
      lyingLength(port),
    ])
    const grown = (await memoryOf(run.service.pid)) - memory
    line('64 MB bodies', {
      'sent MB before the end': Math.max(...sent),
      statuses: statuses.join('/'),
      'memory MB': grown,
    })
    expect(statuses.slice(0, 2)).toEqual([415, 413])
    expect(Math.max(...sent)).toBeLessThan(8)
    expect(grown).toBeLessThan(40)
  })

  it(`${slow} slow connections: a valid request is answered meanwhile, and they are hung up on`, async () => {
    const { run } = opened
    const port = Number(new URL(run.service.url).port)
    const sockets: Socket[] = []
    let ended = 0
    for (let index = 0; index < slow; index++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined).on('close', () => ended++)
      socket.write('POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n')
      sockets.push(socket)
    }
    const drip = setInterval(() => {
      for (const socket of sockets) socket.write('x-a: b\r\n')
    }, 1_000)
    const acknowledged = run.driver.acknowledged.length
    for (let index = 0; index < 40; index++)
      await run.driver.deliver(visit(index % 4, `slowx${index % 4}x${index}`))
    const acks = run.driver.acknowledged.slice(acknowledged)
    for (let waited = 0; ended < slow && waited < 20_000; waited += 250) await wait(250)
    clearInterval(drip)
    for (const socket of sockets) socket.destroy()
    line('slow connections', {
      connections: slow,
      'hung up on': ended,
      'valid p50 ms': quantile(acks, 0.5),
      'valid p99 ms': quantile(acks, 0.99),
    })
    expect(ended).toBe(slow)
    expect(quantile(acks, 0.5)).toBeLessThan(100)
  })

  it('what cannot be stored as it is, is cleaned or refused, and never ends the process', async () => {
    const { run } = opened
    const texts = [
      `拜访 ${accountOf(0)} 谈了\u0000报价 编号 #oddx0x0#`,
      `拜访 ${accountOf(0)} 谈了报价\ud800 编号 #oddx0x1#`,
      `拜访 ${accountOf(0)} ${'很长'.repeat(5_000)}`,
      '\u0000',
      '[['.repeat(5_000),
      '__proto__ constructor toString',
    ]
    const statuses: number[] = []
    for (const [index, text] of texts.entries()) {
      const event = messageEvent(`oddx0x${index}`, openIdOf(0), text)
      statuses.push(await run.driver.post(event))
    }
    const whole = messageEvent('cutx0x0', openIdOf(0), '我的客户')
    const cut: number[] = []
    for (let length = 0; length < whole.body.length; length += full ? 1 : 40)
      cut.push(await run.driver.post({ ...whole, body: whole.body.slice(0, length) }))
    const flipped: number[] = []
    for (let at = 20; at < whole.body.length - 10; at += 24) {
      const body = `${whole.body.slice(0, at)}${whole.body[at] === 'A' ? 'B' : 'A'}${whole.body.slice(at + 1)}`
      flipped.push(await run.driver.post({ ...whole, body }))
    }
    await run.settled()
    line('odd texts, cut and flipped bodies', {
      odd: statuses.join('/'),
      cut: [...new Set(cut)].join('/'),
      flipped: [...new Set(flipped)].join('/'),
      running: run.service.isRunning(),
    })
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect([...new Set([...cut, ...flipped])].every((code) => code === 400 || code === 401)).toBe(true)
    expect(new Set(flipped)).toEqual(new Set([401]))
    expect(run.service.isRunning()).toBe(true)
  })
})

/** Sends so many MB in chunks and returns how many went out before the service hung up. */
function pour(port: number, megabytes: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let sent = 0
    const end = () => resolve(sent)
    socket.on('error', end).on('close', end)
    socket.write('POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(1_048_576, 'a'),
      Buffer.from('\r\n'),
    ])
    const next = () => {
      if (sent >= megabytes || socket.destroyed) return socket.destroy()
      sent++
      socket.write(chunk, () => setImmediate(next))
    }
    next()
  })
}

async function status(url: string, body: Buffer, headers: Record<string, string>): Promise<number> {
  try {
    return (await fetch(url, { method: 'POST', body: new Uint8Array(body), headers })).status
  } catch {
    return 0
  }
}

/** Says 10 bytes and sends 40. */
function lyingLength(port: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data)).on('error', () => undefined)
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)))
    socket.write(
      `POST /webhooks/feishu HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\nconnection: close\r\n\r\n${'x'.repeat(40)}`,
    )
  })
}
