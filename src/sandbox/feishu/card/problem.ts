import type { z } from 'zod'
import { displayElements } from './display.ts'
import { frame } from './frame.ts'
import { interactiveElements } from './interactive.ts'
import { cellProblem, type Table, table } from './table.ts'

/**
 * What is wrong with a card of JSON 2.0, or `null`. The sub-codes are those that Feishu puts into the message
 * of 230099; its documents: open.feishu.cn/document/feishu-cards/card-json-v2-structure and the components'.
 */
export function cardProblem(card: unknown, known: Known = {}): CardProblem | null {
  const parsed = frame.safeParse(card)
  if (!parsed.success) return shapeProblem(['ROOT'], parsed.error)
  const walk: Walk = { known, names: new Set(), ids: new Set(), tables: 0, tags: countTags(parsed.data) }
  if (walk.tags > maxElements) return { code: 11310, path: 'ROOT', message: 'element exceeds the limit' }
  return elementsProblem(
    parsed.data.body?.elements ?? [],
    { path: ['ROOT', 'body', 'elements'], depth: 0 },
    walk,
  )
}

const maxElements = 200
const maxDepth = 5
const elements: Record<string, z.ZodType> = { ...displayElements, ...interactiveElements, table }
/** Known to 1.0 only: told apart, because that is the usual mistake. */
const retired = new Set(['action', 'note', 'fallback'])
const containers = new Set(['column_set', 'collapsible_panel', 'interactive_container', 'form'])
const fields = new Set([
  ...['input', 'select_static', 'multi_select_static', 'select_person', 'multi_select_person'],
  ...['date_picker', 'picker_time', 'picker_datetime', 'checker'],
])

function elementsProblem(list: unknown[], place: Place, walk: Walk): CardProblem | null {
  for (const [index, element] of list.entries()) {
    const tag = tagOf(element)
    const at = { ...place, path: [...place.path, `[${index}](tag: ${tag ?? ''})`] }
    const problem = elementProblem(element, tag, at, walk)
    if (problem) return problem
  }
  return null
}

function elementProblem(
  element: unknown,
  tag: string | undefined,
  at: Place,
  walk: Walk,
): CardProblem | null {
  if (tag && retired.has(tag)) return say(200861, at, `${noLonger}; ErrorValue: unsupported tag ${tag}`)
  const schema = tag === undefined ? undefined : elements[tag]
  if (!schema || !tag || (tag === 'column') !== (at.inside === 'column_set')) {
    return say(200621, at, `${parseFailed}; ErrorValue: unknown tag ${tag}`)
  }
  const parsed = schema.safeParse(element)
  if (!parsed.success)
    return tag === 'chart' ? chartProblem(at, parsed.error) : shapeProblem(at.path, parsed.error)
  const record = parsed.data as Record<string, unknown>
  return (
    placeProblem(tag, at) ??
    identityProblem(record, tag, at, walk) ??
    referenceProblem(record, at, walk) ??
    (tag === 'table' ? tableProblem(record as Table, at, walk) : null) ??
    innerProblem(record, tag, at, walk)
  )
}

function placeProblem(tag: string, at: Place): CardProblem | null {
  if ((tag === 'form' || tag === 'table') && at.inside)
    return say(200621, at, `${tag} is allowed at the root only`)
  if (tag.startsWith('multi_select_') && !at.form) return say(200621, at, `${tag} is allowed in a form only`)
  if (containers.has(tag) && at.depth >= maxDepth) return say(11310, at, 'containers are nested too deep')
  return null
}

function identityProblem(
  element: Record<string, unknown>,
  tag: string,
  at: Place,
  walk: Walk,
): CardProblem | null {
  const { element_id: id, name } = element
  if (typeof id === 'string' && !add(walk.ids, id)) return say(200621, at, `element_id ${id} is used twice`)
  const named = tag === 'form' || fields.has(tag) || tag === 'button'
  if (!named) return null
  if (at.form && name === undefined) return say(200530, at, 'name is required in a form')
  if (at.form || tag === 'form') {
    if (!add(walk.names, String(name))) return say(200621, at, `name ${String(name)} is used twice`)
  }
  if (tag === 'button' && element.form_action_type && !at.form)
    return say(200621, at, 'form_action_type outside a form')
  return null
}

