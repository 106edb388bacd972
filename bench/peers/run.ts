/**
 * npm run bench:peers: two peers that do the same job (an encrypted Feishu message in, a visit written, an answer
 * through the API) beside the floor and the service, in one run, on the same pretend API. Their packages are in
 * bench/peers and installed by this command alone. Ratios travel between machines, absolute figures don't.
 * DATABASE_URL adds PostgreSQL; SECONDS, RUNS and CONCURRENCY set the length.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, freshDatabase } from '../messages/databases.ts'
import { type Figures, load, quantile } from '../messages/load.ts'
import { prepare, serviceEnv } from '../messages/prepare.ts'
import { freePort, startService } from '../messages/processes.ts'
import { startReceiver } from '../messages/receiver.ts'

const concurrency = Number(process.env.CONCURRENCY ?? 8)
const seconds = Number(process.env.SECONDS ?? 5)
const runs = Number(process.env.RUNS ?? 5)
const people = 32
const kinds = process.env.DATABASE_URL ? ['embedded', 'postgresql'] : ['embedded']

const folder = await mkdtemp(join(tmpdir(), 'liaodan-peers-'))
const receiver = await startReceiver(people)
const databases: string[] = []
const runners: Runner[] = []
let marks = 0
try {
  runners.push(await peer('Koishi, SQLite', 'bench/peers/koishi.cjs'))
  for (const kind of kinds) {
    runners.push(await peer(`floor, ${kind}`, 'bench/messages/floor.ts', kind))
    runners.push(await peer(`SDK + Prisma, ${kind}`, 'bench/peers/sdk.js', kind))
    runners.push(await service(kind))
  }
  for (const runner of runners) await load(runner, receiver, 4, 3, mark())
  for (let run = 0; run < runs; run++)
    for (const runner of runners) {
      runner.rounds.push(await load(runner, receiver, concurrency, seconds, mark()))
    }
  print()
} finally {
  await Promise.all(runners.map(({ stop }) => stop()))
  receiver.close()
  for (const url of databases) await dropDatabase(url)
  await rm(folder, { recursive: true, force: true })
}

type Runner = {
  name: string
  kind: string
  webhook: string
  pid: number
  rounds: Figures[]
  stop(): Promise<void>
}

/** A process that prints its port when it is ready. */
async function peer(name: string, script: string, kind = ''): Promise<Runner> {
  const place = join(folder, `peer${runners.length}`)
  mkdirSync(place)
  const database = kind === 'postgresql' ? [await ownDatabase(`peer${runners.length}`)] : []
  const isFloor = script.includes('floor')
  const args = isFloor
    ? [receiver.url, ...database]
    : [String(await freePort()), receiver.url, place, ...database]
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, FLOOR_DIR: place, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
    child.stdout.on('data', (data) => {
      const said = /\{"port":(\d+)\}/.exec(String(data))
      if (said) resolve(Number(said[1]))
    })
  })
  const webhook = `http://127.0.0.1:${port}/webhooks/feishu`
  return { name, kind, webhook, pid: child.pid as number, rounds: [], stop: () => ended(child) }
}

async function service(kind: string): Promise<Runner> {
  const url = kind === 'postgresql' ? await ownDatabase('service') : ''
  const env = { ...serviceEnv(receiver.url), DATA_DIR: join(folder, 'service', kind), DATABASE_URL: url }
  const started = await startService(env)
  await prepare(started.url, people)
  const { pid, stop } = started
  return { name: `ours, ${kind}`, kind, webhook: `${started.url}/webhooks/feishu`, pid, rounds: [], stop }
}

async function ownDatabase(whose: string): Promise<string> {
  const url = await freshDatabase(whose)
  databases.push(url)
  return url
}

function print(): void {
  console.log(`concurrency ${concurrency}, medians of ${runs} runs of ${seconds} s`)
  for (const { name, rounds } of runners) {
    const lost = rounds.reduce((sum, one) => sum + one.lost, 0)
    console.log(
      `  ${name}: ${median(rounds, 'perSecond').toFixed(0)} messages/s, end to end p50 ${median(rounds, 'endP50').toFixed(1)} ms, CPU ${median(rounds, 'cpuMs').toFixed(2)} ms a message, lost ${lost}`,
    )
  }
  for (const kind of kinds) {
    const named = (name: string) => runners.find((one) => one.name === name) as Runner
    const ours = named(`ours, ${kind}`)
    const others = ['Koishi, SQLite', `SDK + Prisma, ${kind}`, `floor, ${kind}`].map((name) => {
      // Of one round each: what else the machine did then was the same for both.
      const ratios = ours.rounds.map(
        ({ perSecond }, run) => perSecond / (named(name).rounds[run]?.perSecond ?? Number.NaN),
      )
      return `${quantile(ratios, 0.5).toFixed(2)} × ${name}`
    })
    console.log(`  ours, ${kind}, messages/s: ${others.join(', ')}`)
  }
}

function median(rounds: Runner['rounds'], figure: 'perSecond' | 'endP50' | 'cpuMs'): number {
  return quantile(
    rounds.map((one) => one[figure]),
    0.5,
  )
}

function mark(): string {
  return `p${marks++}`
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(impatient)
}
