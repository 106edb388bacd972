import { z } from 'zod'
import type { Audit } from '../../../db/types.ts'
import { id, momentFilter, momentOut, word } from '../fields.ts'
import { resource } from '../resource.ts'

export const audit = resource({
  name: 'audit',
  about: 'Who did what, with the values before and after',
  row: z.object({
    id,
    at: z.string(),
    memberId: id.nullable().meta({ description: 'Nobody: a rule or another program' }),
    program: z
      .string()
      .nullable()
      .meta({ description: 'What acted through the API, by the name of its token' }),
    action: z.string(),
    entityType: z.string(),
    entityId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    inboundId: id.nullable(),
    undoneAt: z.string().nullable(),
  }),
  filters: z.object({
    at: momentFilter,
    memberId: id,
    program: word,
    action: word,
    entityType: word,
    entityId: word,
    inboundId: id,
    undoneAt: momentFilter,
  }),
  find: (tx, query) => tx.audit.findMany(query),
  present: (entry: Audit) => ({ ...entry, at: entry.at.toISOString(), undoneAt: momentOut(entry.undoneAt) }),
})
