import type { Intent } from '../understanding.ts'
import { advanceStage, createOpportunity, lose, win } from './deal.ts'
import { followUp } from './follow-up.ts'
import type { Fill } from './frame.ts'
import { lead } from './lead.ts'
import { payment, promise } from './money.ts'
import { browsePool, claim, convertLead, release } from './pool.ts'
import { completeTask, createTask } from './task.ts'
import { explain, leaderboard, listMine, overdue, showAccount, target } from './views.ts'

const nothing: Fill = () => ({ arguments: {} })

/** What each intent takes from a sentence. */
export const frames: Record<Intent, Fill> = {
  log_follow_up: followUp,
  create_lead: lead,
  browse_pool: browsePool,
  claim,
  release,
  convert_lead: convertLead,
  create_opportunity: createOpportunity,
  advance_stage: advanceStage,
  win,
  lose,
  show_account: showAccount,
  list_mine: listMine,
  create_task: createTask,
  complete_task: completeTask,
  show_leaderboard: leaderboard,
  show_target: target,
  record_payment: payment,
  promise_payment: promise,
  show_overdue: overdue,
  undo: nothing,
  explain,
  help: nothing,
  none: nothing,
}
