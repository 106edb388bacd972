/**
 * npm run bench: encrypted Feishu messages in, cards out, beside a floor measured in the same run. Ratios
 * travel between machines, absolute figures don't. DATABASE_URL adds PostgreSQL; SECONDS and RUNS set the length.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { keys } from './events.ts'
import { type Figures, load, quantile } from './load.ts'
import { startFloor, startService } from './processes.ts'
import { startReceiver } from './receiver.ts'

const concurrencies = (process.env.CONCURRENCY ?? '1,8,32').split(',').map(Number)
const seconds = Number(process.env.SECONDS ?? 6)
const runs = Number(process.env.RUNS ?? 3)
const people = 32

for (const kind of (
  process.env.KINDS ?? (process.env.DATABASE_URL ? 'embedded,postgresql' : 'embedded')
).split(','))
  await measure(kind)

async function measure(kind: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-bench-'))
  const databaseUrl = kind === 'postgresql' ? await freshDatabase('service') : undefined
  const floorUrl = kind === 'postgresql' ? await freshDatabase('floor') : undefined
  const receiver = await startReceiver(people)
  const floor = await startFloor(receiver.url, floorUrl, join(folder, 'floor'))
  const service = await startService({
    ...serviceEnv(receiver.url),
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: databaseUrl ?? '',
  })
  try {
    await prepare(service.url)
    const webhook = `${service.url}/webhooks/feishu`
    await load(webhook, receiver, 4, 3, 'warm')
    await load(floor.url, receiver, 4, 2, 'warmfloor')
    for (const concurrency of concurrencies) {
      const ours: Figures[] = []
      const floors: Figures[] = []
      for (let run = 0; run < runs; run++) {
        floors.push(await load(floor.url, receiver, concurrency, seconds, `f${concurrency}r${run}`))
        ours.push(await load(webhook, receiver, concurrency, seconds, `s${concurrency}r${run}`))
      }
      print(kind, ours, floors)
    }
  } finally {
    await Promise.all([service.stop(), floor.stop()])
    receiver.close()
    await rm(folder, { recursive: true, force: true })
    for (const url of [databaseUrl, floorUrl]) if (url) await dropDatabase(url)
  }
}

/** Rates are lifted: the receiver is ours, and the service is what is measured. */
function serviceEnv(receiverUrl: string): Record<string, string> {
  return {
    API_TOKEN: 'bench',
    OUTBOUND_RATE_FACTOR: '1000000',
    FEISHU_APP_ID: keys.appId,
    FEISHU_APP_SECRET: keys.appSecret,
    FEISHU_ENCRYPT_KEY: keys.encryptKey,
    FEISHU_VERIFICATION_TOKEN: keys.verificationToken,
    FEISHU_BASE_URL: receiverUrl,
  }
}

function print(kind: string, ours: Figures[], floors: Figures[]): void {
  const median = (figures: Figures[], pick: (one: Figures) => number) => quantile(figures.map(pick), 0.5)
  const row = (name: string, pick: (one: Figures) => number) =>
    `${name} ${median(ours, pick).toFixed(1)} (${(median(ours, pick) / median(floors, pick)).toFixed(2)} × floor ${median(floors, pick).toFixed(1)})`
  const lost = ours.reduce((sum, one) => sum + one.lost, 0)
  const doubled = ours.reduce((sum, one) => sum + one.doubled, 0)
  console.log(
    [
      `${kind} concurrency ${ours[0]?.concurrency}:`,
      row('messages/s', (one) => one.perSecond),
      row('ack p50 ms', (one) => one.ackP50),
      row('ack p99 ms', (one) => one.ackP99),
      row('end-to-end p50 ms', (one) => one.endP50),
      row('p99 ms', (one) => one.endP99),
      `lost ${lost}, doubled ${doubled} of ${ours.reduce((sum, one) => sum + one.messages, 0)}`,
    ].join('\n  '),
  )
}

/** One account for each person, so that each message finds its customer. The directory is read first. */
async function prepare(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${url}/api/v1/members?limit=200`, { headers })
    const { items } = (await response.json()) as { items: unknown[] }
    if (items.length >= people) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (let index = 0; index < people; index++) {
    const body = JSON.stringify({ name: `压测客户${index}号有限公司`, owner: `压测${index}` })
    const response = await fetch(`${url}/api/v1/accounts`, { method: 'POST', body, headers })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  }
}

async function freshDatabase(whose: string): Promise<string> {
  const server = process.env.DATABASE_URL as string
  const url = new URL(server)
  const name = `liaodan_bench_${whose}_${process.pid}`
  await onServer(server, `CREATE DATABASE ${name}`)
  url.pathname = `/${name}`
  return url.href
}

async function dropDatabase(databaseUrl: string): Promise<void> {
  await onServer(
    process.env.DATABASE_URL as string,
    `DROP DATABASE ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`,
  )
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, user: process.env.PGUSER ?? process.env.USER ?? 'root' })
  await client.connect()
  await client.query(statement)
  await client.end()
}
