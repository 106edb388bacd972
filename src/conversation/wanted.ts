import { Ask } from './ask.ts'
import type { Turn } from './turn.ts'
import type { Arguments, Intent, Named, Ref } from './understand/understanding.ts'

/** The account that a command is about. Throws `Ask` when it is missing, unknown or fits several. */
export async function theAccount(turn: Turn, intent: Intent, known: Arguments): Promise<string> {
  const { account } = known
  if (account?.record?.kind === 'account') return account.record.id
  if (!account) throw new Ask({ intent, known, about: 'account', text: '哪个客户？说个名字就行。' })
  const candidates = (account.candidates ?? []).filter((one) => one.kind === 'account')
  if (candidates.length === 1) return (candidates[0] as Ref).id
  if (candidates.length > 1)
    throw new Ask({
      intent,
      known,
      about: 'account',
      text: `「${account.text}」有好几家，是哪一家？`,
      candidates,
    })
  throw new Ask({
    intent,
    known,
    about: 'account',
    text: `没找到叫「${account.text}」的客户。换个叫法试试，或者先说「新线索 ${account.text}」建一条。`,
  })
}

/** A record by its place in the list shown last: `3`, `第3个`. */
export function fromList(turn: Turn, named: Named): Ref | null {
  const place = /^(?:第)?(\d{1,2})(?:个|条|号)?$/u.exec(named.text.trim())?.[1]
  return place ? (turn.memory.lastList[Number(place) - 1] ?? null) : null
}
