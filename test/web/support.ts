import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll } from 'vitest'
import { ensureDefaultPipeline } from '../../src/crm/opportunities/stages.ts'
import { readRules } from '../../src/crm/settings/rules.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { poolClocks } from '../../src/jobs/pushes/pool-clocks.ts'
import { apiRoutes, type Deps } from '../../src/web/api/index.ts'
import { testDatabase } from '../support/database.ts'
import { start, zone } from '../support/world.ts'

export const token = 'api-token-of-the-tests'

/** The API over HTTP on a database of this file's own; what it is handed by the app is played here. */
export function apiServer(door: Deps['door'] = { token }, perMinute?: number) {
  const opened = {} as {
    database: Database
    server: ReturnType<typeof createServer>
    logged: unknown[]
    runs: number
  }
  beforeAll(async () => {
    opened.logged = []
    opened.runs = 0
    opened.database = await testDatabase()
    await opened.database.db.$transaction(ensureDefaultPipeline)
    const app = new Koa()
    app.use(
      apiRoutes({
        ...handedIn,
        runJob: (name, asOf) =>
          name === poolClocks.name
            ? runClocks(opened.database.db)
            : handedIn.runJob(name, asOf).finally(() => opened.runs++),
        db: opened.database.db,
        door,
        log: {
          error: (fields) => void opened.logged.push(fields),
          warn: () => undefined,
          info: () => undefined,
        },
        perMinute,
      }),
    )
    opened.server = createServer(app.callback())
    await new Promise<void>((resolve) => opened.server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    opened.server.closeAllConnections()
    await new Promise((resolve) => opened.server.close(resolve))
    await opened.database.close()
  })
  const url = (path: string) =>
    `http://127.0.0.1:${(opened.server.address() as AddressInfo).port}/api/v1${path}`

  /** One request; the token goes along unless other headers are given. */
  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(url(path), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    }
  }

  return {
    get db() {
      return opened.database.db
    },
    get runs() {
      return opened.runs
    },
    get logged() {
      return opened.logged
    },
    url,
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      send('POST', path, body, headers),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
  }
}

/** A request with headers that `fetch` does not let through, such as `Host`. */
export const rawStatus = (url: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.once('error', reject)
    sent.end()
  })

/** The one job that the API itself sets off. */
async function runClocks(db: Db) {
  const nobody = async () => {}
  const run = { now: start, zone, rules: await readRules(db), byHand: true }
  await poolClocks.run({
    ...run,
    db,
    toMember: nobody,
    toMembers: nobody,
    toChannel: nobody,
    overEarlier: nobody,
    alarm() {},
    notTold() {},
  })
  return { name: poolClocks.name, asOf: start, deliveries: 0 }
}

const handedIn: Omit<Deps, 'db' | 'door' | 'log'> = {
  clock: { now: () => start, zone },
  async runJob(name, asOf = start) {
    if (name === 'broken') throw new TypeError('secret: the pool is at 10.0.0.5')
    if (name !== 'morning-brief') throw new Refusal('unknown-job', `没有叫「${name}」的推送。`)
    return { name, asOf, deliveries: 3 }
  },
  understand: async ({ text }) => ({ intent: 'none', arguments: { content: text }, confidence: 1 }),
  jobs: ['morning-brief'],
  retryDelivery: async () => false,
  retryInbound: async () => false,
}
