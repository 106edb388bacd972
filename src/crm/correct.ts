import type { Tx } from '../db/types.ts'
import { record } from './audit.ts'
import type { By } from './by.ts'

/** Changes plain fields of a record, with what was there before in the books; what is the same is left alone. */
export async function correct(tx: Tx, by: By, kind: Correctable, id: string, values: Values): Promise<void> {
  const table = tx[kind] as unknown as Table
  const row = await table.findUniqueOrThrow({ where: { id } })
  const changed = Object.entries(values).filter(
    ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(row[key]),
  )
  if (changed.length === 0) return
  const after = Object.fromEntries(changed)
  const before = Object.fromEntries(changed.map(([key]) => [key, row[key]]))
  const touched = 'updatedAt' in row ? { updatedAt: by.now } : {}
  await table.update({ where: { id }, data: { ...after, ...touched } })
  await record(tx, by, { action: `${kind}.update`, id, before, after })
}

export type Correctable =
  | 'account'
  | 'channel'
  | 'contact'
  | 'lead'
  | 'opportunity'
  | 'task'
  | 'member'
  | 'department'

type Values = Record<string, unknown>
type Table = {
  findUniqueOrThrow(args: { where: { id: string } }): Promise<Values>
  update(args: { where: { id: string }; data: Values }): Promise<unknown>
}
