import type { Tx } from '../../db/types.ts'
import type { Rules } from '../settings/rules.ts'
import type { ListedDepartment } from './departments.ts'
import type { Person } from './enrol.ts'
import { roleOf } from './roles.ts'
import { speaksFor } from './speaks.ts'

/** Who leads which department, who reports to whom, and the roles that follow; after all people are known. */
export async function drawLines(
  tx: Tx,
  now: Date,
  platform: string,
  listing: { departments: ListedDepartment[]; people: Person[] },
  rules: Rules,
): Promise<void> {
  const identities = await tx.identity.findMany({ where: { platform } })
  const members = new Map(identities.map((one) => [one.externalId, one.memberId]))
  await setLeaders(tx, now, platform, listing, members)
  await setReports(tx, now, platform, listing.people, members)
  await setRoles(tx, now, [...new Set(members.values())], rules)
}

type Listing = { departments: ListedDepartment[]; people: Person[] }
type Members = ReadonlyMap<string, string>

async function setLeaders(tx: Tx, now: Date, platform: string, listing: Listing, members: Members) {
  const places = await tx.departmentIdentity.findMany({
    where: { platform },
    include: { department: { include: { identities: true } } },
  })
  for (const { externalId, department } of places) {
    const listed = listing.departments.find(({ id }) => id === externalId)
    if (!listed) continue
    const named = listed.leaderId ?? listing.people.find(({ leads }) => leads.includes(externalId))?.id
    const leaderId = chosen(platform, department.identities, members.get(named ?? ''), department.leaderId)
    if (leaderId !== department.leaderId)
      await tx.department.update({ where: { id: department.id }, data: { leaderId, updatedAt: now } })
  }
}

async function setReports(tx: Tx, now: Date, platform: string, people: Person[], members: Members) {
  const known = await tx.member.findMany({
    where: { identities: { some: { platform } } },
    include: { identities: true },
  })
  const listed = new Map(people.map((person) => [members.get(person.id), person]))
  for (const member of known) {
    const person = listed.get(member.id)
    if (!person) continue
    const superior = members.get(person.leaderId ?? '')
    const reportsToId = chosen(platform, member.identities, superior, member.reportsToId)
    if (reportsToId !== member.reportsToId && reportsToId !== member.id)
      await tx.member.update({ where: { id: member.id }, data: { reportsToId, updatedAt: now } })
  }
}

/** What this platform says, if it is its turn to say it; it empties only what nobody else knows. */
function chosen(
  platform: string,
  identities: { platform: string }[],
  theirs: string | undefined,
  ours: string | null,
): string | null {
  const platforms = new Set(identities.map((one) => one.platform))
  if (!theirs) return platforms.size > 1 ? ours : null
  return speaksFor(platform, platforms) ? theirs : (ours ?? theirs)
}

async function setRoles(tx: Tx, now: Date, memberIds: string[], rules: Rules): Promise<void> {
  const members = await tx.member.findMany({
    where: { id: { in: memberIds }, roleFixed: false },
    include: { leads: { where: { removedAt: null }, select: { id: true } } },
  })
  for (const member of members) {
    const role = roleOf(member.title, member.leads.length > 0, rules)
    if (role !== member.role)
      await tx.member.update({ where: { id: member.id }, data: { role, updatedAt: now } })
  }
}
