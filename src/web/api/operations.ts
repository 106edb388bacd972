import { z } from 'zod'
import type { Db } from '../../db/types.ts'
import { id, moment, text } from './fields.ts'
import { findMember } from './people.ts'
import { notFound } from './problem.ts'

/** What is done rather than stored. Conversation, schedule and queue are handed in: this room knows none of them. */
export type Operations = {
  /** Runs a push now, as of a time. Throws `Refusal` for a name that there is none of. */
  runJob(name: string, asOf?: Date): Promise<{ name: string; asOf: Date; deliveries: number }>
  /** What `runJob` knows. */
  jobs: readonly string[]
  /** Reads a sentence as this member would mean it; nothing is written. */
  understand(said: { text: string; memberId: string; at: Date | undefined }): Promise<Understood>
  /** Sends a failed delivery again, works a parked inbound off again; `false` when it is not failed. */
  retryDelivery(id: string): Promise<boolean>
  retryInbound(id: string): Promise<boolean>
}

export type Understood = z.infer<typeof understood>

export type Operation = {
  path: string
  about: string
  body: z.ZodType
  answer: z.ZodType
  status: number
  run(params: Record<string, string>, body: never): Promise<unknown>
}

const understood = z
  .object({
    intent: z.string(),
    arguments: z.record(z.string(), z.unknown()),
    question: z.object({ about: z.string(), text: z.string(), candidates: z.array(z.string()) }).optional(),
    confidence: z.number(),
  })
  .meta({ id: 'Understanding' })

export const operationsOf = (deps: Operations & { db: Db }): Operation[] => [
  operation({
    path: '/jobs/{name}/runs',
    about: 'Run a scheduled push now, as of a time',
    body: z.strictObject({ asOf: moment.optional() }),
    answer: z.object({ name: z.string(), asOf: z.string(), deliveries: z.int() }),
    status: 200,
    async run({ name = '' }, { asOf }) {
      const run = await deps.runJob(name, asOf ? new Date(asOf) : undefined)
      return { ...run, asOf: run.asOf.toISOString() }
    },
  }),
  operation({
    path: '/understandings',
    about: 'What a sentence would do, without doing it',
    body: z.strictObject({
      text: text(5000),
      memberId: text(60).meta({ description: 'Id, employee number or unique name of who says it' }),
      at: moment.optional(),
    }),
    answer: understood,
    status: 200,
    async run(_params, { text, memberId, at }) {
      const { id } = await findMember(deps.db, memberId, 'memberId')
      return deps.understand({ text, memberId: id, at: at ? new Date(at) : undefined })
    },
  }),
  retry('/deliveries/{id}/retries', 'Send a failed delivery again', deps.retryDelivery),
  retry('/inbounds/{id}/retries', 'Work a parked message off again', deps.retryInbound),
]

const retry = (path: string, about: string, again: (id: string) => Promise<boolean>): Operation =>
  operation({
    path,
    about,
    body: z.strictObject({}),
    answer: z.object({ id, status: z.string() }),
    status: 202,
    async run({ id: rowId = '' }) {
      if (!id.safeParse(rowId).success || !(await again(rowId))) throw notFound()
      return { id: rowId, status: 'queued' }
    },
  })

const operation = <B extends z.ZodType>(
  definition: Omit<Operation, 'body' | 'run'> & {
    body: B
    run(params: Record<string, string>, body: z.output<B>): Promise<unknown>
  },
): Operation => definition as unknown as Operation
