import type { Tx } from '../../db/types.ts'
import type { Ranked } from './board.ts'
import { rank } from './board.ts'
import { addFigures, type Figures, type Metric, metrics, noFigures, readFigures } from './figures.ts'
import { type Period, spansOf } from './periods.ts'

/**
 * Everything a board is read from: who competes, and the figures of the period and of the one before. Every rep
 * competes; others only with something to show.
 */
export async function readField(tx: Tx, period: Period, today: string): Promise<Field> {
  const { now, before } = spansOf(period, today)
  const [people, departments] = await Promise.all([
    tx.member.findMany({
      select: { id: true, name: true, role: true, status: true, department: { select: { path: true } } },
    }),
    tx.department.findMany({
      where: { removedAt: null },
      select: { id: true, name: true, path: true, parentId: true, leaderId: true },
      orderBy: { path: 'asc' },
    }),
  ])
  const [current, previous] = [await readFigures(tx, now), await readFigures(tx, before)]
  const competing = people.filter(({ id, role, status }) => {
    const hasFigures = metrics.some((metric) => !(current.get(id) ?? noFigures)[metric].isZero())
    return hasFigures || (status === 'active' && role === 'rep')
  })
  const persons = competing.map(({ id, name, department }) => ({
    id,
    name,
    path: department?.path ?? '',
    now: current.get(id) ?? noFigures,
    before: previous.get(id) ?? noFigures,
  }))
  return { period, today, persons, departments, sums: new Map() }
}

export type Field = {
  period: Period
  today: string
  persons: Person[]
  departments: FieldDepartment[]
  /** What `totals` has worked out so far, by path. */
  sums: Map<string, Totals>
}
export type Person = { id: string; name: string; path: string; now: Figures; before: Figures }
export type FieldDepartment = {
  id: string
  name: string
  path: string
  parentId: string | null
  leaderId: string | null
}

/** The people of a department with all below it (`''`: of the company), ranked by one figure. */
export const personsBoard = (field: Field, path: string, metric: Metric): PersonRanked[] =>
  ranked(inside(field, path), metric)

/** The departments right below `parentId` in which anybody sells, ranked by the sums of their people. */
export const departmentsBoard = (field: Field, parentId: string | null, metric: Metric): PersonRanked[] =>
  ranked(
    field.departments
      .filter((department) => department.parentId === parentId)
      .map((department) => ({ ...department, ...totals(field, department.path) }))
      .filter(({ people }) => people > 0),
    metric,
  )

/** A ranked person or department with all its figures. */
export type PersonRanked = Ranked & { now: Figures }

/** What a department's people have together, now and in the period before. Worked out once per field. */
export function totals(field: Field, path: string): Totals {
  const known = field.sums.get(path)
  if (known) return known
  const people = inside(field, path)
  const sums = {
    people: people.length,
    now: people.reduce((sum, person) => addFigures(sum, person.now), noFigures),
    before: people.reduce((sum, person) => addFigures(sum, person.before), noFigures),
  }
  field.sums.set(path, sums)
  return sums
}

export type Totals = { people: number; now: Figures; before: Figures }

/** Where the company splits up: below a single root, its children compete, else the roots themselves. */
export function topLevel({ departments }: Field): string | null {
  const roots = departments.filter(({ parentId }) => parentId === null)
  return roots.length === 1 ? (roots[0]?.id ?? null) : null
}

const inside = ({ persons }: Field, path: string): Person[] =>
  persons.filter((person) => person.path.startsWith(path))

function ranked(all: Figured[], metric: Metric): PersonRanked[] {
  const figures = new Map(all.map(({ id, now }) => [id, now]))
  return rank(
    all.map(({ id, name, now, before }) => ({ id, name, value: now[metric], before: before[metric] })),
  ).map((row) => ({ ...row, now: figures.get(row.id) as Figures }))
}

type Figured = { id: string; name: string; now: Figures; before: Figures }
