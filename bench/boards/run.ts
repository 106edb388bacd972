/**
 * npm run bench:boards: a company of 1,000 reps and 50,000 accounts with one million visits and payments, then
 * with five. How long every board takes, how fast any reply in the chat is while the nights' jobs run too, and
 * which statements hold the service up. On the PostgreSQL that DATABASE_URL names; `-- --embedded` (or no
 * DATABASE_URL) on the embedded database. YEARS=1,5 sets the sizes in millions, ROUNDS how often it is asked.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { businessDay } from '../../src/clock.ts'
import { openDatabase } from '../../src/db/open.ts'
import { dropDatabase, freshDatabase } from '../messages/databases.ts'
import { serviceEnv } from '../messages/prepare.ts'
import { startService } from '../messages/processes.ts'
import { fillCompany, fillYear, sum, zone } from './fill.ts'
import { type Boards, measureBoards, printBoards } from './measure.ts'
import { startReceiver } from './receiver.ts'
import type { Seen } from './statements.ts'
import { printReplies, talk } from './talk.ts'

const isEmbedded = process.argv.includes('--embedded') || !process.env.DATABASE_URL
const sizes = (process.env.YEARS ?? '1,5').split(',').map(Number)
const rounds = Number(process.env.ROUNDS ?? 12)
const name = isEmbedded ? 'embedded' : 'postgresql'
const folder = await mkdtemp(join(tmpdir(), 'liaodan-boards-'))
const databaseUrl = isEmbedded ? undefined : await freshDatabase('boards')
const place = { url: databaseUrl, dataDir: join(folder, 'data') }
const today = businessDay(new Date(), zone)
/** What the service does by itself at night and in the morning. */
const jobs = [
  'close-boards',
  'clean-up',
  'pool-clocks',
  'lead-recycling',
  'morning-brief',
  'task-reminders',
  'overdue-receivables',
  'daily-leaderboard',
]

try {
  let years = 0
  let earlier: Boards | undefined
  for (const size of sizes) {
    const boards = await grow(years, size)
    printBoards(`${name}, ${size} million: board`, boards, earlier)
    await converse(size)
    years = size
    earlier ??= boards
  }
} finally {
  if (databaseUrl) await dropDatabase(databaseUrl)
  await rm(folder, { recursive: true, force: true })
}

/** Writes the years that are missing, as seen from today, and reads every board. */
async function grow(from: number, to: number): Promise<Boards> {
  const since = performance.now()
  const database = await openDatabase({ ...place, onError: console.error })
  const { db } = database
  if (from === 0) {
    await database.exclusively(() => database.migrate())
    await fillCompany(db, new Date())
  }
  for (let year = from; year < to; year++) await fillYear(db, today, year)
  await sum(db, today)
  console.log(`${name}, ${to} million: filled in ${Math.round((performance.now() - since) / 1000)} s`)
  const boards = await measureBoards(db, today, rounds)
  await database.close()
  return boards
}

/** The service itself, spoken to: first by day, then while it does what it does at night and in the morning. */
async function converse(size: number): Promise<void> {
  const receiver = await startReceiver()
  const file = join(folder, `statements-${size}.json`)
  const service = await startService({
    ...serviceEnv(receiver.url),
    DATA_DIR: place.dataDir,
    DATABASE_URL: place.url ?? '',
    STATEMENTS_FILE: file,
    NODE_OPTIONS: `--import ${new URL('./statements.ts', import.meta.url).pathname}`,
  })
  const began: [what: string, at: number][] = []
  const begin = (what: string) => began.push([what, Date.now()])
  begin('start')
  const webhook = `${service.url}/webhooks/feishu`
  try {
    await quiet(service.url)
    await talk(webhook, receiver, 2)
    begin('day')
    printReplies(`${name}, ${size} million: chat`, await talk(webhook, receiver, rounds * 2))
    for (const job of jobs) {
      begin(job)
      const since = performance.now()
      const talking = talk(webhook, receiver, 2)
      // It is waited for below; nobody stops the service when it is thrown before.
      talking.catch(() => undefined)
      await runJob(service.url, job)
      const took = performance.now() - since
      await quiet(service.url)
      printReplies(
        `  beside ${job} (${Math.round(took)} ms)`,
        new Map([['all', [...(await talking).values()].flat()]]),
      )
    }
  } finally {
    await service.stop()
    receiver.close()
  }
  const { count, slow } = JSON.parse(await readFile(file, 'utf8')) as Seen
  console.log(`${name}, ${size} million: ${count} statements, ${slow.length} over 100 ms`)
  for (const { at, ms, sql } of slow)
    console.log(`  ${began.findLast(([, from]) => from <= at)?.[0] ?? 'start'}: ${Math.round(ms)} ms ${sql}`)
}

async function runJob(url: string, job: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer token-of-the-bench' }
  const response = await fetch(`${url}/api/v1/jobs/${job}/runs`, { method: 'POST', body: '{}', headers })
  if (!response.ok) throw new Error(`${job}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

/** Until nothing waits: the directory is read, everything is sent. */
async function quiet(url: string): Promise<void> {
  for (let seen = 0; seen < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const text = await (await fetch(`${url}/metrics`)).text()
    const waiting = [...text.matchAll(/^liaodan_jobs_waiting\{.*\} (\d+)$/gm)].map(([, count]) =>
      Number(count),
    )
    seen = waiting.every((count) => count === 0) ? seen + 1 : 0
  }
}
