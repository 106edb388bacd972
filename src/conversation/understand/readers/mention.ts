import type { NameEntry } from '../book/name-book.ts'
import type { Span } from './span.ts'

/** A stretch of a sentence that names something of the name book. */
export type Mention = Span & {
  text: string
  /** Everything of that name that the speaker may see; none for a company of somebody else, which is not to be taken for another. */
  entries: NameEntry[]
  how: 'called' | 'spelt' | 'sound' | 'slip'
}
