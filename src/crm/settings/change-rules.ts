import type { Tx } from '../../db/types.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { type Rules, readRules } from './rules.ts'

/** Sets one section of the rules, with what was there before in the books. The value has been checked already. */
export async function changeRules<S extends keyof Rules>(
  tx: Tx,
  by: By,
  section: S,
  value: Rules[S],
): Promise<void> {
  const key = `rules.${section}`
  const { [section]: before } = await readRules(tx)
  const row = { value, updatedAt: by.now }
  await tx.setting.upsert({ where: { key }, create: { key, ...row }, update: row })
  await record(tx, by, {
    action: 'settings.update',
    id: section,
    before: { value: before },
    after: { value },
  })
}
