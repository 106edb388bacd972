import { accuracy } from './measure.ts'
import { verdictsOnMended } from './mended.ts'
import { readSets, shared, unreadSets } from './sets.ts'

/**
 * `npm run language:report`: accuracy on the labelled sentences, and on what people have put right on their
 * receipts, read from the service's database (DATA_DIR or DATABASE_URL; the embedded one while the service is
 * stopped). LANGUAGE_MENDED and LANGUAGE_WORLD name files of further sentences in the shared format.
 */
const mended = process.env.LANGUAGE_MENDED
const world = process.env.LANGUAGE_WORLD

const rows = [
  { name: 'shared', sets: [shared] },
  { name: 'read', sets: readSets.slice(1) },
  { name: 'not read yet', sets: unreadSets },
  ...(mended && world
    ? [{ name: 'mended', sets: [{ name: 'mended', world: 'mended', examples: mended, worldFile: world }] }]
    : []),
].filter(({ sets }) => sets.length > 0)
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

const onMended = await verdictsOnMended(process.env)
const shareOf = (fits: boolean[]): string => (fits.filter(Boolean).length / fits.length).toFixed(3)
if (!onMended || onMended.length === 0) console.log('Nothing has been put right by anybody yet.')
else
  console.table(
    (['card', 'sentence'] as const).flatMap((how) => {
      const verdicts = onMended.filter((one) => one.how === how).map(({ verdict }) => verdict)
      if (verdicts.length === 0) return []
      const intent = shareOf(verdicts.map((one) => one.intent))
      return [
        {
          'put right by': how,
          sentences: verdicts.length,
          intent,
          frame: shareOf(verdicts.map((one) => one.frame)),
        },
      ]
    }),
  )
process.exit()
