import { practice } from './learn.ts'
import { type Accuracy, accuracy } from './measure.ts'
import { type Memory, speed } from './speed.ts'

const fixture = (name: string): URL => new URL(`../../test/language/fixtures/${name}`, import.meta.url)
const set = (name: string, world: string) => ({
  examples: fixture(`${name}.jsonl`),
  world: fixture(`${world}.world.json`),
})

const shared = {
  examples: process.env.LANGUAGE_EXAMPLES ?? fixture('shared.jsonl'),
  world: process.env.LANGUAGE_WORLD ?? fixture('shared.world.json'),
}
const sets = {
  shared: [shared],
  'own, for practice': practice.slice(1),
  'own, once held out': [set('food-held', 'food'), set('saas-held', 'saas'), set('saas-fresh', 'saas')],
}

for (const [name, examples] of Object.entries(sets)) report(name, accuracy(examples))
reportSpeed()

function report(name: string, found: Accuracy): void {
  const share = (value: number): string => value.toFixed(3)
  console.log(`\n${name}: ${found.count} sentences`)
  console.log(
    `  intent ${share(found.intent)}  frame ${share(found.frame)}  false actions ${found.falseActions}  questions asked ${share(found.asked)}`,
  )
  for (const [pair, count] of found.confusion) console.log(`  confused: ${pair} × ${count}`)
  for (const { example, verdict } of found.failures)
    console.log(
      `  fails: ${verdict.falseAction ? '(false action) ' : ''}${example.text.replaceAll('\n', '⏎')} · ${verdict.wrong.join('; ')}`,
    )
}

function reportSpeed(): void {
  const found = speed(shared.examples, shared.world, 50_000, () => performance.now(), memory)
  console.log(
    `\n50,000 accounts: p50 ${found.p50.toFixed(2)} ms, p99 ${found.p99.toFixed(2)} ms, longest ${found.max.toFixed(1)} ms over ${found.sentences} readings`,
  )
  console.log(
    `  index ${found.heapMegabytes.toFixed(0)} MB of heap, process ${found.residentMegabytes.toFixed(0)} MB larger, built in ${found.buildSeconds.toFixed(1)} s`,
  )
}

/** After a collection, where the process allows one (node --expose-gc). */
function memory(): Memory {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed, resident: rss }
}
