import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { company } from '../prisma/seed/company.ts'
import { isSeeded, seedCompany } from '../prisma/seed/seed.ts'
import { isCompanys } from '../prisma/seed/whose.ts'
import { movableClock } from './clock.ts'
import type { Config } from './config.ts'
import { createSandboxApp } from './sandbox-app.ts'

/**
 * What `npm start` runs when no platform is configured: the sandbox with a company that has a past. Chats and
 * the place of the clock are kept beside the data, so that a restart goes on where it was.
 */
export async function startDemo(config: Config, log: Logger) {
  await mkdir(config.dataDir, { recursive: true })
  const clockFile = join(config.dataDir, 'sandbox-clock')
  const clock = movableClock(config.zone)
  const ahead = Number(await readFile(clockFile, 'utf8').catch(() => '0'))
  if (ahead > 0) clock.advance(ahead)
  const real = movableClock(config.zone)
  return createSandboxApp(config, log, {
    company,
    clock,
    sandbox: { stateFile: join(config.dataDir, 'sandbox.json') },
    async admit({ db, sandbox }) {
      if (await isCompanys(db, sandbox)) throw new Error(notOurs(config))
    },
    async prepare({ db, queue, sandbox }) {
      if (await isSeeded(db)) return
      await queue.drain()
      const seeded = await seedCompany(db, clock, {
        groupId: ({ platform, key, name }) =>
          platform === 'feishu'
            ? { externalId: sandbox.feishu.group(name).id, via: 'chat' }
            : { externalId: key, via: 'webhook' },
      })
      if (seeded) log.info({ company: company.name }, 'seeded')
    },
    moved: (now) => writeFile(clockFile, String(now.getTime() - real.now().getTime())),
  })
}

const notOurs = ({ databaseUrl }: Config): string =>
  `${databaseUrl ? 'DATABASE_URL' : 'DATA_DIR'}: holds a company's people, and without a platform the sandbox would write invented ones beside them: set the platform's variables (FEISHU_…, WECOM_…), or name another database`
