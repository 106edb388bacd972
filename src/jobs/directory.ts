import type { Platform } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import { enrol } from '../crm/organisation/enrol.ts'
import { readRules } from '../crm/settings/rules.ts'
import type { Db } from '../db/types.ts'
import { Refusal } from '../errors.ts'

/** Asks the platform who somebody is and writes them down, the first time they speak. */
export async function introduce(deps: Deps, platformName: string, externalId: string): Promise<void> {
  const person = await deps.platforms.get(platformName)?.directory.member(externalId)
  if (!person) throw new Refusal('unknown-speaker', '通讯录里还没有你，请管理员把你加进应用的可见范围。')
  await deps.db.$transaction(async (tx) =>
    enrol(tx, deps.clock.now(), platformName, person, await readRules(tx)),
  )
}

export type Deps = { db: Db; clock: Clock; platforms: ReadonlyMap<string, Platform> }
