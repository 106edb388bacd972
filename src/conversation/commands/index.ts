import type { Command } from '../command.ts'
import { logFollowUp } from './log-follow-up.ts'
import { promisePaymentCommand } from './promise-payment.ts'
import { recordPaymentCommand } from './record-payment.ts'
import { showOverdue } from './show-overdue.ts'

/** Everything people can say. A new command is one file beside this one and one line here. */
export const commands: Command[] = [logFollowUp, promisePaymentCommand, recordPaymentCommand, showOverdue]
