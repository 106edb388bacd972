import { z } from 'zod'
import { changeDepartment, createDepartment } from '../../../crm/organisation/change-department.ts'
import type { Department, Tx } from '../../../db/types.ts'
import { id, momentOut, text, word } from '../fields.ts'
import { departmentNamed } from '../named-departments.ts'
import { memberFields, namedMember } from '../people.ts'
import { resource } from '../resource.ts'

const regions = z.array(text(20)).max(40).optional().meta({
  description:
    'Provinces or cities that it works, with all below that name none of their own; only they may claim what lies there. None: everywhere',
})
const facts = { parentId: id.nullish(), parent: text(100).optional(), ...memberFields('leader'), regions }

export const departments = resource({
  name: 'departments',
  about: 'The tree of the organisation; most of it comes from the directory',
  row: z.object({
    id,
    name: z.string(),
    parentId: id.nullable(),
    leaderId: id.nullable(),
    regions: z.array(z.string()),
    path: z.string().meta({ description: 'Ids from the root down, each followed by a slash' }),
    removedAt: z.string().nullable(),
  }),
  filters: z.object({ name: word, parentId: id, leaderId: id, path: word }),
  listed: { removedAt: null },
  find: (tx, query) => tx.department.findMany(query),
  present: (department: Department) => ({ ...department, removedAt: momentOut(department.removedAt) }),
  create: {
    body: z.strictObject({ name: text(100), ...facts }),
    async run({ tx, by }, body) {
      const leader = await namedMember(tx, body, 'leader')
      const { name, regions } = body
      const entry = { name, regions, parentId: await parentOf(tx, body), leaderId: leader?.id }
      return (await createDepartment(tx, by, entry)).id
    },
  },
  patch: {
    body: z.strictObject({ name: text(100).optional(), ...facts }),
    async run({ tx, by }, departmentId, body) {
      const leader = await namedMember(tx, body, 'leader')
      await changeDepartment(tx, by, departmentId, {
        name: body.name,
        regions: body.regions,
        parentId: await parentOf(tx, body),
        leaderId: leader === undefined ? undefined : (leader?.id ?? null),
      })
    },
  },
  fieldOfRule: { 'department-loop': 'parentId' },
})

type Parent = { parentId?: string | null | undefined; parent?: string | undefined }

async function parentOf(tx: Tx, { parentId, parent }: Parent): Promise<string | null | undefined> {
  if (parent) return (await departmentNamed(tx, parent, 'parent')).id
  return parentId ? (await departmentNamed(tx, parentId, 'parentId')).id : parentId
}
