/** The vocabulary of what people say: every intent with its arguments. Names follow the language page. */
export const intents = [
  'log_follow_up',
  'create_lead',
  'browse_pool',
  'claim',
  'release',
  'convert_lead',
  'create_opportunity',
  'advance_stage',
  'win',
  'lose',
  'show_account',
  'list_mine',
  'create_task',
  'complete_task',
  'show_leaderboard',
  'show_target',
  'record_payment',
  'promise_payment',
  'show_overdue',
  'undo',
  'explain',
  'help',
  'none',
] as const
export type Intent = (typeof intents)[number]

export type RecordKind = 'account' | 'lead' | 'opportunity' | 'contact' | 'member' | 'task'

/** A record that somebody meant. */
export type Ref = { kind: RecordKind; id: string; name: string }

/**
 * Words that name a record. `record`: the one that fits. `candidates`: several fit (never together with
 * `record`). Neither: nothing fits, `text` is what was said.
 */
export type Named = { text: string; record?: Ref; candidates?: Ref[] }

/** `YYYY-MM-DD`, or a moment in ISO 8601 with the offset of the business time zone. */
export type When = string

export type Channel = 'visit' | 'call' | 'message' | 'meeting' | 'demo' | 'other'
export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year'
export type Metric = 'amount' | 'payments' | 'visits' | 'leads' | 'new_accounts'
export type Listing = 'accounts' | 'leads' | 'opportunities' | 'tasks' | 'receivables'

export type Arguments = {
  account?: Named
  contact?: Named
  target?: Named
  assignee?: Named
  channel?: Channel
  content?: string
  nextAt?: When
  nextAction?: string
  stage?: string
  /** Yuan as a decimal string with two places. */
  amount?: string
  competitor?: string
  company?: string
  phone?: string
  source?: string
  note?: string
  keyword?: string
  region?: string
  name?: string
  closeOn?: When
  reason?: string
  what?: Listing
  title?: string
  dueAt?: When
  period?: Period
  metric?: Metric
  /** The last day of the period, where one is meant that is over: 昨天, 上周, 5月. */
  until?: When
  /** A board of departments; of people where it is not said. */
  by?: 'departments'
  /** A department or region as it was said, `me`, or `all`. */
  scope?: string
  paidOn?: When
  dueOn?: When
  /** Said of what looks like something noted before: that it is another one, or the same. */
  another?: string
}

export type Question = {
  /** The argument that is missing or fits several records. */
  about: keyof Arguments
  /** The question as the bot asks it. */
  text: string
  candidates: Ref[]
}

export type Understanding = {
  intent: Intent
  arguments: Arguments
  question?: Question
  /** The sentence mends the record made last (`不对,是下周四`): only the arguments said are to change. */
  amends?: true
  /** How sure the reading is, 0–1. */
  confidence: number
  /** The nearest intents where nothing fitted, for buttons. */
  suggestions?: Intent[]
}
