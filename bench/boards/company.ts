import { accountName, personName } from './names.ts'

/**
 * The company of the bench: 1,000 reps in 125 teams of 25 areas of 5 regions, each with who leads it. The
 * directory that the pretend platform tells and the rows in the database follow from the same lists.
 */
export const departments: BenchDepartment[] = []
grow(null, '公司', ['区', '大组', '组'])

/** The leaders first, in the order of their departments, then the reps, eight to a team. */
export const people: BenchPerson[] = departments.map((_, index) => personOf(index, index))
for (const team of departments.filter(({ isTeam }) => isTeam))
  for (let seat = 0; seat < 8; seat++) people.push(personOf(people.length, team.index))

export const director = people[0] as BenchPerson
export const managers = people.slice(1, departments.length)
export const reps = people.slice(departments.length)
export const accountCount = 50 * reps.length

/** Fifty accounts in a row are one rep's; one in ten is in the pool. */
export const ownerOf = (account: number): BenchPerson | null =>
  account % 10 === 9 ? null : (reps[Math.floor(account / 50)] as BenchPerson)

/** The name of one of a rep's own accounts. */
export const ownName = (rep: number, which: number): string =>
  accountName((rep % reps.length) * 50 + (which % 5) * 10 + (which % 9))

/** Ids are the kind's digit and a number: the same rows come out each time. */
export function idOf(kind: number, index: number): string {
  return `00000000-000${kind}-7000-8000-${index.toString(16).padStart(12, '0')}`
}

export type BenchDepartment = {
  index: number
  id: string
  parent: BenchDepartment | null
  name: string
  /** Ids from the root down, as the database keeps them. */
  path: string
  isTeam: boolean
}
export type BenchPerson = { id: string; openId: string; name: string; title: string; department: number }

function grow(parent: BenchDepartment | null, name: string, [kind, ...below]: string[]): void {
  const index = departments.length
  const id = idOf(1, index)
  const department = { index, id, parent, name, path: `${parent?.path ?? ''}${id}/`, isTeam: !kind }
  departments.push(department)
  if (kind)
    for (const numeral of '一二三四五') grow(department, `${parent ? name : ''}${numeral}${kind}`, below)
}

function personOf(index: number, department: number): BenchPerson {
  const title = index === 0 ? '销售总监' : index < departments.length ? '主管' : '销售'
  return { id: idOf(2, index), openId: `ou_bench_${index}`, name: personName(index), title, department }
}
