import type { Db } from '../../src/db/types.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { company } from './company.ts'
import { isSeeded } from './seed.ts'

/**
 * Whether somebody real is in this database, so that nothing invented may be written into it: an environment that
 * was lost looks like no platform at all. Asked before the migrations. What a sandbox made is known by its people,
 * whose accounts are the same with each start, and by its mark; a first start that broke off has people and no mark.
 */
export async function isCompanys(db: Db, sandbox: Sandbox): Promise<boolean> {
  const [{ isThere }] = await db.$queryRaw<[{ isThere: boolean }]>`
    SELECT to_regclass('"Identity"') IS NOT NULL AS "isThere"`
  if (!isThere) return false
  const invented = inventedIn(sandbox)
  // Also where the sandbox was first, and the platform was configured on what it left.
  if ((await db.identity.count({ where: { NOT: invented } })) > 0) return true
  if (await isSeeded(db)) return false
  const others = await db.member.count({ where: { identities: { none: invented } } })
  return others > 0 || (await db.account.count()) > 0 || (await db.lead.count()) > 0
}

function inventedIn({ feishu, wecom }: Sandbox) {
  const people = company.people.map(({ employeeNo }) => employeeNo)
  return {
    OR: [
      { platform: 'feishu', externalId: { in: people.map(feishu.openId) } },
      { platform: 'wecom', externalId: { in: people.map(wecom.userid) } },
    ],
  }
}
