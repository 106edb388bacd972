import { businessDay } from '../../clock.ts'
import { breakPromises } from '../../crm/receivables/promise-payment.ts'
import type { Push } from './push.ts'

/** Counts overnight which promises were not kept. Nobody is woken for it: the morning's brief says so. */
export const brokenPromises: Push = {
  name: 'broken-promises',
  async run({ db, now, zone }) {
    await db.$transaction((tx) => breakPromises(tx, businessDay(now, zone)))
  },
}
