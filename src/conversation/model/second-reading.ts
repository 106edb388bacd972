import type { Turn } from '../turn.ts'
import { isForbidden } from '../understand/decide.ts'
import type { Context } from '../understand/index.ts'
import { isInjection, isToColleague } from '../understand/mood.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { read } from '../understand/reading.ts'
import { plainWord } from '../understand/text.ts'
import type { Named, RecordKind, Understanding } from '../understand/understanding.ts'
import type { ModelAnswer } from './answer.ts'
import { type ModelRequest, modelRequest } from './request.ts'

/** Thrown before anything was written: the sentence is to be read again with the model's answer at hand. */
export class NeedsModel extends Error {
  override name = 'NeedsModel'
  readonly request: ModelRequest
  constructor(request: ModelRequest) {
    super('the offline reading is unsure')
    this.request = request
  }
}

/**
 * The model's reading of a sentence that the offline one is unsure of, checked like any other; `null` where the
 * offline one stands. Throws `NeedsModel` when the model has yet to be asked.
 */
export function secondReading(turn: Turn, sentence: string, offline: Understanding): Understanding | null {
  const { secondReading: second, context } = turn
  if (!second || !isUnsure(sentence, offline, context)) return null
  if ('mask' in second) throw new NeedsModel(modelRequest(sentence, context, second.mask))
  if (!second.answer || second.answer.intent === 'none') return null
  return checked(second.answer, sentence, context)
}

/**
 * Nothing understood in words that speak of business, or only by the habit of speech. What a mood forbids
 * (questions, hopes, hearsay), words to a colleague and orders to the machine are no matter of doubt.
 */
function isUnsure(
  sentence: string,
  { intent, confidence, amends }: Understanding,
  context: Context,
): boolean {
  if (amends || confidence >= surely || sentence.includes('\n')) return false
  const { masked, mentions } = read(sentence, context)
  if (isForbidden(masked.text) || isInjection(masked.text) || isToColleague(masked.text)) return false
  return intent !== 'none' || mentions.length > 0 || business.test(sentence)
}

const surely = 0.6
const business =
  /客户|线索|商机|公海|跟进|拜访|报价|合同|签约|签单|回款|到账|打款|付款|应收|欠款|逾期|任务|提醒|排行|业绩|目标|成交|丢单|输单|赢单/u

/** Names go through the same book as everybody's words, and the account of notes is closed to the same people. */
function checked(
  { intent, arguments: said }: ModelAnswer,
  sentence: string,
  context: Context,
): Understanding {
  const { account, contact, target, assignee, ...plain } = said
  const { recent } = context
  const named = (words: string | undefined, kinds: RecordKind[]): Named | undefined =>
    // A name that nobody has said is the model's own invention.
    words && sentence.includes(words) ? namedIn(words, kinds, context) : undefined
  const given: Understanding['arguments'] = {
    ...(plain as Understanding['arguments']),
    ...defined('account', named(account, ['account', 'lead']) ?? recentOf(intent, recent, context)),
    ...defined('contact', named(contact, ['contact'])),
    ...defined('target', named(target, ['account', 'lead', 'opportunity', 'task'])),
    ...defined('assignee', named(assignee, ['member'])),
    // The person's own words, never the model's.
    ...(intent === 'log_follow_up' ? { content: sentence.trim() } : {}),
  }
  return { intent, arguments: given, confidence: 0.5 }
}

const recentOf = (intent: string, recent: Context['recent'], { at }: Context): Named | undefined =>
  intent === 'log_follow_up' && recent?.account && at.getTime() - recent.at.getTime() < 15 * 60_000
    ? { text: recent.account.name, record: recent.account }
    : undefined

function namedIn(text: string, kinds: RecordKind[], context: Context): Named {
  const entries = readMentions(plainWord(text), context).flatMap((mention) => mention.entries)
  const refs = entries.flatMap(({ kind, id, name }) =>
    kind !== 'department' && kinds.includes(kind) ? [{ kind, id, name }] : [],
  )
  const [only] = refs
  if (only && refs.length === 1) return { text, record: only }
  return refs.length > 1 ? { text, candidates: refs.slice(0, mostCandidates) } : { text }
}

const mostCandidates = 20

const defined = <K extends string>(name: K, value: Named | undefined): Partial<Record<K, Named>> =>
  value ? ({ [name]: value } as Record<K, Named>) : {}
