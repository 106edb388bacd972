import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../bench/messages/processes.ts'

/** Where the server's programs are, if anywhere: Debian keeps them off the path. */
export const binaries = ['15', '16', '17', '18']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .find(existsSync)

export const clusterMissing = 'no PostgreSQL binaries to make a cluster of its own'

/**
 * A throw-away PostgreSQL that can be ill-treated. It refuses to run as root, so root borrows the user that its
 * package made. `on`: the disk that it lives on.
 */
export async function aCluster({ on = tmpdir(), settings = [] }: ClusterOptions = {}) {
  const bin = binaries as string
  const folder = await mkdtemp(join(on, 'liaodan-cluster-'))
  await chmod(folder, 0o777)
  const data = join(folder, 'data')
  const port = await freePort()
  const asPostgres = (command: string) =>
    userInfo().uid === 0
      ? execFileSync('su', ['postgres', '-c', command], { stdio: 'pipe', cwd: folder })
      : execFileSync('sh', ['-c', command], { stdio: 'pipe', cwd: folder })
  asPostgres(`${bin}/initdb -D ${data} -A trust -U postgres --no-sync --wal-segsize=4`)
  const given = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    "unix_socket_directories=''",
    'min_wal_size=8MB',
    'max_wal_size=32MB',
    ...settings,
  ]
  const options = given.map((setting) => `-c ${setting}`).join(' ')
  // The log has its own disk: a full one must not keep the server from saying so.
  const log = join(await logFolder(), `${port}.log`)
  const cluster = {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: () => void asPostgres(`${bin}/pg_ctl -D ${data} -w -t 120 -l ${log} -o "${options}" start`),
    stop: () => void asPostgres(`${bin}/pg_ctl -D ${data} -m immediate stop`),
    isRunning: () => existsSync(join(data, 'postmaster.pid')),
    /** All of its processes stand still, as they do on a disk that does not answer. */
    async freeze(ms: number): Promise<void> {
      const all = await familyOf(
        Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]),
      )
      for (const pid of all) signal(pid, 'SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, ms))
      for (const pid of all) signal(pid, 'SIGCONT')
    },
    async remove() {
      if (cluster.isRunning()) cluster.stop()
      await rm(folder, { recursive: true, force: true })
      await rm(log, { force: true })
    },
  }
  cluster.start()
  return cluster
}

export type Cluster = Awaited<ReturnType<typeof aCluster>>
export type ClusterOptions = { on?: string; settings?: string[] }

async function logFolder(): Promise<string> {
  const folder = join(tmpdir(), 'liaodan-cluster-logs')
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o777)
  return folder
}

async function familyOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return [pid, ...children.trim().split(/\s+/).filter(Boolean).map(Number)]
}

/** One that has ended meanwhile is none to stop. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch {}
}
