import type { Audit, Tx } from '../../db/types.ts'

/** Whether the record of an entry was changed after it, by this kind of act or any, and that still stands. */
export async function isChangedSince(tx: Tx, { id, entityType, entityId }: Audit, action?: string) {
  const newer = { entityType, entityId, id: { gt: id }, undoneAt: null }
  const acts = action ? { action } : { NOT: { action: { endsWith: '.undo' } } }
  return (await tx.audit.count({ where: { ...newer, ...acts } })) > 0
}
