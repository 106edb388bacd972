import type { Match } from './frames/frame.ts'
import { type Habits, likelihoods } from './habits/weigh.ts'
import { allRules } from './intents/index.ts'
import type { Rule } from './intents/rule.ts'
import { moodAt } from './mood.ts'
import type { Intent } from './understanding.ts'

/** What a sentence is taken for, and why. `unsure`: no rule says so, only the habit of speech. */
export type Decision = { intent: Intent; match: Match; confidence: number; unsure: boolean }

/**
 * Rules say what a sentence can mean, the mood what it does mean, and the habit of speech which of several is
 * likelier. Where no rule speaks and nothing forbids it, the habit alone decides, if it is strong.
 */
export function decide(masked: string, habits: Habits): Decision | undefined {
  const likely = likelihoods(masked, habits)
  const { allowed, forbidden } = candidates(masked)
  const best = allowed
    .map(({ rule, match }) => ({
      rule,
      match,
      score: scoreOf(rule, likely),
    }))
    .sort((a, b) => b.score - a.score)[0]
  if (best && isIdle(best.rule, likely) && /[ⒶⒸ]/.test(masked)) return undefined
  if (best)
    return { intent: best.rule.intent, match: best.match, confidence: Math.min(1, best.score), unsure: false }
  return forbidden ? undefined : byHabit(masked, likely)
}

/** Whether a mood forbids what a rule would read: such a sentence is not to be read another way. */
export const isForbidden = (masked: string): boolean => candidates(masked).forbidden

/** A command in so many words needs no habit to back it. */
const scoreOf = (rule: Rule, likely: ReadonlyMap<Intent, number>): number =>
  rule.weight / 100 + leaning * (rule.weight >= 90 ? 1 : (likely.get(rule.intent) ?? 0))

/** Words about a customer that only hint at a note, and are worded as people chat: a note would be a false one. */
const isIdle = (rule: Rule, likely: ReadonlyMap<Intent, number>): boolean =>
  rule.intent === 'log_follow_up' &&
  rule.weight < 60 &&
  (likely.get('none') ?? 0) > (likely.get('log_follow_up') ?? 0)

/** How far habit outweighs the rank of a rule. */
const leaning = 0.2

/** The heaviest rule of each intent that matches in the right mood; and whether a mood forbade any. */
function candidates(masked: string): { allowed: { rule: Rule; match: Match }[]; forbidden: boolean } {
  const allowed = new Map<Intent, { rule: Rule; match: Match }>()
  let forbidden = false
  for (const rule of allRules) {
    if (allowed.has(rule.intent)) continue
    const found = rule.when.exec(masked)
    if (!found || rule.unless?.test(masked)) continue
    const start = found.index
    const end = start + found[0].length
    if (moodAt(masked, start, end, rule.intent) !== 'meant') forbidden = true
    else allowed.set(rule.intent, { rule, match: { start, end, why: rule.why } })
  }
  return { allowed: [...allowed.values()], forbidden }
}

function byHabit(masked: string, likely: ReadonlyMap<Intent, number>): Decision | undefined {
  const [intent, share] = [...likely].sort((a, b) => b[1] - a[1])[0] ?? ['none', 0]
  if (intent === 'none' || share < least || !speaksOf[intent]?.test(masked)) return undefined
  if (moodAt(masked, 0, masked.length, intent) !== 'meant' || (!asking.has(intent) && wonders.test(masked)))
    return undefined
  if (!asking.has(intent) && share < leastFor) return undefined
  const match = { start: 0, end: masked.length, why: 'worded as it usually is' }
  return { intent, match, confidence: share, unsure: true }
}

/** To write takes more than to show. */
const leastFor = 0.55
const least = 0.3
const wonders = /谁|什么时候|啥时候|怎么办|会不会|能不能|是不是|有没有|[吗么]\s*[?。!]*$|[?]\s*$|没\s*$|来着/

/** These are questions by nature. */
const asking = new Set<Intent>([
  'show_leaderboard',
  'show_target',
  'show_overdue',
  'list_mine',
  'show_account',
  'browse_pool',
  'explain',
  'help',
])

/** What must stand in a sentence before habit may take it for this. Others are never taken by habit. */
const speaksOf: Partial<Record<Intent, RegExp>> = {
  log_follow_up: /[ⒶⒸ]/,
  advance_stage: /Ⓞ|Ⓐ[\s\S]*Ⓢ/,
  win: /Ⓞ/,
  lose: /Ⓞ/,
  claim: /Ⓛ|公海|领/,
  release: /[ⒶⓁ]/,
  convert_lead: /Ⓛ/,
  record_payment: /[ⒶⒸ][\s\S]*Ⓜ|Ⓜ[\s\S]*[ⒶⒸ]/,
  promise_payment: /[ⒶⒸ][\s\S]*Ⓓ/,
  create_opportunity: /Ⓐ[\s\S]*Ⓜ/,
  create_lead: /Ⓣ/,
  create_task: /[ⒹⓅ]/,
  show_leaderboard: /谁|榜|排|第|名|最/,
  show_target: /目标|指标|任务|达标|完成/,
  show_overdue: /欠|款|账|逾期|超期/,
  list_mine: /我|手/,
  show_account: /Ⓐ/,
  browse_pool: /公海|池|线索|客户/,
  explain: /为|咋|怎么|凭/,
  help: /你|用|操作|指令|帮/,
}
