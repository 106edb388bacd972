import type { Asked } from './ask.ts'
import type { Arguments, Named, Ref, Understanding } from './understand/understanding.ts'

/**
 * What is known once the open question is answered: by a button (`sentence` is the record's id or the option),
 * by a number, by a name, or in words. `null` when this is no answer but something new.
 */
export function resumed(pending: Asked, sentence: string, said: Understanding | null): Arguments | null {
  const answer = answerOf(pending, sentence.trim(), said)
  if (answer === null) return null
  return { ...pending.known, ...answer }
}

function answerOf(pending: Asked, sentence: string, said: Understanding | null): Arguments | null {
  const { about } = pending
  const offer = offered(pending, sentence)
  if (offer) return offer.known
  if (isNamed(about)) {
    const picked = chosen(pending.candidates ?? [], sentence)
    if (picked) return { [about]: picked }
    // A bare name reads as a wish to see the record; any other sentence that names one is a new command.
    if (isOther(pending, said) && said?.intent !== 'show_account') return null
    return { [about]: spoken(said, about) ?? { text: sentence } }
  }
  const option = pending.options?.[Number(sentence) - 1] ?? pending.options?.find((one) => one === sentence)
  if (option) return { [about]: option }
  // Stages are few and have been offered: what names none and reads as something else is something else.
  if (isOther(pending, said, about === 'stage' ? 0 : undefined)) return null
  // Beside the answer itself, people add when and with whom: those words count too.
  return { ...withoutRecords(said?.arguments ?? {}), [about]: said?.arguments[about] ?? sentence }
}

/** The offers are numbered behind the candidates and options. */
function offered({ candidates = [], options = [], offers = [] }: Asked, sentence: string) {
  const place = Number(sentence) - candidates.length - options.length
  return offers[place - 1] ?? offers.find((offer) => offer.label === sentence)
}

/** Clearly another command: not swallowed as an answer. */
const isOther = (pending: Asked, said: Understanding | null, sure = 0.8): boolean =>
  said !== null && said.intent !== 'none' && said.intent !== pending.intent && said.confidence >= sure

function chosen(candidates: Ref[], answer: string): Named | null {
  const record =
    candidates.find((one) => one.id === answer) ??
    candidates[Number(answer) - 1] ??
    single(candidates.filter((one) => one.name.includes(answer) && answer.length > 0))
  return record ? { text: record.name, record } : null
}

/** A name that the sentence itself contains, of any kind of record that fits the question. */
function spoken(said: Understanding | null, about: keyof Arguments): Named | null {
  const named = said?.arguments[about] ?? said?.arguments.account ?? said?.arguments.target
  return typeof named === 'object' && named.record ? named : null
}

function withoutRecords(known: Arguments): Arguments {
  const { account: _account, target: _target, ...rest } = known
  return rest
}

const single = <T>(found: T[]): T | undefined => (found.length === 1 ? found[0] : undefined)

const records = new Set<keyof Arguments>(['account', 'contact', 'target', 'assignee'])
const isNamed = (about: keyof Arguments): about is 'account' | 'contact' | 'target' | 'assignee' =>
  records.has(about)
