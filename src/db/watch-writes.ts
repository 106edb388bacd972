import { Prisma, type Tx } from './types.ts'

/**
 * The same transaction, and whether anything was written through it. A statement that changed no row has written
 * nothing; what cannot be told counts as written.
 */
export function watchWrites(tx: Tx): { tx: Tx; hasWritten(): boolean } {
  let written = false
  const note = (result: unknown): unknown => {
    written ||= !changedNothing(result)
    return result
  }
  const watched = (target: object): object =>
    new Proxy(target, {
      get(_, name) {
        const found: unknown = Reflect.get(target, name)
        if (typeof found === 'function')
          return (...asked: unknown[]) => {
            const answer: unknown = found.apply(target, asked)
            return writes(String(name), asked) ? (answer as Promise<unknown>).then(note) : answer
          }
        return typeof found === 'object' && found !== null ? watched(found) : found
      },
    })
  return { tx: watched(tx) as Tx, hasWritten: () => written }
}

/** A method of the transaction or of one of its tables. */
function writes(method: string, [text, ...values]: unknown[]): boolean {
  if (method.startsWith('$query')) return /\b(INSERT|UPDATE|DELETE)\b/i.test(wordsOf(text, values))
  return /^(\$execute|create|update|upsert|delete)/.test(method)
}

/** A statement as a template, ready made or as plain text; parts of it may be among the values. */
function wordsOf(text: unknown, values: unknown[]): string {
  const strings = text instanceof Prisma.Sql ? text.strings : text
  const parts = values.filter((value) => value instanceof Prisma.Sql).map(({ sql }) => sql)
  return [...(Array.isArray(strings) ? strings : [strings]), ...parts].join(' ')
}

function changedNothing(result: unknown): boolean {
  if (typeof result === 'number') return result === 0
  if (Array.isArray(result)) return result.length === 0
  return (result as { count?: unknown } | null)?.count === 0
}
