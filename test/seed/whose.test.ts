import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { company } from '../../prisma/seed/company.ts'
import { isCompanys } from '../../prisma/seed/whose.ts'
import { type Database, openEmbedded } from '../../src/db/open.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import { feishuSettings, wecomSettings } from '../sandbox/support.ts'
import { testDatabase, testFolder } from '../support/database.ts'
import { aLead, aMember, start } from '../support/world.ts'

const sandbox = createSandbox({
  company,
  zone: 'Asia/Shanghai',
  now: () => start,
  feishu: { ...feishuSettings, webhookUrl: '' },
  wecom: { ...wecomSettings, webhookUrl: '' },
})
afterAll(() => sandbox.close())

describe('the sandbox takes', () => {
  const place = eachOnItsOwn()

  test('a database without tables', async () => {
    const bare = await testDatabase()
    await bare.db.$executeRaw`DROP TABLE "Identity" CASCADE`
    expect(await isCompanys(bare.db, sandbox)).toBe(false)
    await bare.close()
  })

  test('an empty one', async () => {
    expect(await isCompanys(place.db, sandbox)).toBe(false)
  })

  test('one whose first start broke off between the directory and the past', async () => {
    await invented(place)
    expect(await isCompanys(place.db, sandbox)).toBe(false)
  })

  test('one it has filled, with what was added by hand since', async () => {
    await invented(place)
    await seeded(place)
    await aMember(place.db, { name: '李雷' })
    await aLead(place.db, { company: '华联超市' })
    expect(await isCompanys(place.db, sandbox)).toBe(false)
  })
})

describe('the sandbox keeps away from', () => {
  const place = eachOnItsOwn()

  test.each([
    ['feishu', 'ou_7f3a9c21'],
    ['wecom', 'LiLei'],
    ['feishu', 'LC1001'],
  ])('somebody of a real %s, %s', async (platform, externalId) => {
    await real(place, platform, externalId)
    expect(await isCompanys(place.db, sandbox)).toBe(true)
  })

  test('its own database, once a real platform was configured on it', async () => {
    await invented(place)
    await seeded(place)
    await real(place, 'feishu', 'ou_7f3a9c21')
    expect(await isCompanys(place.db, sandbox)).toBe(true)
  })

  test('people and leads that another program has written, before any platform', async () => {
    const { id } = await aMember(place.db, { name: '李雷' })
    expect(await isCompanys(place.db, sandbox)).toBe(true)
    await place.db.member.delete({ where: { id } })
    await aLead(place.db, { company: '华联超市' })
    expect(await isCompanys(place.db, sandbox)).toBe(true)
  })
})

test('without a platform a company’s data folder is refused in one line, and nothing is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-whose-'))
  const database = await testFolder(folder)
  await real(database, 'feishu', 'ou_7f3a9c21')
  const before = await rowsIn(database)
  await database.close()
  const { code, lines } = await started({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal' })
  expect(code).toBe(1)
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] as string).msg).toMatch(/^DATA_DIR: .*FEISHU_….*name another database$/)
  expect(await inFolder(folder, rowsIn)).toEqual(before)
  expect((await readdir(folder)).sort()).toEqual(['pglite'])
  await rm(folder, { recursive: true })
}, 120_000)

test('in production nothing starts without a platform, however new the folder is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-whose-'))
  const env = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal' }
  const { code, lines } = await started({ ...env, NODE_ENV: 'production' })
  expect(code).toBe(1)
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] as string).msg).toMatch(/^FEISHU_APP_ID, WECOM_CORP_ID: neither is set/)
  expect(await readdir(folder)).toEqual([])
  await rm(folder, { recursive: true })
})

function eachOnItsOwn() {
  const opened = {} as { database: Database }
  beforeAll(async () => {
    opened.database = await testDatabase()
  })
  afterEach(
    () => opened.database.db.$executeRaw`TRUNCATE "Identity", "Member", "Account", "Lead", "Setting" CASCADE`,
  )
  afterAll(() => opened.database.close())
  return {
    get db() {
      return opened.database.db
    },
  }
}

type Place = Pick<Database, 'db'>

async function real({ db }: Place, platform: string, externalId: string): Promise<void> {
  const { id: memberId } = await aMember(db, { name: '韩梅' })
  await db.identity.create({ data: { platform, externalId, memberId, createdAt: start } })
}

async function invented({ db }: Place): Promise<void> {
  for (const { name, employeeNo } of company.people.slice(0, 3)) {
    const { id: memberId } = await aMember(db, { name, employeeNo })
    await db.identity.createMany({
      data: [
        { platform: 'feishu', externalId: sandbox.feishu.openId(employeeNo), memberId, createdAt: start },
        { platform: 'wecom', externalId: sandbox.wecom.userid(employeeNo), memberId, createdAt: start },
      ],
    })
  }
}

const seeded = ({ db }: Place) =>
  db.setting.create({ data: { key: 'sandbox.seeded', value: true, updatedAt: start } })

async function inFolder<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openEmbedded(folder)
  return work(database).finally(database.close)
}

/** Every table of every schema with its rows: the queue makes tables, too. */
async function rowsIn({ db }: Place): Promise<unknown> {
  return db.$queryRaw`
    SELECT schemaname || '.' || relname AS name,
      (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, relname), false, true, '')))[1]::text AS rows
    FROM pg_stat_user_tables ORDER BY 1`
}

/** The service as a process with nothing else in its environment; what it said, and how it ended. */
async function started(env: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, ['src/main.ts'], { env: { PATH: process.env.PATH, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, lines: said.split('\n').filter(Boolean) }
}
