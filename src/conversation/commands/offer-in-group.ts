import { Refusal } from '../../errors.ts'
import type { Phrase } from '../phrase.ts'
import type { Turn } from '../turn.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { plainWord } from '../understand/text.ts'
import type { Ref } from '../understand/understanding.ts'
import { fromList, isProspect } from '../wanted.ts'
import { offer } from './browse-pool.ts'

/** `发到群 黄河面粉`, `发到群 3`: a claim card for the department's group. */
export const offerInGroup: Phrase = {
  pattern: /^发(?:到)?群(?:里)?(?:抢)?[\s：:]*(?<which>.+)$/u,
  async command(turn, match) {
    const which = match.groups?.which ?? ''
    const ref = fromList(turn, { text: which }) ?? mentioned(turn, which)
    if (!isProspect(ref)) throw new Refusal('not-in-pool', `公海里没找到「${which}」。发「公海」看看有哪些。`)
    await offer(turn, { args: { [ref.kind]: ref.id }, values: {} })
  },
}

function mentioned({ context }: Turn, which: string): Ref | null {
  const [mention] = readMentions(plainWord(which), context)
  const free = mention?.entries.find(
    ({ kind, ownerId }) => ownerId === null && (kind === 'lead' || kind === 'account'),
  )
  return free ? { kind: free.kind as Ref['kind'], id: free.id, name: free.name } : null
}
