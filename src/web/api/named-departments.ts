import { z } from 'zod'
import type { Department, Tx } from '../../db/types.ts'
import { id, text } from './fields.ts'
import { fieldProblem } from './problem.ts'

/** Where somebody sits: one department by id or unique name, or several by id, the first being the home. */
export const seatFields = {
  departmentId: id.nullish(),
  department: text(100).optional(),
  departmentIds: z.array(id).max(50).optional(),
}

type Seats = {
  departmentId?: string | null | undefined
  department?: string | undefined
  departmentIds?: string[] | undefined
}

/** `undefined` when the body says nothing. Throws `Problem` for a department that there is not. */
export async function departmentsNamed(tx: Tx, body: Seats): Promise<string[] | undefined> {
  const { departmentId, department, departmentIds } = body
  if (department) return [(await departmentNamed(tx, department, 'department')).id]
  if (departmentIds) return allKnown(tx, departmentIds, 'departmentIds')
  if (departmentId) return allKnown(tx, [departmentId], 'departmentId')
  return departmentId === null ? [] : undefined
}

/** By id or by a name that is unique. */
export async function departmentNamed(tx: Tx, word: string, field: string): Promise<Department> {
  const where = id.safeParse(word).success ? { id: word } : { name: word, removedAt: null }
  const found = await tx.department.findMany({ where, take: 2 })
  if (found.length > 1) throw fieldProblem(field, 'fits several departments: give the id')
  if (!found[0]) throw fieldProblem(field, 'there is no such department')
  return found[0]
}

async function allKnown(tx: Tx, ids: string[], field: string): Promise<string[]> {
  const known = await tx.department.count({ where: { id: { in: ids } } })
  if (known < new Set(ids).size) throw fieldProblem(field, 'there is no such department')
  return [...new Set(ids)]
}
