import type { Prospect } from '../crm/pool/prospect.ts'
import { Refusal } from '../errors.ts'
import { Ask, type Asked } from './ask.ts'
import type { Turn } from './turn.ts'
import type { Arguments, Intent, Named, Ref } from './understand/understanding.ts'

/** The account that a command is about. Throws `Ask` when it is missing, unknown or fits several. */
export async function theAccount(turn: Turn, intent: Intent, known: Arguments): Promise<string> {
  const { account } = known
  const named = account && (fromList(turn, account) ?? account.record)
  if (named?.kind === 'account') return named.id
  if (named?.kind === 'lead') throw stillALead(named.name, '再来记这个')
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

/** Money and tasks hang on customers. `then`: what is to be said again afterwards. */
export const stillALead = (name: string, then: string) =>
  new Refusal('still-a-lead', `${name} 还是线索。先发「转客户 ${name}」，${then}。`)

/**
 * The lead or account that a command is about, by name or by its place in the last list. Where a name fits
 * several, those that `fits` go first. Throws `Ask` when it is missing, unknown or fits several.
 */
export async function theProspect(turn: Turn, wanted: Wanted): Promise<Prospect> {
  const { intent, known, about, question, offers } = wanted
  const named = known[about] ?? known.account ?? known.target
  if (!named) throw new Ask({ intent, known, about, text: question })
  if (placeIn(named) && wanted.listed && !isListOf(turn, wanted.listed))
    throw new Ask({ intent, known, about, text: question })
  const chosen = fromList(turn, named) ?? named.record
  if (!chosen && placeIn(named))
    throw new Ask({
      intent,
      known,
      about,
      text: `刚才的列表里没有第 ${placeIn(named)} 条。说名字也行，是哪一家？`,
    })
  if (isProspect(chosen)) return { kind: chosen.kind, id: chosen.id }
  const all = (named.candidates ?? []).filter(isProspect)
  const fitting = all.filter((one) => wanted.fits?.(turn, one) ?? true)
  const candidates = fitting.length > 0 ? fitting : all
  const [only] = candidates
  if (only && candidates.length === 1) return { kind: only.kind, id: only.id }
  if (only) throw new Ask({ intent, known, about, text: `「${named.text}」有好几家，是哪一家？`, candidates })
  const text = `没找到叫「${named.text}」的客户或线索。换个叫法试试，或者发「公海」看看。`
  throw new Ask({ intent, known, about, text, ...(offers ? { offers: offers(named.text) } : {}) })
}

/** Whether a record is nobody's, and so can be claimed. */
export const isFree = (turn: Turn, { kind, id }: Ref): boolean =>
  turn.context.names.get(kind, id)?.ownerId === null

export const isMine = (turn: Turn, { kind, id }: Ref): boolean =>
  turn.context.names.get(kind, id)?.ownerId === turn.member.id

export type Wanted = {
  intent: Intent
  known: Arguments
  about: 'account' | 'target'
  /** Asked when nothing was named. */
  question: string
  fits?: (turn: Turn, one: Ref) => boolean
  /** What the list shown last has to hold for its numbers to count: the third task is no lead to be claimed. */
  listed?: (turn: Turn, one: Ref) => boolean
  /** Ways out when the name fits nothing. */
  offers?: (name: string) => Asked['offers']
}

/** Whether the list shown last is of such records; one of them may have gone since. */
const isListOf = (turn: Turn, fits: (turn: Turn, one: Ref) => boolean): boolean =>
  turn.memory.lastList.some((one) => isProspect(one) && fits(turn, one)) ||
  (turn.memory.lastList.length === 1 && isProspect(turn.memory.lastList[0]))

export const isProspect = (ref: Ref | null | undefined): ref is Ref & Prospect =>
  ref?.kind === 'account' || ref?.kind === 'lead'

/** A record by its place in the list shown last: `3`, `第3个`. */
export function fromList(turn: Turn, named: Named): Ref | null {
  const place = placeIn(named)
  return place ? (turn.memory.lastList[place - 1] ?? null) : null
}

const placeIn = ({ text }: Named): number =>
  Number(/^(?:第)?(\d{1,2})(?:个|条|号|家)?$/u.exec(text.trim())?.[1] ?? 0)
