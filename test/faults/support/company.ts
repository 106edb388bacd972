import { randomUUID } from 'node:crypto'
import { ensureDefaultPipeline } from '../../../src/crm/opportunities/stages.ts'
import { defaultRules } from '../../../src/crm/settings/rules.ts'
import type { Db } from '../../../src/db/types.ts'
import { groupId, nameOf, openIdOf, rootDepartment } from './platform.ts'

/**
 * One rep with one account and its receivable for each person, all in one department with a group that hears its
 * boards, and leads in the pool that all may want.
 */
export async function fill(db: Db, people: number): Promise<void> {
  const at = new Date(Date.now() - 86_400_000)
  const born = { createdAt: at, updatedAt: at }
  await db.$transaction(ensureDefaultPipeline)
  await db.setting.create({ data: { key: 'rules.pool', value: openPool, updatedAt: at } })
  // These run by the machine's clock, also at night: a push that waits for the morning would never be seen.
  await db.setting.create({
    data: { key: 'rules.quiet', value: { from: '00:00', to: '00:00' }, updatedAt: at },
  })
  const departmentId = await department(db, at)
  const everyone = Array.from({ length: people }, (_, person) => ({
    person,
    memberId: randomUUID(),
    accountId: randomUUID(),
  }))
  await db.member.createMany({
    data: everyone.map(({ person, memberId: id }) => ({
      id,
      name: nameOf(person),
      roleFixed: true,
      departmentId,
      ...born,
    })),
  })
  await db.identity.createMany({
    data: everyone.map(({ person, memberId }) => ({
      platform: 'feishu',
      externalId: openIdOf(person),
      memberId,
      createdAt: at,
    })),
  })
  await db.account.createMany({
    data: everyone.map(({ person, memberId, accountId: id }) => ({
      id,
      name: accountOf(person),
      ownerId: memberId,
      claimedAt: at,
      claimableAt: at,
      ...born,
    })),
  })
  await db.ownership.createMany({
    data: everyone.map(({ memberId, accountId }) => ({
      accountId,
      memberId,
      reason: 'create',
      startedAt: at,
    })),
  })
  const dueOn = new Date(at.toISOString().slice(0, 10))
  await db.receivable.createMany({
    data: everyone.map(({ accountId }) => ({
      accountId,
      title: '首批货款',
      amount: '500000',
      dueOn,
      ...born,
    })),
  })
  const pool = Array.from({ length: leads }, (_, lead) => ({ id: randomUUID(), company: leadOf(lead) }))
  await db.lead.createMany({
    data: pool.map((lead) => ({ ...lead, status: 'pool', claimableAt: at, ...born })),
  })
  await db.ownership.createMany({
    data: pool.map(({ id }) => ({ leadId: id, reason: 'create', startedAt: at })),
  })
}

/** As the directory's listing would make it, so that a listing changes nothing. */
async function department(db: Db, at: Date): Promise<string> {
  const id = randomUUID()
  await db.department.create({ data: { id, name: '公司', path: `${id}/`, updatedAt: at } })
  await db.departmentIdentity.create({
    data: { platform: 'feishu', externalId: rootDepartment, departmentId: id },
  })
  await db.channel.create({
    data: { platform: 'feishu', externalId: groupId, name: '销售群', departmentId: id, createdAt: at },
  })
  return id
}

/** Names that share no word, so that each is found for what it is. */
export const accountOf = (person: number): string => `${pair(person)}食品贸易有限公司`
export const leadOf = (lead: number): string =>
  `${pair(200 + (lead % 200))}${trades[Math.floor(lead / 200) % trades.length]}有限公司`

const trades = ['机械制造', '电子科技', '环保设备', '新型材料', '医疗器械']
export const leads = 200 * trades.length

const first = '鸿瑞泰丰康宁盛达兴华祥隆顺昌裕恒嘉铭越博'
const second = '峰岭川河溪原林松柏桐枫杉竹梅兰荷菊桂槐榆'
const pair = (index: number): string => {
  const [one, two] = [first[index % 20], second[Math.floor(index / 20) % 20]]
  return `${one}${two}`
}

const openPool = {
  ...defaultRules.pool,
  claimsPerDay: 10_000,
  claimsPerWeek: 10_000,
  secondsBetweenClaims: 0,
  capacity: 10_000,
  capacityNewRep: 10_000,
}
