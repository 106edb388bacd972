import { z } from 'zod'
import { dateOf, dayOf } from '../../../crm/moment.ts'
import { Prisma, type Target } from '../../../db/types.ts'
import { day, dayFilter, id, yuan, yuanOf } from '../fields.ts'
import { departmentNamed } from '../named-departments.ts'
import { memberFields, namedMember } from '../people.ts'
import { fieldProblem } from '../problem.ts'
import { resource } from '../resource.ts'

const period = z.enum(['month', 'quarter', 'year'])

export const targets = resource({
  name: 'targets',
  about: 'What a member or a department is to reach in a period',
  row: z.object({
    id,
    memberId: id.nullable(),
    departmentId: id.nullable(),
    period,
    startsOn: z.string(),
    amount: z.string(),
  }),
  filters: z.object({ memberId: id, departmentId: id, period, startsOn: dayFilter }),
  find: (tx, query) => tx.target.findMany(query),
  present: (target: Target) => ({
    ...target,
    startsOn: dayOf(target.startsOn),
    amount: yuanOf(target.amount),
  }),
  create: {
    body: z.strictObject({
      ...memberFields('member'),
      departmentId: id.optional(),
      period,
      startsOn: day,
      amount: yuan,
    }),
    async run({ tx }, { period, startsOn, amount, departmentId, ...body }) {
      const member = await namedMember(tx, body, 'member')
      const department = departmentId && (await departmentNamed(tx, departmentId, 'departmentId'))
      if (Boolean(member) === Boolean(department))
        throw fieldProblem('memberId', 'give either a member or a department')
      const of = member ? { memberId: member.id } : { departmentId }
      const data = { ...of, period, startsOn: dateOf(startsOn), amount: new Prisma.Decimal(amount) }
      return (await tx.target.create({ data })).id
    },
  },
  patch: {
    body: z.strictObject({ amount: yuan }),
    async run({ tx }, targetId, { amount }) {
      await tx.target.update({ where: { id: targetId }, data: { amount: new Prisma.Decimal(amount) } })
    },
  },
})
