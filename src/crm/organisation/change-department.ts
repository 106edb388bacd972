import type { Department, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { refreshPaths } from './departments.ts'
import { followRole } from './members.ts'

/** Adds a department by hand, beside those of the directory. */
export async function createDepartment(tx: Tx, by: By, entry: NewDepartment): Promise<Department> {
  const { name, parentId = null, leaderId = null, regions = [] } = entry
  const department = await tx.department.create({
    data: { name, parentId, leaderId, regions, path: '', updatedAt: by.now },
  })
  await refreshPaths(tx, by.now)
  if (leaderId) await followRole(tx, by, leaderId)
  await record(tx, by, {
    action: 'department.create',
    id: department.id,
    after: { name, parentId, leaderId, regions },
  })
  return department
}

export type NewDepartment = {
  name: string
  parentId?: string | null | undefined
  leaderId?: string | null | undefined
  /** Provinces or cities; none means everywhere. */
  regions?: string[] | undefined
}

/** Renames, moves or gives a new leader, whose role follows. Throws `Refusal` for a department below itself. */
export async function changeDepartment(
  tx: Tx,
  by: By,
  id: string,
  change: Partial<NewDepartment>,
): Promise<void> {
  const before = await tx.department.findUniqueOrThrow({ where: { id } })
  if (change.parentId) await refuseLoop(tx, before, change.parentId)
  await correct(tx, by, 'department', id, change)
  if (change.parentId !== undefined) await refreshPaths(tx, by.now)
  if (change.leaderId === undefined) return
  for (const leader of [before.leaderId, change.leaderId]) if (leader) await followRole(tx, by, leader)
}

async function refuseLoop(tx: Tx, department: Department, parentId: string): Promise<void> {
  const parent = await tx.department.findUniqueOrThrow({ where: { id: parentId } })
  if (parent.path.startsWith(department.path)) throw new Refusal('department-loop', '部门不能放到自己下面。')
}
