/**
 * npm run bench: encrypted Feishu messages in, cards out, beside a floor measured in the same run. Ratios
 * travel between machines, absolute figures don't. DATABASE_URL adds PostgreSQL; SECONDS and RUNS set the length.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, freshDatabase } from './databases.ts'
import { type Figures, load, quantile } from './load.ts'
import { prepare, serviceEnv } from './prepare.ts'
import { memoryOf, type Started, startFloor, startService } from './processes.ts'
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
  const env = { ...serviceEnv(receiver.url), DATA_DIR: join(folder, 'data'), DATABASE_URL: databaseUrl ?? '' }
  const first = await startService(env)
  await prepare(first.url, people)
  await printIdle(`${kind}, first start`, first)
  await first.stop()
  const service = await startService(env)
  try {
    await printIdle(kind, service)
    const ours = { webhook: `${service.url}/webhooks/feishu`, pid: service.pid }
    const bare = { webhook: floor.url, pid: floor.pid }
    await load(ours, receiver, 4, 3, 'warm')
    await load(bare, receiver, 4, 2, 'warmfloor')
    for (const concurrency of concurrencies) {
      const figures: Figures[] = []
      const floors: Figures[] = []
      for (let run = 0; run < runs; run++) {
        floors.push(await load(bare, receiver, concurrency, seconds, `f${concurrency}r${run}`))
        figures.push(await load(ours, receiver, concurrency, seconds, `s${concurrency}r${run}`))
      }
      print(kind, figures, floors)
    }
  } finally {
    await Promise.all([service.stop(), floor.stop()])
    receiver.close()
    await rm(folder, { recursive: true, force: true })
    for (const url of [databaseUrl, floorUrl]) if (url) await dropDatabase(url)
  }
}

/** With a company of 32 people read in, and left alone for a while. A first start makes the tables, too. */
async function printIdle(kind: string, { pid, readyMs }: Started): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const memory = (await memoryOf(pid)).toFixed(0)
  console.log(`${kind}: ready after ${(readyMs / 1000).toFixed(1)} s, idle ${memory} MB`)
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
      row('CPU ms a message', (one) => one.cpuMs),
      `lost ${lost}, doubled ${doubled} of ${ours.reduce((sum, one) => sum + one.messages, 0)}`,
    ].join('\n  '),
  )
}
