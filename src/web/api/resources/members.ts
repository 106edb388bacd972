import { z } from 'zod'
import { changeMember, createMember } from '../../../crm/organisation/members.ts'
import type { Prisma, Tx } from '../../../db/types.ts'
import { aliasesOf, aliasFields, flagFilter, id, momentFilter, text, word, words } from '../fields.ts'
import { departmentsNamed, seatFields } from '../named-departments.ts'
import { memberFields, namedMember } from '../people.ts'
import { resource } from '../resource.ts'

const role = z.enum(['rep', 'manager', 'director', 'finance', 'sales_ops', 'marketing', 'customer_success'])
const status = z.enum(['active', 'frozen'])
const include = { identities: true, memberships: true } as const
const facts = {
  title: text(100).nullish(),
  employeeNo: text(50).nullish(),
  email: z.email().max(200).nullish(),
  mobile: text(30).nullish(),
  ...aliasFields,
  ...seatFields,
  ...memberFields('reportsTo'),
  ...memberFields('leader'),
}

export const members = resource({
  name: 'members',
  about: 'Who works here; most come from the directory',
  row: z.object({
    id,
    name: z.string(),
    aliases: words(20),
    title: z.string().nullable(),
    role,
    roleFixed: z.boolean().meta({ description: 'Set by hand: the directory no longer decides it' }),
    status,
    frozenByHand: z.boolean().meta({ description: 'Set by hand: the directory no longer thaws' }),
    departmentId: id.nullable(),
    departmentIds: z.array(id),
    reportsToId: id.nullable(),
    employeeNo: z.string().nullable(),
    email: z.string().nullable(),
    mobile: z.string().nullable(),
    identities: z.array(z.object({ platform: z.string(), externalId: z.string() })),
    createdAt: z.string(),
  }),
  filters: z.object({
    name: word,
    title: word,
    role,
    roleFixed: flagFilter,
    status,
    frozenByHand: flagFilter,
    departmentId: id,
    reportsToId: id,
    employeeNo: word,
    email: word,
    mobile: word,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.member.findMany({ ...query, include }),
  present: (member: Prisma.MemberGetPayload<{ include: typeof include }>) => ({
    ...member,
    departmentIds: member.memberships.map(({ departmentId }) => departmentId),
    identities: member.identities.map(({ platform, externalId }) => ({ platform, externalId })),
    createdAt: member.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      name: text(100),
      role: role.optional(),
      ...facts,
      identities: z
        .array(z.strictObject({ platform: text(20), externalId: text(200) }))
        .max(10)
        .optional()
        .meta({ description: 'Who the member is on the chat platforms' }),
    }),
    async run({ tx, by }, body) {
      const { name, role, title, employeeNo, email, mobile, identities } = body
      const entry = { name, role, title, employeeNo, email, mobile, identities }
      const member = await createMember(tx, by, {
        ...entry,
        aliases: aliasesOf(body),
        departmentIds: await departmentsNamed(tx, body),
        reportsToId: await superior(tx, body),
      })
      return member.id
    },
  },
  patch: {
    body: z.strictObject({
      name: text(100).optional(),
      role: role.nullish().meta({ description: 'null: as the directory says' }),
      status: status.optional().meta({ description: 'frozen: until it is set to active again' }),
      ...facts,
    }),
    async run({ tx, by }, memberId, body) {
      const { name, role, status, title, employeeNo, email, mobile } = body
      await changeMember(tx, by, memberId, {
        ...{ name, role, status, title, employeeNo, email, mobile },
        aliases: aliasesOf(body),
        departmentIds: await departmentsNamed(tx, body),
        reportsToId: await superior(tx, body),
      })
    },
  },
})

/** `leader` is another word for whom somebody reports to. */
async function superior(tx: Tx, body: Record<string, unknown>): Promise<string | null | undefined> {
  const named = (await namedMember(tx, body, 'reportsTo')) ?? (await namedMember(tx, body, 'leader'))
  return named === undefined ? undefined : (named?.id ?? null)
}
