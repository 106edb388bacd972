import { z } from 'zod'
import type { Delivery } from '../../../db/types.ts'
import { id, longWord, momentFilter, momentOut, numberFilter, word } from '../fields.ts'
import { resource } from '../resource.ts'
import { masked, maskNote } from '../webhook-key.ts'

const status = z.enum(['waiting', 'queued', 'sent', 'failed', 'merged', 'lapsed'])

export const deliveries = resource({
  name: 'deliveries',
  about: 'Messages of the bot and how far they have come',
  row: z.object({
    id,
    platform: z.string(),
    target: z.looseObject({ kind: z.string(), id: z.string().meta({ description: maskNote }) }),
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
    target: word.meta({ description: 'The id of the person or group' }),
    kind: word,
    status,
    attempts: numberFilter,
    error: longWord,
    subject: word,
    slot: word,
    memberId: id,
    inboundId: id,
    updatesId: id,
    messageId: word,
    notBefore: momentFilter,
    createdAt: momentFilter,
    deliveredAt: momentFilter,
  }),
  where: ({ target, ...columns }) =>
    target ? { ...columns, target: { path: ['id'], equals: target } } : columns,
  find: (tx, query) => tx.delivery.findMany(query),
  present: (delivery: Delivery) => ({
    ...delivery,
    ...withoutKey(delivery),
    notBefore: momentOut(delivery.notBefore),
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: momentOut(delivery.deliveredAt),
  }),
})

/** The slot of a push names its target, and a platform may have said it back in its error. */
function withoutKey({ target, slot, error }: Delivery) {
  const to = target as { kind: string; id: string; via?: string }
  if (to.via !== 'webhook') return { target: to, slot, error }
  const hide = (said: string | null) => said?.replaceAll(to.id, masked(to.id)) ?? null
  return { target: { ...to, id: masked(to.id) }, slot: hide(slot), error: hide(error) }
}
