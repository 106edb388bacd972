import { withoutHalves } from '../../characters.ts'
import type { Context } from './context.ts'
import { type Decision, decide, isForbidden } from './decide.ts'
import { type Frame, isMending } from './frames/frame.ts'
import { frames } from './frames/index.ts'
import table from './habits/habits.json' with { type: 'json' }
import type { Habits } from './habits/weigh.ts'
import { signs } from './mask.ts'
import { isInjection, isToColleague } from './mood.ts'
import type { Stranger } from './readers/strangers.ts'
import { type Reading, read } from './reading.ts'
import { suggest } from './suggest.ts'
import type { Intent, Understanding } from './understanding.ts'

/**
 * What a sentence asks for. Pure: the same sentence, speaker, moment and names give the same answer. Never
 * throws, whatever was typed; at most the first 1,000 characters are read. `habits` is handed in by who measures
 * what other sentences would have taught.
 */
export function understand(sentence: string, context: Context, habits: Habits = learned): Understanding {
  const reading = read(sentence, context)
  const masked = reading.masked.text
  if (!/[\p{L}\p{N}Ⓐ-Ⓩ?]/u.test(masked) || isToColleague(masked) || isOrderToMachine(reading))
    return nothing(0.9)
  const found = decided(reading, habits)
  if (!found) return { ...nothing(0.5), suggestions: suggest(sentence) }
  const { intent, match, confidence } = found
  const filled = frames[intent](reading, match)
  const frame = pairs.test(sentence) ? whole(filled) : filled
  return { intent, ...frame, confidence, ...(isMending(match) && { amends: true }) }
}

const pairs = /[\ud800-\udfff]/

/** To the readers an emoji is two blanks, and one of them may have gone with the word beside it. */
const whole = (frame: Frame): Frame =>
  JSON.parse(JSON.stringify(frame), (_key, value) =>
    typeof value === 'string' ? withoutHalves(value) : value,
  )

/**
 * A lead is followed up and looked at in the words for an account, and so is a company that nobody has stored;
 * what only stored accounts have is asked or refused later.
 */
function decided({ masked, stranger }: Reading, habits: Habits): Decision | undefined {
  const found = decide(masked.text, habits)
  if ((found && !found.unsure) || isForbidden(masked.text)) return found
  const like = asAccount(masked.text, stranger)
  const second = like === masked.text ? undefined : decide(like, habits)
  return second && ofLeadsToo.has(second.intent) ? second : found
}

/** Each as long as it was: positions in the mask stay. */
function asAccount(masked: string, stranger: Stranger | undefined): string {
  const leads = masked.replace(namedLead, (said) => signs.account.padEnd(said.length))
  return stranger ? leads.replace(stranger.plain, signs.account.padEnd(stranger.plain.length)) : leads
}

const namedLead = new RegExp(`(?:线索)?${signs.lead}`, 'g')
const ofLeadsToo = new Set<Intent>([
  'log_follow_up',
  'show_account',
  'record_payment',
  'promise_payment',
  'create_opportunity',
])

const isOrderToMachine = (reading: Reading): boolean => isInjection(reading.masked.text)

const learned = table as Habits

const nothing = (confidence: number): Understanding => ({ intent: 'none', arguments: {}, confidence })
