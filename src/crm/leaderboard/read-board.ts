import type { Tx } from '../../db/types.ts'
import type { Ranked } from './board.ts'
import { rank } from './board.ts'
import { addFigures, type Figures, type Metric, metrics, noFigures } from './figures.ts'
import { type Period, type Spans, spansOf, workdayBefore } from './periods.ts'
import type { Ranks } from './ranks.ts'
import { readStandings } from './standings.ts'

/**
 * Everything a board is read from: who competes, and the figures of the period and of the one before. Every rep
 * competes; others only with something to show. A day on which nobody has anything yet (a weekend, an early
 * morning) shows the last working day instead, where there was something.
 */
export async function readField(tx: Tx, period: Period, today: string): Promise<Field> {
  const asked = await fieldOf(tx, period, today)
  if (period !== 'day' || hasBegun(asked)) return asked
  const last = await fieldOf(tx, period, workdayBefore(today))
  return hasBegun(last) ? { ...last, asked: today } : asked
}

/** Whether what is shown is an earlier day than the one that was asked for. */
export const isEarlier = ({ today, asked }: Field): boolean => today !== asked

const hasBegun = ({ persons }: Field): boolean =>
  persons.some(({ now }) => metrics.some((metric) => !now[metric].isZero()))

async function fieldOf(tx: Tx, period: Period, today: string): Promise<Field> {
  const spans = spansOf(period, today)
  const closed = period === 'day' ? spans.before.to : null
  const { people, departments, totals, isClosed } = await readStandings(tx, spans, today, closed)
  const paths = new Map<string | null, string>(departments.map(({ id, path }) => [id, path]))
  const persons = people
    .filter(({ sells, now }) => sells || metrics.some((metric) => !now[metric].isZero()))
    .map(({ id, name, departmentId, now, before, ranks }) => ({
      ...{ id, name, path: paths.get(departmentId) ?? '', now, before },
      ...(isClosed && { ranksBefore: ranks }),
    }))
  const byPath = new Map(
    [...paths, [null, ''] as const].map(([id, path]): [string, Totals] => [
      path,
      { people: 0, now: totals.now.get(id) ?? noFigures, before: totals.before.get(id) ?? noFigures },
    ]),
  )
  for (const { path } of persons) (byPath.get(path) as Totals).people++
  return {
    ...{ period, today, asked: today, spans, persons, byPath, sums: new Map() },
    departments: departments.filter(({ isRemoved }) => !isRemoved),
  }
}

export type Field = {
  period: Period
  /** The day whose figures these are, and the day that was asked for. */
  today: string
  asked: string
  /** The stretch of the figures, and the one that they are compared with. */
  spans: Spans
  persons: Person[]
  departments: FieldDepartment[]
  /** What the people who sit in one department have together, by its path. */
  byPath: Map<string, Totals>
  /** What `totals` has worked out so far, by path. */
  sums: Map<string, Totals>
}
export type Person = {
  id: string
  name: string
  path: string
  now: Figures
  before: Figures
  /** As they were when the day before was closed, where that was kept. */
  ranksBefore?: Ranks
}
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
  const parts = [...field.byPath].filter(([at]) => at.startsWith(path)).map(([, part]) => part)
  const sums = parts.reduce(together, nobody)
  field.sums.set(path, sums)
  return sums
}

export type Totals = { people: number; now: Figures; before: Figures }

const together = (a: Totals, b: Totals): Totals => ({
  people: a.people + b.people,
  now: addFigures(a.now, b.now),
  before: addFigures(a.before, b.before),
})

const nobody: Totals = { people: 0, now: noFigures, before: noFigures }

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
    all.map(({ id, name, now, before, ranksBefore }) => ({
      id,
      name,
      value: now[metric],
      before: before[metric],
      ...(ranksBefore && { placeBefore: ranksBefore[metric] }),
    })),
  ).map((row) => ({ ...row, now: figures.get(row.id) as Figures }))
}

type Figured = Pick<Person, 'id' | 'name' | 'now' | 'before' | 'ranksBefore'>
