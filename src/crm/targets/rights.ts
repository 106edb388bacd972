import type { Actor } from '../by.ts'

/** A team's target: open to those above it, and to its own people. `''` is the whole company. */
export const maySeeTarget = (
  { reach }: Actor,
  department: { id: string },
  ownDepartmentId: string | null,
): boolean =>
  reach === 'all' ||
  reach.departmentIds.includes(department.id) ||
  (department.id !== '' && department.id === ownDepartmentId)
