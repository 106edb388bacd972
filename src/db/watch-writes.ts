import { Prisma, type Tx } from './types.ts'

/**
 * The same transaction, and whether anything was written through it. A statement that changed no row has written
 * nothing; what cannot be told counts as written, and so does one that failed: nothing goes on after it.
 */
export function watchWrites(tx: Tx): { tx: Tx; hasWritten(): boolean } {
  let written = false
  const watch = async (answer: Promise<unknown>, isWrite: boolean): Promise<unknown> => {
    try {
      const result = await answer
      written ||= isWrite && !changedNothing(result)
      return result
    } catch (error) {
      written = true
      throw error
    }
  }
  // Around an empty object: what a proxy gives is checked against its own, and Prisma's are proxies that answer slowly.
  const watched = (target: object): object =>
    new Proxy(Object.create(null), {
      get(_, name) {
        const found: unknown = Reflect.get(target, name)
        if (typeof found === 'function')
          return (...asked: unknown[]) => watch(found.apply(target, asked), writes(String(name), asked))
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
