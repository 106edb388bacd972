import type { Habits } from '../../src/conversation/understand/habits/weigh.ts'
import { understand } from '../../src/conversation/understand/index.ts'
import { type Example, judge, readExamples, type Verdict } from './judge.ts'
import type { LabelledSet } from './sets.ts'
import { contextsOf, readWorld } from './world.ts'

/** How well a set of labelled sentences is read. */
export type Accuracy = {
  count: number
  intent: number
  frame: number
  falseActions: number
  /** Share of the needed questions that are asked. */
  asked: number
  failures: { example: Example; verdict: Verdict }[]
  /** Expected intent → given intent → how often, where they differ. */
  confusion: Map<string, number>
}

/** With other habits than the product's where some are given. */
export function accuracy(sets: readonly LabelledSet[], habits?: Habits): Accuracy {
  const all = sets.flatMap(({ examples, worldFile }) => {
    const contextOf = contextsOf(readWorld(worldFile))
    return readExamples(examples).map((example) => {
      const answer = understand(example.text, contextOf(example.speaker), habits)
      return { example, answer, verdict: judge(example, answer) }
    })
  })
  const needed = all.filter(({ example }) => example.expect.question === true)
  const confusion = new Map<string, number>()
  for (const { example, answer, verdict } of all) {
    const pair = `${example.expect.intent ?? 'anyOf'} → ${answer.intent}`
    if (!verdict.intent) confusion.set(pair, (confusion.get(pair) ?? 0) + 1)
  }
  return {
    count: all.length,
    intent: share(all, ({ verdict }) => verdict.intent),
    frame: share(all, ({ verdict }) => verdict.frame),
    falseActions: all.filter(({ verdict }) => verdict.falseAction).length,
    asked: share(needed, ({ answer }) => answer.question !== undefined),
    failures: all
      .filter(({ verdict }) => !verdict.frame || verdict.falseAction)
      .map(({ example, verdict }) => ({ example, verdict })),
    confusion,
  }
}

function share<T>(all: readonly T[], fits: (one: T) => boolean): number {
  return all.length ? all.filter(fits).length / all.length : 1
}
