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
import { notFound } from './problem.ts'

/**
 * `/settings/{section}`: the rules that an administrator can change. A new rule of the pool is applied to
 * everything that somebody holds before the answer comes.
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
  router.put('/settings/:section', async (ctx) => {
    const section = sectionIn(ctx)
    const { value } = bodyOf(section).parse((await readJson(ctx)).json)
    await deps.db.$transaction((tx) => changeRules(tx, deps.by(), section, value as never))
    if (section === 'pool') await deps.applyPoolRules()
    ctx.body = { section, value }
  })
}

export type Deps = {
  db: Db
  /** Who acts. */
  by(): By
  /** Works the clocks of everything held out anew. */
  applyPoolRules(): Promise<unknown>
}

const sections = rulesSchema.keyof().options

function sectionIn(ctx: Context): keyof Rules {
  const section = rulesSchema.keyof().safeParse(ctx.params.section)
  if (!section.success) throw notFound()
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
  }
}

const tagged = (operationId: string, summary: string) => ({ tags: ['settings'], operationId, summary })
const done = (schema: z.ZodType) => ({ '200': answer('In force', schema), ...problems })
const listed = done(z.object({ items: z.array(z.object({ section: z.string(), value: z.unknown() })) }))
