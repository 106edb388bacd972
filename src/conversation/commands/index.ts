import type { Command } from '../command.ts'
import { advance } from './advance-stage.ts'
import { browsePool } from './browse-pool.ts'
import { claim } from './claim.ts'
import { lose, win } from './close-deal.ts'
import { finishTask } from './complete-task.ts'
import { convertLead } from './convert-lead.ts'
import { createLead } from './create-lead.ts'
import { newOpportunity } from './create-opportunity.ts'
import { newTask } from './create-task.ts'
import { explain } from './explain.ts'
import { help } from './help.ts'
import { listMine } from './list-mine.ts'
import { logFollowUp } from './log-follow-up.ts'
import { promisePaymentCommand } from './promise-payment.ts'
import { recordPaymentCommand } from './record-payment.ts'
import { release } from './release.ts'
import { showAccount } from './show-account.ts'
import { showLeaderboard } from './show-leaderboard.ts'
import { showOverdue } from './show-overdue.ts'
import { showTarget } from './show-target.ts'
import { undo } from './undo.ts'

/** Everything people can say. A new command is one file beside this one and one line here. */
export const commands: Command[] = [
  showAccount,
  listMine,
  newOpportunity,
  advance,
  win,
  lose,
  newTask,
  finishTask,
  undo,
  explain,
  help,
  logFollowUp,
  createLead,
  browsePool,
  claim,
  release,
  convertLead,
  promisePaymentCommand,
  recordPaymentCommand,
  showOverdue,
  showLeaderboard,
  showTarget,
]
