import type { Actor, By } from '../../src/crm/by.ts'
import { ensureDefaultPipeline } from '../../src/crm/opportunities/stages.ts'
import { reachOf } from '../../src/crm/organisation/reach.ts'
import type { Account, Db, Department, Lead, Member, Prisma, Tx } from '../../src/db/types.ts'

// Makers of people and records for tests: what is not given is filled in.

export const zone = 'Asia/Shanghai'
export const start = new Date('2026-06-10T09:30:00+08:00')

export const aDepartment = (
  db: Tx,
  values: Partial<Prisma.DepartmentUncheckedCreateInput> & { name: string },
): Promise<Department> =>
  db.department.create({ data: { path: `/${values.name}/`, updatedAt: start, ...values } })

export const aMember = (
  db: Tx,
  values: Partial<Prisma.MemberUncheckedCreateInput> & { name: string },
): Promise<Member> => db.member.create({ data: { createdAt: start, updatedAt: start, ...values } })

export async function anAccount(
  db: Tx,
  values: Partial<Prisma.AccountUncheckedCreateInput> & { name: string },
): Promise<Account> {
  const account = await db.account.create({
    data: {
      claimedAt: values.ownerId ? start : null,
      claimableAt: start,
      createdAt: start,
      updatedAt: start,
      ...values,
    },
  })
  const { id: accountId, ownerId: memberId } = account
  if (memberId)
    await db.ownership.create({ data: { accountId, memberId, reason: 'create', startedAt: start } })
  return account
}

export async function aLead(
  db: Tx,
  values: Partial<Prisma.LeadUncheckedCreateInput> & { company: string },
): Promise<Lead> {
  const lead = await db.lead.create({
    data: {
      status: values.ownerId ? 'owned' : 'pool',
      claimedAt: values.ownerId ? start : null,
      claimableAt: start,
      createdAt: start,
      updatedAt: start,
      ...values,
    },
  })
  const { id: leadId, ownerId: memberId } = lead
  if (memberId) await db.ownership.create({ data: { leadId, memberId, reason: 'create', startedAt: start } })
  return lead
}

/** The member as somebody who acts, with their reach. */
export async function byOf(db: Tx, member: Member, now: Date = start): Promise<By & { member: Actor }> {
  return { member: { ...member, reach: await reachOf(db, member) }, now, zone }
}

/** The default pipeline; stages by name. */
export async function stagesOf(db: Db): Promise<Record<string, string>> {
  await db.$transaction(ensureDefaultPipeline)
  const stages = await db.stage.findMany()
  return Object.fromEntries(stages.map((stage) => [stage.name, stage.id]))
}
