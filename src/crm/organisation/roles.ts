import { Role } from '../../../prisma/generated/enums.ts'
import type { Rules } from '../settings/rules.ts'

/** The role that follows from the directory: a title's word first, then leading a department, else rep. */
export function roleOf(title: string | null, leads: boolean, rules: Pick<Rules, 'roleTitles'>): Role {
  const named = rules.roleTitles.find(({ words }) => words.some((word) => title?.includes(word)))
  if (named) return named.role
  return leads ? Role.manager : Role.rep
}
