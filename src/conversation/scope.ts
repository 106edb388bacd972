import { z } from 'zod'
import { departmentsNamed, ownDepartment } from '../crm/organisation/within.ts'
import type { Department } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import { Ask } from './ask.ts'
import type { Turn } from './turn.ts'
import type { Arguments, Intent } from './understand/understanding.ts'

/** Whom a question about figures means. */
export type Scope = { kind: 'me' } | { kind: 'all' } | { kind: 'department'; department: Department }

/**
 * Reads `known.scope`: `me`, `all`, the team in any wording, or a department by name. `undefined` where nothing
 * was said. Throws `Ask` where several departments fit and `Refusal` where none does.
 */
export async function theScope(turn: Turn, intent: Intent, known: Arguments): Promise<Scope | undefined> {
  const words = known.scope?.trim()
  if (!words) return undefined
  if (words === 'me' || words === 'all') return { kind: words }
  if (words === 'team' || ownTeamWords.test(words)) return ownTeam(turn)
  const found = await departmentsNamed(turn.tx, words)
  const [department] = found
  if (!department) throw new Refusal('no-such-department', `没找到叫「${words}」的部门，换个叫法试试。`)
  if (found.length > 1)
    throw new Ask({
      intent,
      known,
      about: 'scope',
      text: `「${words}」是哪个部门？`,
      options: found.slice(0, 6).map(({ name }) => name),
    })
  return { kind: 'department', department }
}

const ownTeamWords = /^(?:(?:我|咱|本|这)们?个?的?(?:大区|团队|部门|小组|区|组|部)|团队|部门|小组)$/u

/** The speaker's own department; everybody where they have none. */
export async function ownTeam(turn: Turn): Promise<Scope> {
  const department = await ownDepartment(turn.tx, turn.member.id)
  return department ? { kind: 'department', department } : { kind: 'all' }
}

/** How a scope travels in a button's arguments; read back by `scopeOf`. */
export const scopeKey = (scope: Scope): string =>
  scope.kind === 'department' ? scope.department.id : scope.kind

export async function scopeOf(turn: Turn, key: string): Promise<Scope> {
  if (key === 'me' || key === 'all') return { kind: key }
  const id = z.uuid().parse(key)
  const department = await turn.tx.department.findUnique({ where: { id, removedAt: null } })
  if (!department) throw new Refusal('no-such-department', '这个部门已经不在了。')
  return { kind: 'department', department }
}

export const scopeLabel = (scope: Scope): string =>
  scope.kind === 'department' ? scope.department.name : scope.kind === 'me' ? '我' : '全公司'
