import type { NameBook } from './book/name-book.ts'
import type { Ref } from './understanding.ts'

/** All that the reading of a sentence may depend on. Handed in, so that the same sentence reads the same. */
export type Context = {
  at: Date
  /** IANA name of the business time zone. */
  zone: string
  speaker: { id: string; name: string; role: Role }
  names: NameBook
  /** Whose records the speaker may see: own for a rep, the team's for a manager. The pool (no owner) is open to all. */
  sees: ReadonlySet<string> | 'all'
  /** The company's stages in the order of its pipeline. */
  stages: readonly Stage[]
  /** The account just talked about; taken for a follow-up that names none. */
  recent?: { account?: Ref; at: Date }
}

export type Role = 'rep' | 'manager' | 'director' | 'finance' | 'sales_ops' | 'marketing' | 'customer_success'
export type Stage = { name: string; kind: 'open' | 'won' | 'lost' }
