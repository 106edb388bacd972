import type { Context } from 'koa'
import { z } from 'zod'
import { isPassing } from '../../db/passing.ts'
import { Prisma } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

/** An answer that says no, as RFC 9457 has it, with the fields at fault. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly title: string
  readonly errors: FieldError[]
  readonly rule: string | undefined
  constructor(
    status: number,
    title: string,
    more: { errors?: FieldError[]; rule?: string; detail?: string } = {},
  ) {
    super(more.detail ?? more.errors?.map(({ field, detail }) => `${field}: ${detail}`).join('; ') ?? title)
    this.status = status
    this.title = title
    this.errors = more.errors ?? []
    this.rule = more.rule
  }
}

export type FieldError = { field: string; detail: string }

export const fieldProblem = (field: string, detail: string): Problem =>
  new Problem(422, 'Invalid field', { errors: [{ field, detail }] })

export const notFound = (detail?: string): Problem => new Problem(404, 'Not found', detail ? { detail } : {})

/** What the answer looks like; also what the OpenAPI document says. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional().meta({ description: 'The first field at fault' }),
    errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
    rule: z.string().optional().meta({ description: 'The business rule that says no' }),
  })
  .meta({ id: 'Problem' })

export function answerProblem(ctx: Context, problem: Problem): void {
  const { status, title, message: detail, errors, rule } = problem
  ctx.status = status
  ctx.body = JSON.stringify({
    type: rule ? `urn:liaodan:rule:${rule}` : 'about:blank',
    title,
    status,
    detail,
    ...(errors[0] ? { field: errors[0].field, errors } : {}),
    ...(rule ? { rule } : {}),
  })
  ctx.type = 'application/problem+json'
}

/** What a failure means to the caller; `null` for those that are nobody's business but ours. */
export function problemOf(error: unknown, fieldOfRule: Record<string, string> = {}): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof z.ZodError)
    return new Problem(422, 'Invalid fields', { errors: error.issues.flatMap(fieldsOf) })
  if (error instanceof Refusal) return ofRefusal(error, fieldOfRule[error.rule])
  if (isPassing(error)) return new Problem(503, 'The database does not answer: try again in a moment')
  if (error instanceof Prisma.PrismaClientKnownRequestError) return ofDatabase(error)
  return null
}

function fieldsOf(issue: z.core.$ZodIssue): FieldError[] {
  const at = issue.path.map(String)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: [...at, key].join('.'), detail: 'unknown field' }))
  return [{ field: at.join('.') || 'body', detail: issue.message }]
}

function ofRefusal({ rule, message }: Refusal, field: string | undefined): Problem {
  if (rule === 'unknown-job') return new Problem(404, 'Unknown job', { rule, detail: message })
  const errors = field ? [{ field, detail: message }] : []
  return new Problem(isConflict.test(rule) ? 409 : 422, 'Refused by a rule', {
    rule,
    detail: message,
    errors,
  })
}

/** Rules about the state of things, not about what was sent. */
const isConflict = /exists|taken|in-pool|already|changed|newer|moved|over$|closed/

function ofDatabase({ code, meta }: Prisma.PrismaClientKnownRequestError): Problem | null {
  if (code === 'P2025') return notFound()
  if (code === 'P2003') return new Problem(422, 'A record that is referred to does not exist')
  if (code !== 'P2002') return null
  const target = fieldsIn(meta)
  return new Problem(409, 'Exists already', {
    errors: target.map((field) => ({ field, detail: 'is taken' })),
    detail: 'A record with this value exists already',
  })
}

/** Driver adapters report a unique index in their own corner: the embedded one its columns, the server's its name. */
function fieldsIn(meta: Record<string, unknown> | undefined): string[] {
  const told = uniqueIndex.safeParse(meta)
  if (!told.success) return []
  const { fields, index } = told.data.driverAdapterError.cause.constraint
  const named = /^[^_]+_(.+)_key$/.exec(index ?? '')?.[1]?.split('_')
  return (fields ?? named ?? []).map((field) => field.replaceAll('"', ''))
}

const constraint = z.object({ fields: z.array(z.string()).optional(), index: z.string().optional() })
const uniqueIndex = z.object({ driverAdapterError: z.object({ cause: z.object({ constraint }) }) })
