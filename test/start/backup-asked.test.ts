import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from '../support/database.ts'

// While the embedded service runs, `npm run backup` asks it for the file by a signal.

test('a process that has the folder and writes no backups is told of, not ended', async () => {
  const folder = await aFolder()
  const holder = await aHolder(folder, 'await lockFolder(folder)')
  const { status, stderr } = await backup(folder)
  expect(status).toBe(1)
  expect(stderr).toContain(`pid ${holder.pid}`)
  expect(stderr).toContain('run the backup again')
  expect(await holder.said('still there')).toBe('still there')
  expect(await readdir(folder)).not.toContain('backup-request')
})

test('one that writes backups writes it', async () => {
  const folder = await aFolder()
  await (await testFolder(folder)).close()
  await aHolder(folder, 'await answerBackups((await openEmbedded(folder)).db, folder)')
  const { status, stdout } = await backup(folder)
  expect([status, stdout]).toEqual([0, expect.stringContaining('written by the running service')])
  expect(existsSync(join(folder, 'copy.gz'))).toBe(true)
})

test('one that can neither write it nor say why goes on, and whoever asked is told', async () => {
  const folder = await aFolder()
  const holder = await aHolder(
    folder,
    `await lockFolder(folder)
    process.on(backupSignal, () => symlinkSync(join(folder, 'gone', 'reason'), join(folder, 'backup-failure')))
    await answerBackups({}, folder)`,
  )
  const { status, stderr } = await backup(folder)
  expect(status).toBe(1)
  expect(stderr).toContain('is there room on its disk?')
  expect(await holder.said('still there')).toBe('still there')
  expect(await readdir(folder)).not.toContain('backup-request')
})

test('one that ends before it has written is told of, and is asked for nothing when it comes back', async () => {
  const folder = await aFolder()
  await aHolder(
    folder,
    `await lockFolder(folder); await answerBackups({}, folder)
    process.removeAllListeners(backupSignal).once(backupSignal, () => process.exit())`,
  )
  const { status, stderr } = await backup(folder)
  expect(status).toBe(1)
  expect(stderr).toContain('has ended before the backup was written: run it again')
  expect(await readdir(folder)).not.toContain('backup-request')
})

/** Not waited for in place: who has ended is there until this process has heard of it. */
async function backup(folder: string) {
  const child = spawn(process.execPath, ['prisma/backup.ts', join(folder, 'copy.gz')], {
    env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '' },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await ended, stdout, stderr }
}

/** A process that does this with the folder, and stays; it says again what it is told. */
async function aHolder(folder: string, work: string) {
  const script = `import { symlinkSync } from 'node:fs'
    import { join } from 'node:path'
    import { lockFolder } from './src/db/folder-lock.ts'
    import { openEmbedded } from './src/db/open.ts'
    import { answerBackups, backupSignal } from './src/db/backup-request.ts'
    const folder = process.argv[1]
    ${work}
    console.log('ready')
    process.stdin.pipe(process.stdout)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('ready')
  return {
    pid: child.pid,
    async said(line: string) {
      child.stdin.write(`${line}\n`)
      return (await lines.next()).value
    },
  }
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
