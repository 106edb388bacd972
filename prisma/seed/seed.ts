import type { Clock } from '../../src/clock.ts'
import { sumEverything } from '../../src/crm/leaderboard/recount.ts'
import { readRules } from '../../src/crm/settings/rules.ts'
import type { Db, Department, Member, Prisma, Tx } from '../../src/db/types.ts'
import type { SandboxGroup } from '../../src/sandbox/company.ts'
import { accountRow, contactRows, inventAccounts, ownershipRows } from './accounts.ts'
import { createChance } from './chance.ts'
import { company } from './company.ts'
import { changeRows, dealRow, inventDeals, type Stage } from './deals.ts'
import { dateIn, type Frame, type Seller, workMoment } from './frame.ts'
import { inventLeads, leadOwnershipRows, leadRow } from './leads.ts'
import { inventMoney } from './money.ts'
import { createNamer } from './naming.ts'
import { inventTargets } from './targets.ts'
import { inventTasks } from './tasks.ts'
import { inventVisits } from './visits.ts'

/**
 * Gives the sandbox's company a past: three months of customers, deals, talks and money, told back from the
 * clock's now, the same for the same now. Members must be there already (directory). Does nothing the second
 * time; returns whether it wrote.
 */
export async function seedCompany(db: Db, clock: Clock, options: SeedOptions): Promise<boolean> {
  return db.$transaction(
    async (tx) => {
      const now = clock.now()
      if (await tx.setting.findUnique({ where: { key: seeded } })) return false
      await tx.setting.create({ data: { key: seeded, value: true, updatedAt: now } })
      const frame = await openFrame(tx, now, clock.zone)
      await hirePast(tx, frame)
      await ownRegions(tx)
      await writeStory(tx, frame)
      await bindGroups(tx, frame, options)
      return true
    },
    { timeout: 60_000 },
  )
}

export type SeedOptions = {
  /** How the platforms call a group of the company. */
  groupId(group: SandboxGroup): { externalId: string; via: 'chat' | 'webhook' }
}

/** Whether the company has its past already. */
export const isSeeded = async (db: Db): Promise<boolean> =>
  (await db.setting.findUnique({ where: { key: seeded } })) !== null

const seeded = 'sandbox.seeded'

async function openFrame(tx: Tx, now: Date, zone: string): Promise<Frame> {
  const employeeNos = company.people.map((person) => person.employeeNo)
  const members = await tx.member.findMany({ where: { employeeNo: { in: employeeNos } } })
  const staff = new Map(members.map((member) => [member.employeeNo as string, member]))
  const missing = employeeNos.filter((no) => !staff.has(no))
  if (missing.length > 0)
    throw new Error(`The seed needs these members from the directory: ${missing.join(', ')}`)
  const { rules, chance } = { rules: await readRules(tx), chance: createChance(20_260_610) }
  return { now, zone, chance, rules, staff, sellers: sellersOf(staff) }
}

/** Who has customers: everybody in a team. */
function sellersOf(staff: Map<string, Member>): Seller[] {
  return company.people
    .filter((person) => person.role === '销售' || person.role === '主管')
    .map((person) => ({
      member: staff.get(person.employeeNo) as Member,
      side: southern.has(person.departmentKeys[0] ?? '') ? 'south' : 'east',
      manages: person.role === '主管',
      isNew: newcomers.includes(person.employeeNo),
    }))
}

const southern = new Set(['guangzhou', 'shenzhen'])
const newcomers = ['LC1015', 'LC1053']

/** Nobody started today: two are new, the others have been here for years. */
async function hirePast(tx: Tx, frame: Frame): Promise<void> {
  for (const [employeeNo, { id }] of frame.staff) {
    const daysAgo = newcomers.includes(employeeNo) ? 45 : frame.chance.int(400, 2200)
    await tx.member.update({ where: { id }, data: { createdAt: workMoment(frame, daysAgo) } })
  }
}

/** Who works where; the teams below share the region that theirs is. */
async function ownRegions(tx: Tx): Promise<void> {
  for (const [name, regions] of Object.entries(regionsOf))
    await tx.department.updateMany({ where: { name }, data: { regions } })
}

const regionsOf: Record<string, string[]> = {
  华东大区: ['上海', '江苏', '浙江', '安徽', '山东'],
  华南大区: ['广东', '福建', '广西', '湖南', '湖北', '河南'],
}

async function writeStory(tx: Tx, frame: Frame): Promise<void> {
  const stages = await stagesOf(tx)
  const namer = createNamer(frame.chance)
  const accounts = inventAccounts(frame, namer)
  const deals = inventDeals(frame, accounts)
  const visits = accounts.flatMap((account) =>
    inventVisits(
      frame,
      account,
      deals.filter((deal) => deal.account === account),
    ),
  )
  const leads = inventLeads(frame, namer, accounts)
  const talks = [...visits, ...leads.flatMap((lead) => lead.talk ?? [])]
  const money = inventMoney(frame, deals)

  await tx.account.createMany({ data: accounts.map((account) => accountRow(frame, account)) })
  await tx.contact.createMany({ data: accounts.flatMap(contactRows) })
  await tx.lead.createMany({ data: leads.map((lead) => leadRow(frame, lead)) })
  const stretches = [
    ...accounts.flatMap((account) => ownershipRows(frame, account)),
    ...leads.flatMap((lead) => leadOwnershipRows(frame, lead)),
  ]
  await tx.ownership.createMany({ data: stretches })
  await tx.opportunity.createMany({ data: deals.map((deal) => dealRow(frame, deal, stages)) })
  await tx.stageChange.createMany({ data: deals.flatMap((deal) => changeRows(frame, deal, stages)) })
  await tx.visit.createMany({ data: talks })
  await tx.task.createMany({ data: inventTasks(frame, talks, accounts) })
  await tx.receivable.createMany({ data: money.receivables })
  await tx.payment.createMany({ data: money.payments })
  await tx.allocation.createMany({ data: money.allocations })
  await tx.paymentPromise.createMany({ data: money.promises })
  await tx.target.createMany({ data: inventTargets(frame, await departmentsOf(tx)) })
  await sumEverything(tx, frame.zone)
}

const stagesOf = (tx: Tx): Promise<Stage[]> =>
  tx.stage.findMany({ where: { pipeline: { isDefault: true } }, orderBy: { position: 'asc' } })

const departmentsOf = (tx: Tx): Promise<Department[]> => tx.department.findMany({ orderBy: { path: 'asc' } })

/** Which group hears of what: no topic means all of them. */
const groupTopics: Record<string, { department: string; topics: string[] }> = {
  'east-report': { department: '华东大区', topics: ['leaderboard', 'wins'] },
  '5f0b7d2e-south-report': { department: '华南大区', topics: ['leaderboard', 'wins'] },
  '9c41e8a3-shanghai-1': { department: '上海一组', topics: ['leaderboard', 'wins'] },
  collection: { department: '财务部', topics: ['overdue'] },
}

async function bindGroups(tx: Tx, frame: Frame, { groupId }: SeedOptions): Promise<void> {
  const departments = await departmentsOf(tx)
  const rows = company.groups.flatMap((group): Prisma.ChannelCreateManyInput[] => {
    const bound = groupTopics[group.key]
    if (!bound) return []
    const departmentId = departments.find((one) => one.name === bound.department)?.id ?? null
    const { platform, name } = group
    return [
      {
        platform,
        name,
        ...groupId(group),
        departmentId,
        topics: bound.topics,
        createdAt: dateIn(frame, -80),
      },
    ]
  })
  await tx.channel.createMany({ data: rows, skipDuplicates: true })
}
