import type { Member, Prisma, Tx } from '../../db/types.ts'
import type { Rules } from '../settings/rules.ts'
import { roleOf } from './roles.ts'

/**
 * Writes down a person of a platform's directory: a new member, a known one brought up to date, or one known
 * from the other platform, recognised by employee number, e-mail or mobile. Safe to repeat.
 */
export async function enrol(
  tx: Tx,
  now: Date,
  platform: string,
  person: Person,
  rules: Rules,
): Promise<Member> {
  const known = await knownAs(tx, platform, person)
  const departmentIds = await departmentsOf(tx, platform, person.departmentIds)
  const role = known?.roleFixed ? known.role : roleOf(person.title, person.leads.length > 0, rules)
  const values = {
    name: person.name,
    title: person.title ?? known?.title ?? null,
    role,
    departmentId: departmentIds[0] ?? known?.departmentId ?? null,
    employeeNo: person.employeeNo ?? known?.employeeNo ?? null,
    email: person.email ?? known?.email ?? null,
    mobile: person.mobile ?? known?.mobile ?? null,
    status: person.active ? ('active' as const) : ('frozen' as const),
    frozenAt: person.active ? null : (known?.frozenAt ?? now),
  }
  const member = known
    ? await updateIfChanged(tx, now, known, values)
    : await tx.member.create({ data: { ...values, createdAt: now, updatedAt: now } })
  await tx.identity.upsert({
    where: { platform_externalId: { platform, externalId: person.id } },
    create: { platform, externalId: person.id, memberId: member.id, createdAt: now },
    update: { memberId: member.id },
  })
  await tx.membership.createMany({
    data: departmentIds.map((departmentId) => ({ memberId: member.id, departmentId })),
    skipDuplicates: true,
  })
  return member
}

/** A person as a directory tells them; ids are the platform's. */
export type Person = {
  id: string
  name: string
  title: string | null
  departmentIds: string[]
  leads: string[]
  leaderId: string | null
  employeeNo: string | null
  email: string | null
  mobile: string | null
  active: boolean
}

async function knownAs(tx: Tx, platform: string, person: Person): Promise<Member | null> {
  const identity = await tx.identity.findUnique({
    where: { platform_externalId: { platform, externalId: person.id } },
    include: { member: true },
  })
  if (identity) return identity.member
  const marks: Prisma.MemberWhereInput[] = []
  if (person.employeeNo) marks.push({ employeeNo: person.employeeNo })
  if (person.email) marks.push({ email: person.email })
  if (person.mobile) marks.push({ mobile: person.mobile })
  return marks.length > 0 ? tx.member.findFirst({ where: { OR: marks } }) : null
}

async function departmentsOf(tx: Tx, platform: string, externalIds: string[]): Promise<string[]> {
  const rows = await tx.departmentIdentity.findMany({ where: { platform, externalId: { in: externalIds } } })
  return externalIds.flatMap((id) => rows.find((row) => row.externalId === id)?.departmentId ?? [])
}

/** Unchanged people are not touched: `updatedAt` tells what everybody else has to read again. */
async function updateIfChanged(tx: Tx, now: Date, known: Member, values: Partial<Member>): Promise<Member> {
  const changed = Object.entries(values).some(
    ([key, value]) => String(known[key as keyof Member]) !== String(value),
  )
  return changed
    ? tx.member.update({
        where: { id: known.id },
        data: { ...values, updatedAt: now } as Prisma.MemberUpdateInput,
      })
    : known
}
