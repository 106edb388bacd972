import { accuracy } from './measure.ts'

/**
 * Accuracy on the labelled sentences and, where a file of them is named (LANGUAGE_MENDED, same format), on what
 * people mended on receipt cards: `npm run language:report`.
 */
const fixture = (name: string): URL => new URL(`../../test/language/fixtures/${name}`, import.meta.url)
const mended = process.env.LANGUAGE_MENDED
const world = process.env.LANGUAGE_WORLD

const rows = [
  {
    name: 'shared',
    sets: [
      {
        examples: process.env.LANGUAGE_EXAMPLES ?? fixture('shared.jsonl'),
        world: world ?? fixture('shared.world.json'),
      },
    ],
  },
  {
    name: 'held out',
    sets: ['food', 'saas'].map((name) => ({
      examples: fixture(`${name}-held.jsonl`),
      world: fixture(`${name}.world.json`),
    })),
  },
  ...(mended && world ? [{ name: 'mended', sets: [{ examples: mended, world }] }] : []),
]
console.table(
  rows.map(({ name, sets }) => {
    const { count, intent, frame, falseActions, asked } = accuracy(sets)
    return {
      set: name,
      sentences: count,
      intent: intent.toFixed(3),
      frame: frame.toFixed(3),
      falseActions,
      asked: asked.toFixed(3),
    }
  }),
)
