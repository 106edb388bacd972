import type { Match } from './frames/frame.ts'
import { type Habits, likelihoods } from './habits/weigh.ts'
import { allRules } from './intents/index.ts'
import type { Rule } from './intents/rule.ts'
import { moodAt } from './mood.ts'
import type { Intent } from './understanding.ts'

/** What a sentence is taken for, and why. `unsure`: no rule says so, only the habit of speech. */
export type Decision = { intent: Intent; match: Match; confidence: number; unsure: boolean }

/**
 * Rules say what a sentence can mean, the mood what it does not mean, and the habit of speech how likely each is:
 * their evidence is added up.
 */
export function decide(masked: string, habits: Habits): Decision | undefined {
  const likely = likelihoods(masked, habits)
  const { allowed, forbidden } = candidates(masked)
  const none = Math.log(likely.get('none') ?? 0.01) + (forbidden.size > 0 ? heard : 0)
  const weighed = [...likely].flatMap(([intent, share]) => {
    if (intent === 'none') return []
    const found = allowed.get(intent)
    const match = found?.match ?? byHabit(masked, intent, forbidden, share)
    if (!match) return []
    const reluctance = found || isAbout(intent, masked) ? 0 : bare
    const evidence = Math.log(share) + trust(found?.rule) - reluctance
    return [{ intent, match, unsure: !found, isCommand: (found?.rule.weight ?? 0) >= told, evidence }]
  })
  const best = weighed.sort((a, b) => b.evidence - a.evidence)[0]
  if (!best || best.evidence <= none + (asking.has(best.intent) ? 0 : sureness)) return undefined
  const { isCommand, evidence, ...decision } = best
  const confidence = 1 / (1 + Math.exp(none - evidence))
  return { ...decision, confidence: isCommand ? confidence : Math.min(confidence, surest) }
}

/** Neither habit nor a rule that reads what only happened is sure enough to be a new command to an open question. */
const surest = 0.75
const told = 60

/** Whether a mood forbids what a rule would read: such a sentence is not to be read another way. */
export const isForbidden = (masked: string): boolean => candidates(masked).forbidden.size > 0

/** How far a rule is believed, in the measure of a logarithm: a command in so many words outweighs most habits. */
const trust = (rule: Rule | undefined): number =>
  rule === undefined
    ? 0
    : rule.why.startsWith('mends')
      ? 6
      : rule.weight >= 90
        ? 2.5
        : rule.weight >= 80
          ? 1.2
          : rule.weight >= 60
            ? 0.7
            : 0.1

/** A mood that forbade a rule speaks for mere mention. */
const heard = 0.7

/** By how much to do something must be likelier than to have only talked. */
const sureness = 0.4

/** Nothing stands in the sentence that the intent is about. */
const bare = 0.7

/** The heaviest rule of each intent that matches in the right mood; and the intents that a mood forbade. */
function candidates(masked: string): {
  allowed: Map<Intent, { rule: Rule; match: Match }>
  forbidden: Set<Intent>
} {
  const allowed = new Map<Intent, { rule: Rule; match: Match }>()
  const forbidden = new Set<Intent>()
  for (const rule of allRules) {
    if (allowed.has(rule.intent)) continue
    const found = rule.when.exec(masked)
    if (!found || rule.unless?.test(masked)) continue
    const start = found.index
    const end = start + found[0].length
    if (moodAt(masked, start, end, rule.intent) !== 'meant') forbidden.add(rule.intent)
    else allowed.set(rule.intent, { rule, match: { start, end, why: rule.why } })
  }
  return { allowed, forbidden }
}

/** The whole sentence, where it holds what the intent is about and is no question, wish or hearsay. */
function byHabit(
  masked: string,
  intent: Intent,
  forbidden: ReadonlySet<Intent>,
  share: number,
): Match | undefined {
  if (
    forbidden.has(intent) ||
    (intent === 'help' && /谁/.test(masked)) ||
    (intent === 'create_lead' && isKnown(masked))
  )
    return undefined
  if (
    (lengthOf(masked) < shortest && !/[ⓌⒻ]|推进/.test(masked)) ||
    (!loose.has(intent) && !isAbout(intent, masked))
  )
    return undefined
  if (endings.has(intent) && /Ⓒ/.test(masked) && !/[ⒶⓄⓌⒻ]/.test(masked)) return undefined
  if (share < clearly && intent === 'undo' && /[ⒶⓁⓄⒸ]/.test(masked)) return undefined
  if (share < clearly && saysSo[intent]?.test(masked) === false) return undefined
  if (moodAt(masked, 0, masked.length, intent) !== 'meant') return undefined
  if (!asking.has(intent) && wonders.test(masked)) return undefined
  return { start: 0, end: masked.length, why: 'worded as it usually is' }
}

