import { z } from 'zod'
import type { Inbound } from '../../../db/types.ts'
import { id, longWord, momentFilter, momentOut, numberFilter, word } from '../fields.ts'
import { resource } from '../resource.ts'

const status = z.enum(['pending', 'handled', 'failed'])

export const inbounds = resource({
  name: 'inbounds',
  about: 'What came in from the platforms, without its words; failed ones are parked with their reason',
  row: z.object({
    id,
    platform: z.string(),
    key: z.string(),
    conversation: z.string(),
    status,
    attempts: z.int(),
    error: z.string().nullable(),
    receivedAt: z.string(),
    handledAt: z.string().nullable(),
  }),
  filters: z.object({
    platform: word,
    key: word,
    conversation: word,
    status,
    attempts: numberFilter,
    error: longWord,
    receivedAt: momentFilter,
    handledAt: momentFilter,
  }),
  find: (tx, query) => tx.inbound.findMany(query),
  present: (inbound: Inbound) => ({
    ...inbound,
    receivedAt: inbound.receivedAt.toISOString(),
    handledAt: momentOut(inbound.handledAt),
  }),
})
