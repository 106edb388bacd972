import type { Member, Role, Tx } from '../../db/types.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { readRules } from '../settings/rules.ts'
import { leadsSomething } from './enrol.ts'
import { roleOf } from './roles.ts'

/** Adds a member by hand, beside those of the directory. A role that is given stays whatever the directory says. */
export async function createMember(tx: Tx, by: By, entry: NewMember): Promise<Member> {
  const { departmentIds = [], identities = [], role, ...values } = entry
  const member = await tx.member.create({
    data: {
      ...values,
      role: role ?? roleOf(values.title ?? null, false, await readRules(tx)),
      roleFixed: role !== undefined,
      departmentId: departmentIds[0] ?? null,
      memberships: { create: departmentIds.map((departmentId) => ({ departmentId })) },
      identities: { create: identities.map((identity) => ({ ...identity, createdAt: by.now })) },
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const { name, title, departmentId } = member
  await record(tx, by, {
    action: 'member.create',
    id: member.id,
    after: { name, title, role: member.role, departmentId },
  })
  return member
}

export type NewMember = {
  name: string
  title?: string | null | undefined
  role?: Role | undefined
  employeeNo?: string | null | undefined
  email?: string | null | undefined
  mobile?: string | null | undefined
  aliases?: string[] | undefined
  reportsToId?: string | null | undefined
  /** The first is the home. */
  departmentIds?: string[] | undefined
  identities?: { platform: string; externalId: string }[] | undefined
}

export type MemberChange = Partial<Omit<NewMember, 'identities' | 'role'>> & {
  /** `null`: as the directory says. */
  role?: Role | null | undefined
  status?: 'active' | 'frozen' | undefined
}

/** Changes a member by hand; the directory may change back what it knows better, except a role and a freeze. */
export async function changeMember(tx: Tx, by: By, id: string, change: MemberChange): Promise<void> {
  const { departmentIds, role, status, ...values } = change
  const home = departmentIds && { departmentId: departmentIds[0] ?? null }
  const isFrozen = status === 'frozen'
  const left = status && { status, frozenAt: isFrozen ? by.now : null, frozenByHand: isFrozen }
  const fixed = role && { role, roleFixed: true }
  await correct(tx, by, 'member', id, { ...values, ...home, ...left, ...fixed })
  if (departmentIds) await seatIn(tx, id, departmentIds)
  if (role === null) await correct(tx, by, 'member', id, { roleFixed: false })
  if (role === null || values.title !== undefined) await followRole(tx, by, id)
}

/** The role that follows from the title and from what the member leads, unless it was set by hand. */
export async function followRole(tx: Tx, by: By, id: string): Promise<void> {
  const member = await tx.member.findUniqueOrThrow({ where: { id } })
  if (member.roleFixed) return
  const role = roleOf(member.title, await leadsSomething(tx, id), await readRules(tx))
  await correct(tx, by, 'member', id, { role })
}

async function seatIn(tx: Tx, memberId: string, departmentIds: string[]): Promise<void> {
  await tx.membership.deleteMany({ where: { memberId, departmentId: { notIn: departmentIds } } })
  await tx.membership.createMany({
    data: departmentIds.map((departmentId) => ({ memberId, departmentId })),
    skipDuplicates: true,
  })
}
