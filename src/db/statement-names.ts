/**
 * Names for the statements of one pool, so that each connection parses and plans them once. Only what comes again
 * gets one, and only so many: a server keeps every named statement for as long as its connection lives.
 */
export function createStatementNames(most = 250): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  const seenOnce = new Set<string>()
  return ({ sql }) => {
    const name = names.get(sql)
    if (name || names.size >= most) return name ?? unnamed
    if (!seenOnce.delete(sql)) {
      if (seenOnce.size >= most) seenOnce.clear()
      seenOnce.add(sql)
      return unnamed
    }
    names.set(sql, `s${names.size}`)
    return names.get(sql) ?? unnamed
  }
}

const unnamed = ''
