import type { Identity, Member, Prisma, Tx } from '../../db/types.ts'
import type { Rules } from '../settings/rules.ts'
import { mergeMembers } from './merge.ts'
import { roleOf } from './roles.ts'
import { speaksFor } from './speaks.ts'

/**
 * Writes down a person of a platform's directory: a new member, a known one brought up to date, or one known
 * from the other platform, recognised by employee number, by mobile, or by e-mail and name. Safe to repeat; somebody
 * who is as they were is not touched.
 */
export async function enrol(
  tx: Tx,
  now: Date,
  platform: string,
  person: Person,
  rules: Rules,
): Promise<Member> {
  const known = await knownAs(tx, now, platform, person)
  const departmentIds = await departmentsOf(tx, platform, person.departmentIds)
  const member = known
    ? await bringUpToDate(tx, now, { platform, person, known, departmentIds, rules })
    : await tx.member.create({
        data: {
          ...(await freeMarks(tx, unmarked, ownMarks(person))),
          name: person.name,
          title: person.title,
          role: roleOf(person.title, person.leads.length > 0, rules),
          departmentId: departmentIds[0] ?? null,
          createdAt: now,
          updatedAt: now,
        },
      })
  await tx.identity.upsert({
    where: { platform_externalId: { platform, externalId: person.id } },
    create: { platform, externalId: person.id, memberId: member.id, createdAt: now },
    update: { memberId: member.id },
  })
  await seat(tx, platform, member.id, departmentIds)
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

type Known = Member & { identities: Identity[] }

/**
 * Somebody who was met under two names, because the platforms said too little, becomes one member as soon as
 * one of their marks tells that they are one.
 */
async function knownAs(tx: Tx, now: Date, platform: string, person: Person): Promise<Known | null> {
  const identity = await tx.identity.findUnique({
    where: { platform_externalId: { platform, externalId: person.id } },
    include: { member: { include: { identities: true } } },
  })
  const met = identity?.member ?? null
  const bearer = await bearerOf(tx, platform, person, met)
  if (!met || !bearer || met.id === bearer.id) return met ?? bearer
  await mergeMembers(tx, { now }, met.id, bearer.id)
  return tx.member.findUniqueOrThrow({ where: { id: bearer.id }, include: { identities: true } })
}

/**
 * An employee number is given by the company, and a mobile is proved to the platform before it is told. An e-mail
 * address anybody may write into their own entry, also somebody else's: by itself it makes nobody that person.
 */
async function bearerOf(tx: Tx, platform: string, person: Person, met: Known | null): Promise<Known | null> {
  for (const [mark, value] of Object.entries(ownMarks(person)) as [Mark, string | null][]) {
    if (!value) continue
    const proof = mark === 'email' ? { name: person.name } : {}
    const where = { [mark]: value, ...proof }
    const bearer = await tx.member.findFirst({ where, include: { identities: true } })
    if (bearer && !isSomebodyElse(platform, person, met, bearer)) return bearer
  }
  return null
}

/**
 * Numbers are given again and mobiles change hands: two ids of one platform are two people, but for somebody who
 * comes back under a new id and their own name. So is, on whatever platform, who bears the number of somebody who has
 * left under another name; whoever is kept out by hand stays out under any.
 */
function isSomebodyElse(platform: string, { name }: Person, met: Known | null, bearer: Known): boolean {
  const isOther = met ? met.id !== bearer.id : name !== bearer.name
  const hasLeft = bearer.status === 'frozen' && !bearer.frozenByHand
  return isOther && (platformsOf(bearer).includes(platform) || (hasLeft && name !== bearer.name))
}

type Mark = 'employeeNo' | 'email' | 'mobile'
const unmarked = { employeeNo: null, email: null, mobile: null }
const ownMarks = ({ employeeNo, email, mobile }: Person) => ({ employeeNo, email, mobile })

async function departmentsOf(tx: Tx, platform: string, externalIds: string[]): Promise<string[]> {
  const rows = await tx.departmentIdentity.findMany({ where: { platform, externalId: { in: externalIds } } })
  return externalIds.flatMap((id) => rows.find((row) => row.externalId === id)?.departmentId ?? [])
}

type Update = { platform: string; person: Person; known: Known; departmentIds: string[]; rules: Rules }

async function bringUpToDate(tx: Tx, now: Date, update: Update): Promise<Member> {
  const { platform, person, known, departmentIds, rules } = update
  const speaks = speaksFor(platform, platformsOf(known))
  const decided = <T>(theirs: T | null | undefined, ours: T | null): T | null =>
    (speaks ? (theirs ?? ours) : (ours ?? theirs)) ?? null
  const title = decided(person.title, known.title)
  const leads = person.leads.length > 0 || (await leadsSomething(tx, known.id))
  const values = {
    name: speaks ? person.name : known.name,
    title,
    role: known.roleFixed ? known.role : roleOf(title, leads, rules),
    departmentId: decided(departmentIds[0], known.departmentId),
    ...(await freeMarks(tx, known, {
      employeeNo: decided(person.employeeNo, known.employeeNo),
      email: decided(person.email, known.email),
      mobile: decided(person.mobile, known.mobile),
    })),
    // The directory tells who works here; it is not asked about somebody who was shut out by hand.
    ...(known.frozenByHand ? {} : { status: 'active' as const, frozenAt: null }),
  }
  return updateIfChanged(tx, now, known, values)
}

const platformsOf = ({ identities }: Known): string[] => identities.map(({ platform }) => platform)

export const leadsSomething = async (tx: Tx, memberId: string): Promise<boolean> =>
  (await tx.department.count({ where: { leaderId: memberId, removedAt: null } })) > 0

/** A number that is somebody else's already stays theirs. */
async function freeMarks(
  tx: Tx,
  known: Pick<Member, Mark>,
  wanted: Pick<Member, Mark>,
): Promise<Pick<Member, Mark>> {
  const marks = { employeeNo: known.employeeNo, email: known.email, mobile: known.mobile }
  for (const mark of Object.keys(marks) as Mark[]) {
    const value = wanted[mark]
    if (value !== known[mark] && value !== null && !(await isTaken(tx, mark, value))) marks[mark] = value
  }
  return marks
}

const isTaken = async (tx: Tx, mark: Mark, value: string): Promise<boolean> =>
  (await tx.member.count({ where: { [mark]: value } })) > 0

/** Unchanged people are not touched: `updatedAt` tells what everybody else has to read again. */
async function updateIfChanged(tx: Tx, now: Date, known: Member, values: Partial<Member>): Promise<Member> {
  const isChanged = Object.entries(values).some(
    ([key, value]) => String(known[key as keyof Member]) !== String(value),
  )
  if (!isChanged) return known
  const data = { ...values, updatedAt: now } as Prisma.MemberUncheckedUpdateInput
  return tx.member.update({ where: { id: known.id }, data })
}

/** The departments of this platform that the person sits in, and no others of this platform's. */
async function seat(tx: Tx, platform: string, memberId: string, departmentIds: string[]): Promise<void> {
  await tx.membership.createMany({
    data: departmentIds.map((departmentId) => ({ memberId, departmentId })),
    skipDuplicates: true,
  })
  const others = await tx.identity.count({ where: { memberId, platform: { not: platform } } })
  const elsewhere = others > 0 ? { every: { platform } } : { some: { platform } }
  await tx.membership.deleteMany({
    where: { memberId, departmentId: { notIn: departmentIds }, department: { identities: elsewhere } },
  })
}
