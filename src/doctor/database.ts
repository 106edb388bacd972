import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { advice, broken, type Check, fine } from '../chat/check.ts'
import { FolderInUse } from '../db/folder-lock.ts'
import { migrationsList } from '../db/migrations.ts'
import { type Database, hasEmbedded, openDatabase } from '../db/open.ts'
import { migrationsOf } from '../db/tables.ts'

/** Whether the database answers, and how its schema stands to this version's. Changes nothing. */
export async function checkDatabase({ url, dataDir }: Place): Promise<Check[]> {
  if (!url && !hasEmbedded(dataDir)) return [await checkFolder(resolve(dataDir))]
  try {
    const database = await openDatabase({ url, dataDir, onError: () => undefined })
    try {
      const line = url ? [checkLine(await lineOf(database))] : []
      return [await checkServer(database, url), ...line, await checkSchema(database)]
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof FolderInUse) return [fine(topic, `内嵌，运行中的服务（pid ${error.pid}）正在用`)]
    return [unopened(error, url, dataDir)]
  }
}

type Place = { url: string | undefined; dataDir: string }

const topic = '数据库'

/** Whether a first start can make its data there: in the folder, or in the nearest one above it that there is. */
async function checkFolder(dataDir: string): Promise<Check> {
  let there = dataDir
  while (!existsSync(there)) there = dirname(there)
  try {
    // As a folder: with the slash a file is refused.
    await access(`${there}/`, constants.W_OK | constants.X_OK)
    return fine(topic, `内嵌，还没有；第一次启动会建在 ${dataDir}`)
  } catch (error) {
    const mend = `把 DATA_DIR 改成能写的文件夹，或者让运行聊单的用户能写 ${there}。`
    return broken(topic, `${dataDir} 建不了数据`, mend, reasonOf(error))
  }
}

async function checkServer({ db }: Database, url: string | undefined): Promise<Check> {
  const [server] = await db.$queryRaw<{ version: number; may: boolean; trgm: boolean }[]>`
    SELECT current_setting('server_version_num')::int AS version,
      has_database_privilege(current_database(), 'CREATE') AS may,
      EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') AS trgm`
  const major = Math.floor((server?.version ?? 0) / 10_000)
  if (major < 15) return broken(topic, `PostgreSQL ${major} 太旧`, '升级到 PostgreSQL 15 或更新。')
  if (!server?.trgm) return broken(topic, '没有 pg_trgm 扩展', '装上 postgresql-contrib。')
  if (!server.may)
    return broken(
      topic,
      '这个用户不能在库里建 schema',
      'GRANT CREATE ON DATABASE <库> TO <用户>；或把库给它。',
    )
  if (url) return fine(topic, `PostgreSQL ${major}，连得上`)
  return fine(topic, '内嵌，打得开；它不防断电，真金白银请用 PostgreSQL')
}

/** How the server sees this connection; no `address` where it came through a socket. */
type Line = { encrypted: boolean; address: string | null }

async function lineOf({ db }: Database): Promise<Line> {
  const [line] = await db.$queryRaw<Line[]>`
    SELECT ssl AS encrypted, host(inet_client_addr()) AS address FROM pg_stat_ssl WHERE pid = pg_backend_pid()`
  return line as Line
}

/** Password and records go over it. */
export function checkLine({ encrypted, address }: Line): Check {
  if (encrypted) return fine(lineTopic, '加密')
  if (!address || address === '::1' || address.startsWith('127.'))
    return fine(lineTopic, '没出本机，不用加密')
  return advice(
    lineTopic,
    '没加密，库的密码和客户资料在网上明着走',
    'PostgreSQL 打开 ssl，DATABASE_URL 末尾加 ?sslmode=verify-full（自签的证书再加 &sslrootcert=<文件>）。同一台机器上的容器之间可以不管。',
  )
}

const lineTopic = '数据库连线'

async function checkSchema({ db }: Database): Promise<Check> {
  const known = (await migrationsList()).migrationDirectories.map(({ path }) => path)
  const applied = await migrationsOf(db)
  const newer = applied.filter((name) => !known.includes(name))
  const missing = known.filter((name) => !applied.includes(name))
  if (newer.length > 0)
    return broken('表结构', `比这个版本新（${newer.join('、')}）`, '启动更新的那个版本，不要用旧版本。')
  if (missing.length === 0) return fine('表结构', `是最新的（${known.length} 步）`)
  const mend = '启动服务时会自动升级；先备份：npm run backup。'
  return advice('表结构', `还有 ${missing.length} 步没升级`, mend)
}

/** What kept the server from answering, in the adapter's words; of the folder, the system's code. */
function reasonOf(error: unknown): string | undefined {
  const { code, meta } = (error ?? {}) as { code?: string; meta?: { driverAdapterError?: { cause?: Cause } } }
  return meta?.driverAdapterError?.cause?.kind ?? code
}

type Cause = { kind?: string }

const SERVER: Record<string, readonly [string, string] | undefined> = {
  DatabaseNotReachable: ['连不上', '看 DATABASE_URL 的地址和端口，PostgreSQL 有没有启动，防火墙让不让过。'],
  AuthenticationFailed: ['用户名或密码不对', '改 DATABASE_URL；密码里的特殊字符要写成 %40 这样。'],
  DatabaseDoesNotExist: ['没有这个库', '先 createdb，或者改 DATABASE_URL 最后的库名。'],
}
const otherServer = [
  '不能用',
  '看 DATABASE_URL 的地址、用户、密码、库名；pg_hba.conf 让不让这台机器连。',
] as const

function unopened(error: unknown, url: string | undefined, dataDir: string): Check {
  const reason = reasonOf(error)
  const [found, mend] = url
    ? (SERVER[reason ?? ''] ?? otherServer)
    : [
        `打不开 ${dataDir}`,
        '看磁盘满没满、目录能不能写；实在打不开就用最近的备份：npm run restore -- <文件>。',
      ]
  return broken(topic, found, mend, reason)
}
