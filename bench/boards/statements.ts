/**
 * Loaded before the service (`node --import`): writes to STATEMENTS_FILE at the end how many statements its process
 * made, and which of them took more than 100 ms.
 */
import { writeFileSync } from 'node:fs'
import { watchStatements } from '../messages/statements.ts'

const began = Date.now()
const watch = watchStatements()

process.on('exit', () => {
  const all = watch.stop()
  const slow = all
    .filter(({ took }) => took > 100)
    .map(({ at, took, text }) => ({ at: began + at, ms: took, sql: text }))
  const seen: Seen = { count: all.length, slow }
  if (process.env.STATEMENTS_FILE) writeFileSync(process.env.STATEMENTS_FILE, JSON.stringify(seen))
})

export type Seen = { count: number; slow: { at: number; ms: number; sql: string }[] }