/** 周五, 月底: an answer to somebody, no command. A name counts as long as names are. */
const shortest = 5
const lengthOf = (masked: string): number => masked.trim().replace(/[ⒶⓁⓄⓂ]/g, '名字名').length

/** What ends something is not taken from how a sentence sounds, unless clearly: one of its words must stand there. */
const clearly = 0.6

/** 搞定了孔总 ends no deal. */
const endings = new Set<Intent>(['win', 'lose'])
const saysSo: Partial<Record<Intent, RegExp>> = {
  claim:
    /领|要|抢|归我|给我|我来|我跟|我接|收|拿|分我|派我|捞|挂|占|转|我去|我谈|抓|啃|认(?!识)|grab|claim|take|名下|我的|叼|吃/,
  win: /签|赢|成|中标|中了|拿下|定了|定下|到手|妥|搞定|盖章|合同|Ⓦ|啃|落|收|喜|捷|开单|拿捏|敲|下单|下来|won|win/,
  lose: /输|丢|黄|没|飞|凉|被|让|给|抢|截|走|砍|不|败|废|吹|Ⓕ|崩|别家|选|死|完|取消|停|跑|挂|泡|流失|自研|over|lost|找/,
  undo: /撤|删|错|取消|回|不算|作废|重|没说|恢复|还原|反悔|手滑|抹|清|退|作数|手抖/,
}

/** People say these without naming what they are about; it is asked then. */
const loose = new Set<Intent>([
  'log_follow_up',
  'release',
  'win',
  'lose',
  'advance_stage',
  'convert_lead',
  'promise_payment',
  'create_task',
  'complete_task',
  'undo',
  'help',
  'explain',
  'show_overdue',
  'show_target',
  'list_mine',
])

/** A phone beside a customer's name is that customer's, unless it brings us another. */
const isKnown = (masked: string): boolean =>
  /Ⓐ|Ⓞ(?![\s\S]*Ⓣ)|^(?![\s\S]*(?:咨询|询价|打听|了解|来电|想[买装上要]))[\s\S]*Ⓞ/.test(masked) &&
  !/线索|潜客|询盘|名片|lead|介绍|推荐|新客|留资/.test(masked)

const wonders =
  /谁(?![^,。]{0,4}谁)|什么时候|啥时候|怎么办|会不会|能不能|是不是|有没有|[吗么]\s*[?。!]*$|[?]\s*$|没\s*$|来着/

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

const isAbout = (intent: Intent, masked: string): boolean => speaksOf[intent]?.test(masked) ?? true

/** What usually stands in a sentence that means this. */
const speaksOf: Partial<Record<Intent, RegExp>> = {
  log_follow_up: /[ⒶⒸ]/,
  advance_stage: /Ⓞ|Ⓐ[\s\S]*Ⓢ/,
  win: /Ⓞ/,
  lose: /Ⓞ/,
  claim: /Ⓛ|公海|领|抢|grab|接手|我收/,
  release: /[ⒶⓁ]/,
  convert_lead: /Ⓛ/,
  record_payment: /^(?=[\s\S]*[ⒶⒸ])(?=[\s\S]*[款付笔到收打转汇进结账钱回来入交清补齐给缴还贷流])/,
  promise_payment: /[ⒶⒸ][\s\S]*Ⓓ/,
  create_opportunity: /^(?=[\s\S]*[ⒶⒸ])[\s\S]*(?:新|商机|单|项目|立项|报备|机会|deal|opp|new)/,
  create_lead: /Ⓣ/,
  create_task: /[ⒹⓅ]/,
  show_leaderboard: /谁|榜|排|第|名|最/,
  show_target: /目标|指标|任务|达标|完成/,
  show_overdue: /欠|款|账|逾期|超期/,
  list_mine: /我|手/,
  show_account: /Ⓐ/,
  browse_pool: /公海|池|线索|客户|pool|无主|没人/,
  explain: /为|咋|怎么|凭/,
  help: /你|用|操作|指令|帮/,
}
