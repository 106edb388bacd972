import { Refusal } from '../errors.ts'
import type { Turn } from './turn.ts'
import type { NameEntry } from './understand/index.ts'
import { readMentions } from './understand/readers/mentions.ts'
import { plainWord } from './understand/text.ts'

/**
 * Refuses words that name somebody else's account: that it exists is no secret, whose it is and all else are.
 * Only names as they are called count, no near misses.
 */
export function refuseOutOfReach({ context }: Turn, words: string): void {
  const [mention] = readMentions(plainWord(words), { ...context, sees: 'all' })
  if (mention?.how === 'called' && mention.entries.some(isTaken))
    throw new Refusal('account-taken', '这个客户有人在跟了，资料只有负责人和他的主管能看。')
}

const isTaken = ({ kind, ownerId }: NameEntry): boolean =>
  kind === 'account' || (kind === 'lead' && ownerId !== null)
