import { createComesAgain } from './comes-again.ts'

/**
 * Names for the statements of one pool, so that each connection parses and plans them once. Only what comes again
 * gets one, and only so many: a server keeps every named statement for as long as its connection lives.
 */
export function createStatementNames(most = 250): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  const comesAgain = createComesAgain(most)
  return ({ sql }) => {
    const known = names.get(sql)
    if (known || names.size >= most || !comesAgain(sql)) return known ?? unnamed
    const name = `s${names.size}`
    names.set(sql, name)
    return name
  }
}

const unnamed = ''
