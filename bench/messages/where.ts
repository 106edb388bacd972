/**
 * npm run bench:where: where the time of one message goes. Runs the service in this process, sends one message
 * after the other and prints the statements of the median one, each with when it began and what it took.
 * DATABASE_URL takes that PostgreSQL server instead of the embedded database; MESSAGES how many are sent.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import { dropDatabase, freshDatabase } from './databases.ts'
import { messageEvent } from './events.ts'
import { quantile } from './load.ts'
import { prepare, serviceEnv } from './prepare.ts'
import { openIdOf, startReceiver } from './receiver.ts'
import { type Statement, watchStatements } from './statements.ts'

const messages = Number(process.env.MESSAGES ?? 200)
const people = 8
/** Until everything has been compiled. */
const warmUp = 100
const folder = await mkdtemp(join(tmpdir(), 'liaodan-where-'))
const databaseUrl = process.env.DATABASE_URL ? await freshDatabase('where') : ''
const receiver = await startReceiver(people)
const config = readConfig({
  ...serviceEnv(receiver.url),
  PORT: '0',
  DATA_DIR: folder,
  DATABASE_URL: databaseUrl,
})
const database = await openDatabase({
  url: config.databaseUrl,
  dataDir: folder,
  onError: (error) => console.error(error),
})
const app = await createApp(config, pino({ level: 'error' }), { database: Promise.resolve(database) })
const url = `http://127.0.0.1:${app.port}`
await prepare(url, people)

const passes: Pass[] = []
for (let index = 0; index < messages + warmUp; index++) {
  const pass = await send(index)
  if (index >= warmUp) passes.push(pass)
}
print(passes)
await app.stop()
receiver.close()
await rm(folder, { recursive: true, force: true })
if (databaseUrl) await dropDatabase(databaseUrl)

/** Times are in ms since the message was sent. */
type Pass = { acknowledged: number; replied: number; cpu: number; statements: Statement[] }

async function send(index: number): Promise<Pass> {
  const mark = `w${index}`
  const event = messageEvent(
    mark,
    openIdOf(index % people),
    `拜访 压测客户${index % people}号 谈了报价 编号 #${mark}#`,
  )
  const watch = watchStatements()
  const cpu = process.cpuUsage()
  const replied = receiver.reply(mark)
  const response = await fetch(`${url}/webhooks/feishu`, {
    method: 'POST',
    body: event.body,
    headers: event.headers,
  })
  await response.arrayBuffer()
  const acknowledged = watch.elapsed()
  await replied
  const answered = watch.elapsed()
  // The receipt is still being written.
  await new Promise((resolve) => setTimeout(resolve, 25))
  const spent = process.cpuUsage(cpu)
  return {
    acknowledged,
    replied: answered,
    cpu: (spent.user + spent.system) / 1000,
    statements: watch.stop(),
  }
}

function print(all: Pass[]): void {
  const median = (pick: (pass: Pass) => number) => quantile(all.map(pick), 0.5)
  const ms = (value: number) => value.toFixed(2).padStart(7)
  const count = median(({ statements }) => statements.length)
  const typical = all.filter(({ statements }) => statements.length === count)
  console.log(databaseUrl ? 'PostgreSQL' : 'embedded', `${all.length} messages, one after the other, medians`)
  console.log('  at ms  took ms  calls  statement')
  for (let place = 0; place < count; place++) {
    const of = (pick: (one: Statement) => number) =>
      quantile(
        typical.map(({ statements }) => pick(statements[place] as Statement)),
        0.5,
      )
    const [first] = typical
    console.log(
      ms(of(({ at }) => at)),
      ms(of(({ took }) => took)),
      String(of(({ calls }) => calls)).padStart(5),
      '',
      first?.statements[place]?.text,
    )
  }
  const inDatabase = median(({ statements }) => statements.reduce((sum, { took }) => sum + took, 0))
  console.log(`  ${count} statements, ${inDatabase.toFixed(1)} ms in them`)
  console.log(
    `  acknowledged ${ms(median((pass) => pass.acknowledged))} ms, replied ${ms(median((pass) => pass.replied))} ms`,
  )
  console.log(
    `  CPU ${ms(median((pass) => pass.cpu))} ms a message, with the sender and the receiver in this process`,
  )
}
