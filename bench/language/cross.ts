import { learn, lessonsOf } from './learn.ts'
import { type Accuracy, accuracy } from './measure.ts'
import { phrases } from './phrases.ts'
import { companies, readSets } from './sets.ts'

/**
 * Each company's sentences read with habits learned from all the other companies': what to expect of words that
 * nobody has labelled, as far as the habits go. The rules have seen them all.
 */
export function* crossValidated(): Generator<{ company: string; found: Accuracy }> {
  const lessons = new Map(
    companies.map((company) => [company, lessonsOf(readSets.filter(({ world }) => world === company))]),
  )
  for (const company of companies) {
    const others = companies.filter((one) => one !== company).flatMap((one) => lessons.get(one) ?? [])
    const own = readSets.filter(({ world }) => world === company)
    yield { company, found: accuracy(own, learn([...others, ...phrases()])) }
  }
}
