import type { Tx } from '../db/types.ts'
import { record } from './audit.ts'
import type { By } from './by.ts'
import { changesOf } from './changes.ts'

/**
 * Changes plain fields of a record, with what was there before in the books; what is the same is left alone. False,
 * and nothing is written, where one of the `expected` fields has become another since the caller read it.
 */
export async function correct(
  tx: Tx,
  by: By,
  kind: Correctable,
  id: string,
  values: Values,
  expected: Values = {},
): Promise<boolean> {
  const table = tx[kind] as unknown as Table
  const row = await table.findUniqueOrThrow({ where: { id } })
  const changes = changesOf(row, values)
  if (!changes) return true
  const touched = 'updatedAt' in row ? { updatedAt: by.now } : {}
  const { count } = await table.updateMany({
    where: { id, ...expected },
    data: { ...changes.after, ...touched },
  })
  if (count === 0) return false
  await record(tx, by, { action: `${kind}.update`, id, ...changes })
  return true
}

export type Correctable =
  | 'account'
  | 'channel'
  | 'contact'
  | 'lead'
  | 'opportunity'
  | 'receivable'
  | 'task'
  | 'member'
  | 'department'

type Values = Record<string, unknown>
type Table = {
  findUniqueOrThrow(args: { where: { id: string } }): Promise<Values>
  updateMany(args: { where: Values; data: Values }): Promise<{ count: number }>
}