function referenceProblem(element: Record<string, unknown>, at: Place, { known }: Walk): CardProblem | null {
  const keys = [element.img_key, ...asList(element.img_list).map((image) => image.img_key)]
  const image = keys.find((key) => typeof key === 'string' && known.image?.(key) === false)
  if (image)
    return say(200570, at, `card contains invalid image keys; ErrorValue: image key ${String(image)}`)
  const people = [
    element.user_id,
    ...asList(element.persons).map((person) => person.id),
    ...mentionsIn(element),
  ]
  const person = people.find((id) => typeof id === 'string' && id !== 'all' && known.person?.(id) === false)
  return person ? say(100290, at, `invalid user resource; ErrorValue: ${String(person)}`) : null
}

function tableProblem(element: Table, at: Place, walk: Walk): CardProblem | null {
  if (++walk.tables > maxTables) return say(11310, at, 'card table number over limit')
  const problem = cellProblem(element)
  if (!problem) return null
  return say(
    problem.code,
    at,
    `table rows ${problem.code === 200915 ? 'name ' : ''}is invalid; ErrorValue: ${problem.at}`,
  )
}

const maxTables = 5

function innerProblem(
  element: Record<string, unknown>,
  tag: string,
  at: Place,
  walk: Walk,
): CardProblem | null {
  const list = (tag === 'column_set' ? element.columns : element.elements) as unknown[] | undefined
  if (!list) return null
  if (tag === 'form' && !hasSubmit(list))
    return say(200621, at, 'a form needs a button with form_action_type submit')
  const part = tag === 'column_set' ? 'columns' : 'elements'
  const depth = at.depth + (containers.has(tag) ? 1 : 0)
  const form = at.form || tag === 'form'
  return elementsProblem(list, { path: [...at.path, part], depth, inside: tag, form }, walk)
}

const hasSubmit = (list: unknown[]): boolean => JSON.stringify(list).includes('"form_action_type":"submit"')

function chartProblem(at: Place, error: z.ZodError): CardProblem {
  const spec = error.issues.some((issue) => issue.path[0] === 'chart_spec')
  return spec ? say(200550, at, 'chart spec is invalid') : shapeProblem(at.path, error)
}

function shapeProblem(path: string[], error: z.ZodError): CardProblem {
  const issue = deepest(error.issues[0])
  const where = [...path, ...(issue?.path ?? []).map(String)]
  return {
    code: 200621,
    path: where.join(' -> '),
    message: `${parseFailed}; ErrorValue: ${issue?.message ?? ''}`,
  }
}

/** A union hides why its best branch failed: show the first reason of the first branch. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  const inner =
    issue?.code === 'invalid_union' ? issue.errors.find((branch) => branch.length > 0)?.[0] : undefined
  return issue && inner ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue
}

const parseFailed = 'parse card json err, please check whether the card json is correct'
const noLonger = 'cards of schema V2 no longer support this capability'

const say = (code: number, at: Place, message: string): CardProblem => ({
  code,
  path: at.path.join(' -> '),
  message,
})

/** Components and every text node, but nothing inside a chart or a callback value. */
function countTags(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + countTags(entry), 0)
  if (typeof value !== 'object' || value === null) return 0
  const inner = Object.entries(value).filter(
    ([key]) => key !== 'chart_spec' && key !== 'behaviors' && key !== 'rows',
  )
  return inner.reduce((sum, [, entry]) => sum + countTags(entry), tagOf(value) ? 1 : 0)
}

const tagOf = (element: unknown): string | undefined => {
  const tag = (element as { tag?: unknown } | null)?.tag
  return typeof tag === 'string' ? tag : undefined
}

const add = (set: Set<string>, entry: string): boolean => set.size !== set.add(entry).size

const asList = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : [])

const mentionsIn = (element: Record<string, unknown>): string[] =>
  element.tag === 'markdown'
    ? [...String(element.content).matchAll(/<at id=["']?([^"'\s>]+)["']?>/g)].flatMap(
        (match) => match[1] ?? [],
      )
    : []

export type CardProblem = { code: number; path: string; message: string }
/** What the tenant knows; not asked where left out. */
export type Known = { image?: (key: string) => boolean; person?: (openId: string) => boolean }
type Place = { path: string[]; depth: number; inside?: string; form?: boolean }
type Walk = { known: Known; names: Set<string>; ids: Set<string>; tables: number; tags: number }
