import {
  departmentsBoard,
  type Field,
  personsBoard,
  readField,
  totals,
} from '../../src/crm/leaderboard/read-board.ts'
import type { Db } from '../../src/db/types.ts'
import { quantile } from '../messages/load.ts'
import { departments } from './company.ts'

/**
 * Milliseconds of each board, read from scratch: `period level` → one time a round, and `… CPU` what of it this process
 * had the processor: on a machine that others use too, and on the embedded database, that says more.
 */
export async function measureBoards(db: Db, today: string, rounds: number): Promise<Boards> {
  const times: Boards = new Map()
  for (let round = -1; round < rounds; round++)
    for (const period of periods)
      for (const [level, path] of levels) {
        const since = performance.now()
        const cpu = process.cpuUsage()
        const field = await db.$transaction((tx) => readField(tx, period, today))
        boardsOf(field, path)
        const spent = process.cpuUsage(cpu)
        if (round < 0) continue
        add(times, `${period} ${level}`, performance.now() - since)
        add(times, `${period} ${level} CPU`, (spent.user + spent.system) / 1000)
      }
  return times
}

export type Boards = Map<string, number[]>

const add = (times: Boards, key: string, ms: number) => times.set(key, [...(times.get(key) ?? []), ms])

/** One line for each period: medians of every level, and how they grew. */
export function printBoards(title: string, boards: Boards, earlier?: Boards): void {
  console.log(`${title}, median ms (× before): ${levels.map(([level]) => level).join(', ')}`)
  for (const period of periods) {
    const cells = levels.map(([level]) => {
      const now = median(boards, `${period} ${level}`)
      const cpu = `${now.toFixed(1)} [CPU ${median(boards, `${period} ${level} CPU`).toFixed(1)}]`
      return earlier ? `${cpu} (${(now / median(earlier, `${period} ${level}`)).toFixed(2)} ×)` : cpu
    })
    console.log(`  ${period}: ${cells.join(', ')}`)
  }
}

const median = (boards: Boards, key: string): number => quantile(boards.get(key) ?? [], 0.5)

/** The people of a department and the departments right below it, with its own sums: what a board shows. */
function boardsOf(field: Field, path: string): void {
  const department = field.departments.find((one) => one.path === path)
  personsBoard(field, path, 'amount')
  departmentsBoard(field, department?.id ?? null, 'amount')
  totals(field, path)
}

const periods = ['day', 'week', 'month', 'quarter', 'year'] as const
const levels = ['company', 'region', 'area', 'team'].map(
  (level, depth) => [level, departments[depth]?.path as string] as const,
)
