import type { Act } from '../chat/card.ts'
import type { Arguments, Intent, Ref } from './understand/understanding.ts'

/**
 * Thrown by a command that lacks something: nothing has been done yet, the person is asked one question,
 * and their answer runs the same command again with what was known plus the answer.
 */
export class Ask extends Error {
  override name = 'Ask'
  readonly question: Asked
  constructor(question: Asked) {
    super(question.text)
    const { candidates } = question
    this.question = candidates ? { ...question, candidates: candidates.toSorted(byName) } : question
  }
}

export type Asked = {
  intent: Intent
  /** What is known so far. */
  known: Arguments
  /** The argument that the answer fills. */
  about: keyof Arguments
  text: string
  /** Shown as buttons; the answer may also be typed. */
  candidates?: Ref[]
  /** Fixed answers shown as buttons: stages, reasons. */
  options?: string[]
  /** Other ways out, as buttons that fill other arguments: 新建客户. */
  offers?: { label: string; known: Arguments }[]
  /** The message that it was asked at, as its buttons have it. */
  of?: string
  /** Asked a second time: what does not answer it now ends it. */
  again?: true
  /** The tap that the answer completes (`Tapped.known`); without it, the intent's command runs again. */
  answers?: Act
}

/** However the records were found: who asks again sees the same order. */
const byName = (one: Ref, other: Ref): number => one.name.localeCompare(other.name, 'zh')
