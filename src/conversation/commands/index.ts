import type { Command } from '../command.ts'
import { logFollowUp } from './log-follow-up.ts'

/** Everything people can say. A new command is one file beside this one and one line here. */
export const commands: Command[] = [logFollowUp]
