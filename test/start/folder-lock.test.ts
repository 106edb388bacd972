import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

const mayUnshare = spawnSync('unshare', ['-pf', 'true']).status === 0
if (!mayUnshare) console.log('SKIPPED: containers on one data folder (unshare -pf is not allowed here)')

test.runIf(mayUnshare)(
  'two containers do not have the folder at once, though both are number 1',
  async () => {
    const folder = await aFolder()
    const first = await starter(folder, container)
    const second = await starter(folder, container)
    expect(first.said).toBe('1 has it')
    expect(second.said).toContain('Another process (pid 1, of another container)')
    // It could only ask a process of its own container: with this number, itself.
    const backup = spawnSync(
      container[0] as string,
      [...container.slice(1), process.execPath, 'prisma/backup.ts', join(folder, 'copy.gz')],
      {
        env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '' },
        encoding: 'utf8',
        timeout: 30_000,
        killSignal: 'SIGKILL',
      },
    )
    expect(backup.stderr).toContain('of another container')
    expect(backup.status).toBe(1)
  },
)

test('whatever number is written in it, the folder belongs to the process that has it', async () => {
  const folder = await aFolder()
  const first = await starter(folder)
  await writeFile(join(folder, 'lock'), '999999999')
  expect((await starter(folder)).said).toContain('pid 999999999')
  expect(first.said).toBe(`${first.pid} has it`)
})

test('a process that stands still keeps the folder; one that was killed leaves it to the next', async () => {
  const folder = await aFolder()
  const first = await starter(folder)
  first.kill('SIGSTOP')
  expect((await starter(folder)).said).toContain(`Another process (pid ${first.pid}) is using`)
  await first.kill('SIGKILL')
  const next = await starter(folder)
  expect(next.said).toBe(`${next.pid} has it`)
})

test('of many that start at once on the folder of one that was killed, one has it', async () => {
  const folder = await aFolder()
  await (await starter(folder)).kill('SIGKILL')
  const all = await Promise.all(Array.from({ length: 6 }, () => starter(folder)))
  expect(all.filter(({ said }) => said.endsWith('has it'))).toHaveLength(1)
})

test('it is let go without a trace, and of those who wait for that one at a time has it', async () => {
  const folder = await aFolder()
  const beside = await aFolder()
  const all = await Promise.all(Array.from({ length: 4 }, () => starter(folder, [], takingTurns, beside)))
  expect(all.map(({ said }) => said)).toEqual(Array(4).fill('alone each time'))
  expect(await readdir(folder)).toEqual([])
})

const container = ['unshare', '-pf', '--mount-proc']

/** A process that takes the folder and stays. What it says is its number, or why it was refused. */
async function starter(folder: string, inside: string[] = [], script = taking, beside = '') {
  const [command = '', ...args] = [
    ...inside,
    process.execPath,
    '--expose-gc',
    '--input-type=module',
    '--eval',
    script,
    folder,
    beside,
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const ended = new Promise((resolve) => child.once('close', resolve))
  // The whole group: what runs inside of `unshare` is not reached through it.
  const kill = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), signal)
    return ended
  }
  onTestFinished(() => void kill('SIGKILL'))
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  return { pid: child.pid, said: String(value), kill }
}

const taking = `import { lockFolder } from './src/db/folder-lock.ts'
try {
  await lockFolder(process.argv[1])
  // Nobody has the release: it stays locked all the same.
  await new Promise(setImmediate)
  gc()
  console.log(process.pid + ' has it')
  setInterval(() => undefined, 1_000)
} catch (error) {
  console.log(error.message)
}`

/** Has the folder 200 times; whoever has it puts a file beside it that nobody else may find there. */
const takingTurns = `import { rm, writeFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { lockFolder } from './src/db/folder-lock.ts'
const [folder, beside] = process.argv.slice(1)
let met = 0
for (let times = 0; times < 200; ) {
  const release = await lockFolder(folder).catch(() => null)
  await setImmediate()
  if (!release) continue
  times++
  await writeFile(beside + '/here', '', { flag: 'wx' }).catch(() => met++)
  await rm(beside + '/here', { force: true })
  await release()
}
console.log(met === 0 ? 'alone each time' : 'not alone ' + met + ' times')`

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
