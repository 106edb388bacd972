import type { Asked } from './ask.ts'
import { type Bare, bareAnswer } from './understand/bare.ts'
import type { Context } from './understand/context.ts'
import type { Arguments, Named, Ref, Understanding } from './understand/understanding.ts'

/**
 * What is known once the open question is answered: by a button (`sentence` is the record's id or the option),
 * by a number, by a name, or in words. `null` when this is no answer but something new. `heard`: how the words read
 * by themselves; a tap has none.
 */
export function resumed(pending: Asked, sentence: string, heard: Heard | null): Arguments | null {
  const answer = answerOf(pending, sentence.trim(), heard)
  if (answer === null) return null
  return { ...pending.known, ...answer }
}

/** Whether a button under the question brings this: what comes from outside is no name and no free words. */
export const isShown = ({ candidates = [], options = [], offers = [] }: Asked, value: string): boolean =>
  candidates.some(({ id }) => id === value) ||
  options.includes(value) ||
  offers.some(({ label }) => label === value)

export type Heard = { said: Understanding; context: Context }

function answerOf(pending: Asked, sentence: string, heard: Heard | null): Arguments | null {
  const { about, candidates = [], options = [] } = pending
  const offer = offered(pending, sentence)
  if (offer) return offer.known
  const option = options[Number(sentence) - 1] ?? options.find((one) => one === sentence)
  if (option && !isNamed(about)) return { [about]: option }
  const picked = isNamed(about) ? chosen(candidates, sentence) : null
  if (picked) return { [about]: picked }
  // A task goes by the words of its title, which are a sentence.
  const isFree = !heard || (pending.intent === 'complete_task' && about === 'target')
  const bare = isFree ? { words: sentence, isSure: false } : bareAnswer(sentence, about, heard.context)
  if (!bare || (!bare.isSure && isOther(pending, heard?.said))) return null
  const said = heard?.said.arguments ?? {}
  if (isNamed(about))
    return { [about]: chosen(candidates, bare.words) ?? spoken(said, about, bare) ?? { text: bare.words } }
  // Beside the answer itself, people add when and with whom: those words count too.
  return { ...withoutRecords(said), [about]: said[about] ?? bare.words }
}

/** The offers are numbered behind the candidates and options. */
function offered({ candidates = [], options = [], offers = [] }: Asked, sentence: string) {
  const place = Number(sentence) - candidates.length - options.length
  return offers[place - 1] ?? offers.find((offer) => offer.label === sentence)
}

/** Clearly another command: not swallowed as an answer. A bare name reads as a wish to see the record. */
const isOther = (pending: Asked, said: Understanding | undefined): boolean =>
  said !== undefined &&
  said.intent !== 'none' &&
  said.intent !== pending.intent &&
  said.confidence >= 0.8 &&
  !(said.intent === 'show_account' && isNamed(pending.about))

function chosen(candidates: Ref[], answer: string): Named | null {
  const record =
    candidates.find((one) => one.id === answer) ??
    (isYes.test(answer) ? single(candidates) : undefined) ??
    candidates[Number(/^第?(\d{1,2})(?:个|条|家|位|号)?$/u.exec(answer)?.[1] ?? 0) - 1] ??
    single(candidates.filter((one) => one.name.includes(answer) && answer.length > 0))
  return record ? { text: record.name, record } : null
}

/** 是林晓吗？ */
const isYes = /^(?:是|是的|对|对的|嗯|没错|就是[他她]?|是[他她])[。!！]*$/u

/** A name that the sentence itself contains, of any kind of record that fits the question. */
function spoken(said: Arguments, about: keyof Arguments, { names }: Bare): Named | null {
  const named = said[about] ?? said.account ?? said.target
  return typeof named === 'object' && named.record ? named : (names ?? null)
}

function withoutRecords(known: Arguments): Arguments {
  const { account: _account, target: _target, ...rest } = known
  return rest
}

const single = <T>(found: T[]): T | undefined => (found.length === 1 ? found[0] : undefined)

const records = new Set<keyof Arguments>(['account', 'contact', 'target', 'assignee'])
const isNamed = (about: keyof Arguments): about is 'account' | 'contact' | 'target' | 'assignee' =>
  records.has(about)
