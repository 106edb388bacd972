import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa, { type Context, type Middleware, type Next } from 'koa'
import { createFaults } from './faults.ts'
import { createFeishu } from './feishu/index.ts'
import { createFeishuPlay } from './feishu/play.ts'
import { errorBody as feishuError, refusals as feishuRefusals } from './feishu/routes.ts'
import type { Floor } from './floor.ts'
import type { Ground } from './ground.ts'
import { createIds } from './ids.ts'
import { documentedLimits, type SandboxOptions } from './options.ts'
import { createPageApi } from './page-api.ts'
import { createPageFiles } from './page-files.ts'
import { createRoster } from './roster.ts'
import { createStaff } from './staff.ts'
import { createStore } from './store.ts'
import { createWecom } from './wecom/index.ts'
import { createWecomPlay } from './wecom/play.ts'
import { errorBody as wecomError, refusals as wecomRefusals } from './wecom/routes.ts'

/**
 * A pretend Feishu tenant and a pretend WeCom corp with the same people, and the chat page that shows them.
 * Their APIs are at `/sandbox/feishu` and `/sandbox/wecom` of whatever server takes the middleware.
 */
export function createSandbox(options: SandboxOptions) {
  const random = options.random ?? cryptographic
  const ground: Ground = {
    limits: { ...documentedLimits, ...options.limits },
    roster: createRoster(options.company),
    store: createStore(options.stateFile, options.admitted),
    ids: createIds(random),
    now: options.now,
    zone: options.zone,
    botName: options.botName ?? '聊单',
  }
  const floor: Floor = {
    roster: ground.roster,
    store: ground.store,
    botName: ground.botName,
    feishu: options.feishu && createFeishu(ground, options.feishu),
    wecom: options.wecom && createWecom(ground, options.wecom),
  }
  const faults = createFaults(random)
  const api = createPageApi(floor, options)
  const feishuRoutes = floor.feishu?.routes.routes() as Middleware | undefined
  const wecomRoutes = floor.wecom?.routes.routes() as Middleware | undefined
  const feishuPlay = floor.feishu && createFeishuPlay(floor, floor.feishu)
  const wecomPlay = floor.wecom && createWecomPlay(floor, floor.wecom)

  return {
    middleware: inOrder(
      under(
        '/sandbox/feishu/',
        faults.middleware('/sandbox/feishu', feishuError),
        feishuRefusals,
        feishuRoutes,
      ),
      under('/sandbox/wecom/', faults.middleware('/sandbox/wecom', wecomError), wecomRefusals, wecomRoutes),
      api.routes as Middleware,
      createPageFiles(options.hosts) as Middleware,
    ),
    faults,
    company: createStaff(floor),
    get feishu() {
      if (!feishuPlay) throw new Error('The sandbox was made without Feishu')
      return feishuPlay
    },
    get wecom() {
      if (!wecomPlay) throw new Error('The sandbox was made without WeCom')
      return wecomPlay
    },
    /** Ends streams and retries and writes the state file. */
    close() {
      api.close()
      floor.feishu?.close()
      floor.wecom?.close()
      ground.store.close()
    },
  }
}

export type Sandbox = ReturnType<typeof createSandbox>

/** The sandbox on a server of its own; port 0 takes a free one. */
export async function listenSandbox(options: SandboxOptions, port = 0) {
  const sandbox = createSandbox(options)
  const app = new Koa()
  app.silent = true
  app.use(sandbox.middleware)
  const server = createServer(app.callback())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    sandbox,
    url,
    feishuBaseUrl: `${url}/sandbox/feishu`,
    wecomBaseUrl: `${url}/sandbox/wecom`,
    async close() {
      sandbox.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const cryptographic = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48

/** The given middleware for one path; the rest passes by. */
function under(path: string, ...inner: (Middleware | undefined)[]): Middleware {
  const handle = inOrder(...inner.filter((one) => one !== undefined))
  return (ctx, next) => (ctx.path.startsWith(path) ? handle(ctx, async () => {}) : next())
}

function inOrder(...list: Middleware[]): Middleware {
  const step = (index: number, ctx: Context, last: Next): Promise<unknown> => {
    const next = () => step(index + 1, ctx, last)
    return Promise.resolve(list[index] ? list[index](ctx as never, next) : last())
  }
  return (ctx, next) => step(0, ctx, next)
}
