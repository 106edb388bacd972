import { crossValidated } from './cross.ts'
import { type Accuracy, accuracy } from './measure.ts'
import { readSets, shared, unreadSets } from './sets.ts'
import { type Memory, speed } from './speed.ts'

/**
 * `npm run bench:language`: how well each labelled set is read, how well each company's would be without its own
 * habits of speech, and how long a sentence takes among 50,000 accounts. Of unread sets only totals are told.
 */
// First, so that what the others leave behind does not hide what the index takes; with the service's young generation.
if (!process.argv.includes('--accuracy')) reportSpeed()
for (const set of [shared, ...readSets.slice(1)]) report(set.name, accuracy([set]), true)
for (const set of unreadSets) report(`${set.name}, unread`, accuracy([set]), false)
for (const { company, found } of crossValidated())
  report(`${company}, habits learned from the others`, found, true)

function report(name: string, found: Accuracy, inFull: boolean): void {
  const share = (value: number): string => value.toFixed(3)
  console.log(
    `\n${name}: ${found.count} sentences\n  intent ${share(found.intent)}  frame ${share(found.frame)}  false actions ${found.falseActions}  questions asked ${share(found.asked)}`,
  )
  for (const [pair, count] of found.confusion) console.log(`  confused: ${pair} × ${count}`)
  for (const { example, verdict } of inFull ? found.failures : [])
    console.log(
      `  fails: ${verdict.falseAction ? '(false action) ' : ''}${example.text.replaceAll('\n', '⏎')} · ${verdict.wrong.join('; ')}`,
    )
}

function reportSpeed(): void {
  const found = speed(shared.examples, shared.worldFile, 50_000, () => performance.now(), memory)
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
