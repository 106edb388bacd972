import { z } from 'zod'
import { dayOf } from '../../../crm/moment.ts'
import { findTarget, removeTarget, setTarget } from '../../../crm/targets/set-target.ts'
import type { Target } from '../../../db/types.ts'
import { amountFilter, day, dayFilter, id, yuan, yuanOf } from '../fields.ts'
import { departmentNamed } from '../named-departments.ts'
import { memberFields, namedMember } from '../people.ts'
import { fieldProblem, Problem } from '../problem.ts'
import { resource } from '../resource.ts'

const exists = { field: 'startsOn', detail: 'there is a target of this period already: change that one' }
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
  filters: z.object({ memberId: id, departmentId: id, period, startsOn: dayFilter, amount: amountFilter }),
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
      startsOn: day.meta({ description: 'Any day of the period; its first day is kept' }),
      amount: yuan,
    }),
    async run({ tx, by }, { period, startsOn, amount, departmentId, ...body }) {
      const member = await namedMember(tx, body, 'member')
      const department = departmentId && (await departmentNamed(tx, departmentId, 'departmentId'))
      if (Boolean(member) === Boolean(department))
        throw fieldProblem('memberId', 'give either a member or a department')
      const of = member ? { memberId: member.id } : { departmentId: departmentId as string }
      const entry = { of, period, day: startsOn, amount }
      if (await findTarget(tx, entry)) throw new Problem(409, 'Exists already', { errors: [exists] })
      return (await setTarget(tx, by, entry)).id
    },
  },
  patch: {
    body: z.strictObject({ amount: yuan }),
    async run({ tx, by }, targetId, { amount }) {
      const target = await tx.target.findUniqueOrThrow({ where: { id: targetId } })
      const { memberId, departmentId, period, startsOn } = target
      const of = memberId ? { memberId } : { departmentId: departmentId as string }
      await setTarget(tx, by, { of, period, day: dayOf(startsOn), amount })
    },
  },
  remove: ({ tx, by }, targetId) => removeTarget(tx, by, targetId),
  fieldOfRule: { 'amount-not-positive': 'amount' },
})
