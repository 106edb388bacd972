import { Refusal } from '../errors.ts'
import type { Turn } from './turn.ts'
import { isCompany, type NameEntry } from './understand/book/name-book.ts'
import { mayName, readMentions } from './understand/readers/mentions.ts'
import { plainWord } from './understand/text.ts'
import type { Named } from './understand/understanding.ts'

/**
 * Refuses words that name somebody else's account: that it exists is no secret, whose it is and all else are.
 * Only names as they are called count, no near misses.
 */
export function refuseOutOfReach({ context }: Turn, words: string): void {
  const [mention] = readMentions(plainWord(words), { ...context, sees: 'all' })
  const closed = mention?.entries.filter((entry) => isTaken(entry) && !mayName(entry, context)) ?? []
  if (mention?.how === 'called' && closed.length > 0)
    throw new Refusal('account-taken', '这个客户有人在跟了，资料只有负责人和他的主管能看。')
}

/** The same for what a sentence names and no record in reach fits. */
export function refuseUnfitting(turn: Turn, named: Named | undefined): void {
  if (named && !named.record && !named.candidates) refuseOutOfReach(turn, named.text)
}

/** The full name of the one company that people call so, whoever has it; the words themselves for any other. */
export function fullName({ context }: Turn, words: string): string {
  const plain = plainWord(words)
  const [mention] = readMentions(plain, { ...context, sees: 'all' })
  const names = new Set(
    mention?.how === 'called' && mention.text === plain
      ? mention.entries.filter(isCompany).map(({ name }) => name)
      : [],
  )
  const [only] = names
  return only !== undefined && names.size === 1 ? only : words
}

const isTaken = ({ kind, ownerId }: NameEntry): boolean =>
  kind === 'account' || (kind === 'lead' && ownerId !== null)
