import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

export type Statement = {
  text: string
  /** Milliseconds since the watch began. */
  at: number
  took: number
  /** Calls into the embedded database. */
  calls: number
}

/** Notes every statement of this process that reaches a database from now on. One watch at a time. */
export function watchStatements() {
  const began = performance.now()
  const seen: Statement[] = []
  note = (text, from, took = performance.now() - from, calls = 1) =>
    seen.push({ text: short(text), at: from - began, took, calls })
  return {
    elapsed: () => performance.now() - began,
    stop: () => {
      note = () => undefined
      return seen
    },
  }
}

let note: (text: string, from: number, took?: number, calls?: number) => void = () => undefined

/** What it does to which table: all that is needed to know it again. */
function short(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').replaceAll('"public".', '').trim()
  return flat.length > 110 ? `${flat.slice(0, 110)}…` : flat
}

const { query } = pg.Client.prototype
pg.Client.prototype.query = function watched(this: pg.Client, ...args: unknown[]) {
  const from = performance.now()
  const [asked] = args as [string | { text: string }]
  const text = typeof asked === 'string' ? asked : asked.text
  const done = args.at(-1)
  if (typeof done === 'function')
    args[args.length - 1] = (...results: unknown[]) => {
      note(text, from)
      done(...results)
    }
  const answer = (query as (...args: unknown[]) => unknown).apply(this, args)
  if (answer instanceof Promise)
    void answer.then(
      () => note(text, from),
      () => undefined,
    )
  return answer
} as typeof query

// The embedded database is asked in bytes of PostgreSQL's protocol: in one call for a statement, or in several.
// It is over with its `Sync`.
const named = new Map<string, string>()
const { execProtocolRawSync } = PGlite.prototype
let under: { text?: string | undefined; at: number; took: number; calls: number } | null = null
PGlite.prototype.execProtocolRawSync = function watched(message: Uint8Array) {
  const from = performance.now()
  const answer = execProtocolRawSync.call(this, message)
  const bytes = Buffer.from(message)
  under ??= { at: from, took: 0, calls: 0 }
  under.text ??= textIn(bytes)
  under.took += performance.now() - from
  under.calls++
  if (bytes.subarray(-5).equals(sync)) {
    note(under.text ?? '?', under.at, under.took, under.calls)
    under = null
  }
  return answer
}

const sync = Buffer.from('S\0\0\0\x04', 'latin1')

/** The statement in these messages, where they begin or run one. */
function textIn(bytes: Buffer): string | undefined {
  const type = String.fromCharCode(bytes[0] ?? 0)
  const [first = '', second = ''] = bytes.toString('utf8', 5).split('\0')
  if (type === 'Q') return first
  if (type === 'P') named.set(first, second)
  if (type === 'P') return second
  return type === 'B' ? named.get(second) : undefined
}
