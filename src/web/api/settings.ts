import type Router from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import type { By } from '../../crm/by.ts'
import { changeRules } from '../../crm/settings/change-rules.ts'
import { type Rules, readRules, rulesSchema } from '../../crm/settings/rules.ts'
import type { Db } from '../../db/types.ts'
import { readJson } from './body.ts'
import { answer, json, problems } from './openapi-parts.ts'
import { fieldProblem, notFound } from './problem.ts'

/**
 * `/settings/{section}`: the rules that an administrator can change, all of a section (PUT) or some of it (PATCH,
 * merged as RFC 7396 says). A new rule of the pool is applied to everything that somebody holds before the answer
 * comes.
 */
export function serveSettings(router: Router, deps: Deps): void {
  router.get('/settings', async (ctx) => {
    const rules = await readRules(deps.db)
    ctx.body = { items: sections.map((section) => ({ section, value: rules[section] })) }
  })
  router.get('/settings/:section', async (ctx) => {
    const section = sectionIn(ctx)
    ctx.body = { section, value: (await readRules(deps.db))[section] }
  })
  router.put('/settings/:section', (ctx) => change(ctx, deps, (_now, given) => given))
  router.patch('/settings/:section', (ctx) => change(ctx, deps, merged))
}

export type Deps = {
  db: Db
  /** Who acts. */
  by(ctx: Context): By
  /** Works the clocks of everything held out anew. */
  applyPoolRules(): Promise<unknown>
}

async function change(ctx: Context, deps: Deps, wanted: (now: unknown, given: unknown) => unknown) {
  const section = sectionIn(ctx)
  const { value: given } = z.strictObject({ value: z.unknown() }).parse((await readJson(ctx)).json)
  const value = await deps.db.$transaction(async (tx) => {
    const sent = wanted((await readRules(tx))[section], given)
    const { value } = bodyOf(section).parse({ value: sent })
    refuseUnknown(sent, value, 'value')
    await changeRules(tx, deps.by(ctx), section, value as never)
    return value
  })
  if (section === 'pool') await deps.applyPoolRules()
  ctx.body = { section, value }
}

/** Records are merged field by field; whatever else is given stands in the place of what was there. */
function merged(now: unknown, given: unknown): unknown {
  if (!isRecord(now) || !isRecord(given)) return given
  return {
    ...now,
    ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key, merged(now[key], value)])),
  }
}

/** A misspelt rule would be left out without a word, and the old one go on. Throws `Problem`. */
function refuseUnknown(sent: unknown, read: unknown, field: string): void {
  if (!isRecord(sent) || !isRecord(read)) return
  for (const key of Object.keys(sent)) {
    if (!Object.hasOwn(read, key)) throw fieldProblem(`${field}.${key}`, 'unknown field')
    refuseUnknown(sent[key], read[key], `${field}.${key}`)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sections = rulesSchema.keyof().options

function sectionIn(ctx: Context): keyof Rules {
  const section = rulesSchema.keyof().safeParse(ctx.params.section)
  if (!section.success) throw notFound(`There are the sections ${sections.join(', ')}.`)
  return section.data
}

const bodyOf = (section: keyof Rules) => z.strictObject({ value: rulesSchema.shape[section] })

/** One path for each section: each has a schema of its own. */
export const settingsPaths = (): ZodOpenApiPathsObject =>
  Object.fromEntries([
    ['/settings', { get: { ...tagged('list_settings', 'The rules in force'), responses: listed } }],
    ...sections.map((section) => [`/settings/${section}`, pathOf(section)]),
  ])

function pathOf(section: keyof Rules) {
  const shown = z.object({ section: z.literal(section), value: rulesSchema.shape[section] })
  return {
    get: { ...tagged(`get_settings_${section}`, 'The rules of one section'), responses: done(shown) },
    put: {
      ...tagged(`put_settings_${section}`, 'Set the rules of one section, all of it'),
      requestBody: json(bodyOf(section)),
      responses: done(shown),
    },
    patch: {
      ...tagged(`patch_settings_${section}`, 'Change some of the rules of one section'),
      requestBody: json(z.object({ value: partOf(rulesSchema.shape[section]) })),
      responses: done(shown),
    },
  }
}

const partOf = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodObject ? schema.partial() : schema)

const tagged = (operationId: string, summary: string) => ({ tags: ['settings'], operationId, summary })
const done = (schema: z.ZodType) => ({ '200': answer('In force', schema), ...problems })
const listed = done(z.object({ items: z.array(z.object({ section: z.string(), value: z.unknown() })) }))
