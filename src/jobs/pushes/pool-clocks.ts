import { recalculate } from '../../crm/pool/recalculate.ts'
import type { Push } from './push.ts'

/**
 * Works out anew when everything drops: each night, and when an administrator has changed the rules of the pool.
 * A repeat finds nothing to change.
 */
export const poolClocks: Push = {
  name: 'pool-clocks',
  async run({ db, now, zone, rules }) {
    for (const kind of ['lead', 'account'] as const) {
      let after: string | undefined
      do {
        const batch = { after, limit: 50 }
        after =
          (await db.$transaction((tx) => recalculate(tx, { now, zone, rules }, kind, batch))) ?? undefined
      } while (after)
    }
  },
}
