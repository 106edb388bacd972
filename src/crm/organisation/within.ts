import type { Department, Tx } from '../../db/types.ts'

/** The departments that people can mean by these words, the likeliest first: by exact name, then the widest. */
export async function departmentsNamed(tx: Tx, words: string): Promise<Department[]> {
  const all = await tx.department.findMany({ where: { removedAt: null }, orderBy: { path: 'asc' } })
  if (/^(全公司|整个公司|总公司)$/u.test(words)) return all.filter(({ parentId }) => parentId === null)
  const exact = all.filter(({ name }) => name === words)
  if (exact.length > 0) return exact
  const bare = (name: string) => name.replace(/(大区|战区|分公司|事业部|团队|区|部|组)$/u, '')
  const meant = all.filter(({ name }) => bare(name) === bare(words))
  return meant.length > 0 ? meant : all.filter(({ name }) => name.includes(words) || words.includes(name))
}

/**
 * Who belongs to a department or to one below it, by their first department; nobody counts twice. The whole
 * company, whose path is empty, is everybody, also who sits nowhere.
 */
export async function membersWithin(tx: Tx, path: string): Promise<string[]> {
  const members = await tx.member.findMany({
    where: path === '' ? {} : { department: { path: { startsWith: path }, removedAt: null } },
    select: { id: true },
  })
  return members.map(({ id }) => id)
}

/** The department that a member stands for: the widest one they lead, else the one they sit in. */
export async function ownDepartment(tx: Tx, memberId: string): Promise<Department | null> {
  const led = await tx.department.findMany({ where: { leaderId: memberId, removedAt: null } })
  const [widest] = led.sort((a, b) => a.path.length - b.path.length)
  if (widest) return widest
  const member = await tx.member.findUniqueOrThrow({ where: { id: memberId }, include: { department: true } })
  return member.department?.removedAt ? null : member.department
}
