import type { Audit, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'

/**
 * What takes an audit entry back. Throws `Refusal` when something newer stands on it. The engine marks the
 * entry and writes the `<entity>.undo` entry; a reversal only mends the rows.
 */
export type Reversal = (tx: Tx, by: By, entry: Audit) => Promise<void>
