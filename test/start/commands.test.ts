import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { writeBackup } from '../../src/db/backup-file.ts'
import { testDatabase, testFolder } from '../support/database.ts'

// What an administrator reads when a command cannot do its work: what is wrong and what to do, in one line.

const nowhere = 'postgresql://nobody@127.0.0.1:1/none'

test.each([
  ['backup', [], {}],
  ['move-to-postgres', [], { DATABASE_URL: nowhere }],
])('%s of a folder without a database names it, and makes none', async (command, args, env) => {
  const folder = join(await aFolder(), 'data')
  const { status, said } = await run(command, args, { ...env, DATA_DIR: folder })
  expect(said).toBe(`DATA_DIR: there is no database in ${folder}: set it to the folder that the service uses`)
  expect(status).toBe(1)
  expect(existsSync(folder)).toBe(false)
})

test('a database in which nobody has written anything is not moved', async () => {
  const folder = await aFolder()
  await (await testFolder(folder)).close()
  const { status, said } = await run('move-to-postgres', [], { DATA_DIR: folder, DATABASE_URL: nowhere })
  expect([status, said]).toEqual([1, expect.stringContaining('there is nothing to move')])
})

test.each<[string, string[], Record<string, string>, string]>([
  ['restore', [], {}, 'usage: npm run restore -- <file>'],
  ['move-to-postgres', [], {}, 'DATABASE_URL: is missing: set it to the PostgreSQL database to move to'],
  ['restore', ['x.gz'], { PORT: 'x' }, 'Configuration: PORT: is not a port number'],
  ['restore', ['x.gz'], { DATABASE_URL: nowhere }, 'x.gz cannot be read: there is no such file'],
  ['backup', [], { DATABASE_URL: nowhere }, 'DATABASE_URL: '],
])('%s %j with %j is refused in one line', async (command, args, env, words) => {
  const { status, said } = await run(command, args, { DATA_DIR: await aFolder(), ...env })
  expect(status).toBe(1)
  expect(said).toContain(words)
  expect(said).not.toMatch(/\n| {4}at /)
})

test('a file that is no backup, or a piece of one, is not restored, and no database is made for it', async () => {
  const folder = await aFolder()
  const whole = await readFile(await aBackup(folder))
  const files: [string, Buffer, string][] = [
    ['plain', Buffer.from('not zipped'), 'is no backup'],
    ['other', gzipSync('of something else\n'), 'a line of the backup cannot be read'],
    ['cut', whole.subarray(0, 200), 'is cut off'],
  ]
  for (const [name, content, words] of files) {
    const file = join(folder, name)
    await writeFile(file, content)
    const data = join(folder, 'data')
    const { status, said } = await run('restore', [file], { DATA_DIR: data })
    expect([status, said]).toEqual([1, expect.stringContaining(words)])
    expect(existsSync(data)).toBe(false)
  }
})

test('a backup that cannot be written names its file', async () => {
  const folder = await aFolder()
  const file = join(await aBackup(folder), 'today.gz')
  await expect(aBackup(folder, file)).rejects.toThrow(
    `${file} cannot be written: a part of its path is a file. Name another file: npm run backup -- <file>`,
  )
  await expect(aBackup(folder, folder)).rejects.toThrow(`${folder} cannot be written: it is a folder`)
})

test('a backup without a name is kept beside the data', async () => {
  const folder = await aFolder()
  await (await testFolder(folder)).close()
  expect((await run('backup', [], { DATA_DIR: folder })).status).toBe(0)
  expect(await readdir(join(folder, 'backups'))).toEqual([expect.stringMatching(/^liaodan-\d{14}\.gz$/)])
})

async function run(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [`prisma/${command}.ts`, ...args], {
    env: { PATH: process.env.PATH, ...env },
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const [, said] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await ended, said: said.trim() }
}

async function aBackup(folder: string, file = join(folder, 'backup.gz')): Promise<string> {
  const database = await testDatabase()
  try {
    await writeBackup(database.db, file)
    return file
  } finally {
    await database.close()
  }
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-commands-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
