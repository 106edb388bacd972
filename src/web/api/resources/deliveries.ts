import { z } from 'zod'
import type { Delivery } from '../../../db/types.ts'
import { id, momentFilter, momentOut, word } from '../fields.ts'
import { resource } from '../resource.ts'

const status = z.enum(['waiting', 'queued', 'sent', 'failed', 'merged'])

export const deliveries = resource({
  name: 'deliveries',
  about: 'Messages of the bot and how far they have come',
  row: z.object({
    id,
    platform: z.string(),
    target: z.looseObject({ kind: z.string(), id: z.string() }),
    kind: z.string(),
    status,
    attempts: z.int(),
    error: z.string().nullable(),
    subject: z.string().nullable(),
    slot: z.string().nullable(),
    memberId: id.nullable(),
    inboundId: id.nullable(),
    updatesId: id.nullable(),
    messageId: z.string().nullable(),
    notBefore: z.string().nullable(),
    createdAt: z.string(),
    deliveredAt: z.string().nullable(),
  }),
  filters: z.object({
    platform: word,
    kind: word,
    status,
    subject: word,
    slot: word,
    memberId: id,
    inboundId: id,
    messageId: word,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.delivery.findMany(query),
  present: (delivery: Delivery) => ({
    ...delivery,
    target: delivery.target as { kind: string; id: string },
    notBefore: momentOut(delivery.notBefore),
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: momentOut(delivery.deliveredAt),
  }),
})
