import { readFileSync } from 'node:fs'
import type { Arguments, Intent, Understanding } from '../../src/conversation/understand/index.ts'

/** One labelled sentence; the format is told in shared/language-examples.md. */
export type Example = {
  id: string
  speaker: string
  text: string
  expect: Reading & { anyOf?: Reading[] }
  tags: string[]
  why?: string
}
type Reading = { intent?: Intent; arguments?: Record<string, unknown>; question?: boolean | 'may' }

export type Verdict = { intent: boolean; frame: boolean; falseAction: boolean; wrong: string[] }

export const readExamples = (path: string | URL): Example[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as Example)

/** The best of the fair readings. */
export function judge(example: Example, answer: Understanding): Verdict {
  const fair = example.expect.anyOf ?? [example.expect]
  const verdicts = fair.map((one) => judgeOne(one, answer))
  const best =
    verdicts.find((one) => one.frame) ?? verdicts.find((one) => one.intent) ?? (verdicts[0] as Verdict)
  return { ...best, falseAction: verdicts.every((one) => one.falseAction) }
}

function judgeOne(expect: Reading, answer: Understanding): Verdict {
  const asked = answer.question !== undefined
  const intent = answer.intent === expect.intent
  const wrong = intent
    ? wrongArguments(expect.arguments ?? {}, answer.arguments)
    : [`intent ${answer.intent}, not ${expect.intent}`]
  if (expect.question === true && !asked) wrong.push('does not ask')
  if (!expect.question && asked) wrong.push(`asks about ${answer.question?.about}`)
  const unasked = writes.has(answer.intent) && !asked
  return {
    intent,
    frame: wrong.length === 0,
    falseAction: unasked && (!writes.has(expect.intent as Intent) || expect.question === true),
    wrong,
  }
}

function wrongArguments(expected: Record<string, unknown>, given: Arguments): string[] {
  return Object.entries(expected).flatMap(([key, want]) => {
    if (key === 'absent')
      return (want as string[])
        .filter((name) => spoken(given, name) !== undefined)
        .map((name) => `${name} is there`)
    const includes = key.endsWith('Includes')
    const name = includes ? key.slice(0, -8) : key
    const value = spoken(given, name)
    const fits = includes ? includesAll(value, want as (string | string[])[]) : matches(name, value, want)
    return fits ? [] : [`${name} is ${value ?? 'missing'}, not ${JSON.stringify(want)}`]
  })
}

function spoken(given: Arguments, name: string): string | undefined {
  const value = given[name as keyof Arguments]
  return typeof value === 'object' ? (value.record?.name ?? value.text) : value
}

const includesAll = (value: string | undefined, parts: (string | string[])[]): boolean =>
  value !== undefined && parts.every((part) => [part].flat().some((one) => value.includes(one)))

function matches(name: string, value: string | undefined, want: unknown): boolean {
  if (want !== null && typeof want === 'object')
    return (want as { anyOf: unknown[] }).anyOf.some((one) => matches(name, value, one))
  if (want === null) return value === undefined
  if (value === undefined) return false
  if (name === 'amount') return Number(value) === Number(want)
  if (name === 'phone') return value.replace(/\D/g, '') === String(want).replace(/\D/g, '')
  if (dates.has(name) && String(want).length > 10)
    return value.length > 10 && Date.parse(value) === Date.parse(String(want))
  return value === want
}

const dates = new Set(['nextAt', 'dueAt', 'closeOn', 'paidOn', 'dueOn'])

/** Intents that change something. */
export const writes = new Set<Intent>([
  'log_follow_up',
  'create_lead',
  'claim',
  'release',
  'convert_lead',
  'create_opportunity',
  'advance_stage',
  'win',
  'lose',
  'create_task',
  'complete_task',
  'record_payment',
  'promise_payment',
  'undo',
])
