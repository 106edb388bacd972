import { allRules } from './intents/index.ts'
import { readable } from './text.ts'
import type { Intent } from './understanding.ts'
import { segment } from './words.ts'

/** The two intents whose words are nearest to a sentence that nothing fitted, best first; none when nothing is near. */
export function suggest(sentence: string): Intent[] {
  const { plain } = readable(sentence.slice(0, 300))
  if (whoStruggles.test(plain)) return ['show_target', 'show_leaderboard']
  const scores = new Map<Intent, number>()
  for (const word of new Set(segment(plain))) {
    if (word.length < 2) continue
    for (const [intent, uses] of usesOf(word)) scores.set(intent, (scores.get(intent) ?? 0) + uses)
  }
  return [...scores]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 2)
    .map(([intent]) => intent)
}

/** 谁需要帮助, a leader's question: the words are nowhere, what answers it is who is behind. */
const whoStruggles =
  /谁[^,。]{0,4}(?:需要|要|得)[^,。]{0,3}(?:帮|扶|支持|关注|辅导|盯)|谁[^,。]{0,4}(?:落后|掉队|吃力|垫底|拖后腿)/

/** How much of an intent's declaration a word is, by the rules that hold it. */
function usesOf(word: string): Map<Intent, number> {
  let uses = known.get(word)
  if (!uses) {
    uses = new Map()
    for (const rule of allRules) {
      if (rule.when.source.includes(word))
        uses.set(rule.intent, Math.max(uses.get(rule.intent) ?? 0, rule.weight))
    }
    if (known.size < 5000) known.set(word, uses)
  }
  return uses
}

const known = new Map<string, Map<Intent, number>>()
