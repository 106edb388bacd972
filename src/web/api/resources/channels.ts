import { z } from 'zod'
import { changeChannel, createChannel, removeChannel } from '../../../crm/channels/change-channel.ts'
import type { Channel } from '../../../db/types.ts'
import { id, momentFilter, text, word, words } from '../fields.ts'
import { departmentNamed } from '../named-departments.ts'
import { resource } from '../resource.ts'
import { masked, maskNote } from '../webhook-key.ts'

const via = z.enum(['chat', 'appchat', 'webhook'])
const status = z.enum(['active', 'unreachable'])
const department = { departmentId: id.nullish(), department: text(100).optional() }

export const channels = resource({
  name: 'channels',
  about: 'Groups that are pushed to, bound to a department and topics; no topic means all',
  row: z.object({
    id,
    platform: z.string(),
    externalId: z.string().meta({ description: maskNote }),
    via,
    name: z.string(),
    departmentId: id.nullable(),
    topics: words(20),
    status,
    createdAt: z.string(),
  }),
  filters: z.object({
    platform: word,
    externalId: word,
    via,
    name: word,
    departmentId: id,
    status,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.channel.findMany(query),
  present: (channel: Channel) => ({
    ...channel,
    externalId: channel.via === 'webhook' ? masked(channel.externalId) : channel.externalId,
    via: via.parse(channel.via),
    createdAt: channel.createdAt.toISOString(),
  }),
  create: {
    body: z
      .strictObject({
        platform: text(20),
        externalId: text(200),
        via: via.default('chat'),
        name: text(100),
        ...department,
        topics: words(20).default([]),
      })
      // A webhook is named by its key: the address it belongs to is the platform's, never the caller's.
      .refine(({ via, externalId }) => via !== 'webhook' || /^[\w-]+$/.test(externalId), {
        path: ['externalId'],
        message: 'is not the key of a group webhook',
      }),
    async run({ tx, by }, { department, departmentId, ...values }) {
      const bound = await boundTo(tx, { department, departmentId })
      return (await createChannel(tx, by, { ...values, departmentId: bound })).id
    },
  },
  patch: {
    body: z.strictObject({
      name: text(100).optional(),
      ...department,
      topics: words(20).optional(),
      status: status.optional(),
    }),
    async run({ tx, by }, channelId, { department, departmentId, ...values }) {
      const bound = await boundTo(tx, { department, departmentId })
      await changeChannel(tx, by, channelId, { ...values, departmentId: bound })
    },
  },
  remove: ({ tx, by }, channelId) => removeChannel(tx, by, channelId),
})

type Bound = { departmentId?: string | null | undefined; department?: string | undefined }

async function boundTo(tx: Parameters<typeof departmentNamed>[0], { department, departmentId }: Bound) {
  if (department) return (await departmentNamed(tx, department, 'department')).id
  return departmentId ? (await departmentNamed(tx, departmentId, 'departmentId')).id : departmentId
}
