import { createApp } from '../../../src/app.ts'
import { movableClock } from '../../../src/clock.ts'
import type { Config } from '../../../src/config.ts'
import { createLog } from '../../../src/log.ts'
import { type Fake, fakeServer } from '../../platforms/support/fake-server.ts'
import { feishuConfig } from '../../platforms/support/feishu-request.ts'
import { wecomConfig } from '../../platforms/support/wecom-request.ts'
import { testDatabase } from '../../support/database.ts'

/** The whole service on both platforms, which are played by one silent server; its log is kept, down to `trace`. */
export async function aService(
  token: string | undefined = 'a-token-of-the-security-tests',
  more: Partial<Config> = {},
) {
  const platform = await fakeServer()
  for (const [path, body] of Object.entries(tokens)) platform.on(path, () => ({ body }))
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  const clock = movableClock('Asia/Shanghai', new Date('2026-03-02T10:00:00Z'))
  const app = await createApp({ ...config(platform), apiToken: token, ...more }, log, {
    database: testDatabase(),
    clock,
    ticking: false,
  })
  return {
    app,
    clock,
    db: app.db,
    platform,
    url: `http://127.0.0.1:${app.port}`,
    port: app.port,
    log: () => lines.join('\n'),
    async stop() {
      await app.stop()
      await platform.close()
    },
  }
}

export type Service = Awaited<ReturnType<typeof aService>>

const config = ({ url }: Fake) => ({
  port: 0,
  host: '127.0.0.1',
  dataDir: '',
  databaseUrl: undefined,
  publicUrl: undefined,
  zone: 'Asia/Shanghai',
  logLevel: 'trace',
  rateFactor: 1e6,
  feishu: { ...feishuConfig, encryptKey: feishuConfig.encryptKey as string, baseUrl: url },
  wecom: { ...wecomConfig, baseUrl: url },
})

const tokens = {
  '/open-apis/auth/v3/tenant_access_token/internal': {
    code: 0,
    tenant_access_token: 't-1-secret',
    expire: 7200,
  },
  '/cgi-bin/gettoken': { errcode: 0, access_token: 't-1-secret', expires_in: 7200 },
}
