import { ensureDefaultPipeline } from '../../../src/crm/opportunities/stages.ts'
import { defaultRules } from '../../../src/crm/settings/rules.ts'
import type { Db } from '../../../src/db/types.ts'
import { nameOf, openIdOf } from './platform.ts'

/** One rep with one account and its receivable for each person, and leads in the pool that all may want. */
export async function fill(db: Db, people: number): Promise<void> {
  const at = new Date(Date.now() - 86_400_000)
  await db.$transaction(ensureDefaultPipeline)
  await db.setting.create({ data: { key: 'rules.pool', value: openPool, updatedAt: at } })
  for (let person = 0; person < people; person++) {
    const member = await db.member.create({
      data: { name: nameOf(person), createdAt: at, updatedAt: at, roleFixed: true },
    })
    const identity = { platform: 'feishu', externalId: openIdOf(person), memberId: member.id, createdAt: at }
    await db.identity.create({ data: identity })
    const account = await db.account.create({
      data: {
        name: accountOf(person),
        ownerId: member.id,
        claimedAt: at,
        claimableAt: at,
        createdAt: at,
        updatedAt: at,
      },
    })
    await db.ownership.create({
      data: { accountId: account.id, memberId: member.id, reason: 'create', startedAt: at },
    })
    const dueOn = new Date(at.toISOString().slice(0, 10))
    const owed = { accountId: account.id, title: '首批货款', amount: '500000', dueOn }
    await db.receivable.create({ data: { ...owed, createdAt: at, updatedAt: at } })
  }
  for (let lead = 0; lead < leads; lead++) {
    const row = await db.lead.create({
      data: { company: leadOf(lead), status: 'pool', claimableAt: at, createdAt: at, updatedAt: at },
    })
    await db.ownership.create({ data: { leadId: row.id, reason: 'create', startedAt: at } })
  }
}

/** Names that share no word, so that each is found for what it is. */
export const accountOf = (person: number): string => `${pair(person)}食品贸易有限公司`
export const leadOf = (lead: number): string => `${pair(lead + 200)}机械制造有限公司`
export const leads = 200

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
