import { brokenPromises } from './pushes/broken-promises.ts'
import { briefTime } from './pushes/carried-by-brief.ts'
import { cleanUp } from './pushes/clean-up.ts'
import { closeBoards } from './pushes/close-boards.ts'
import { dailyLeaderboard } from './pushes/daily-leaderboard.ts'
import { leadRecycling, recyclingTimes } from './pushes/lead-recycling.ts'
import { morningBriefPush } from './pushes/morning-brief.ts'
import { overdueReceivables } from './pushes/overdue-receivables.ts'
import { poolClocks } from './pushes/pool-clocks.ts'
import type { Push } from './pushes/push.ts'
import { morningTime, taskRemindersPush, taskTimes } from './pushes/task-reminders.ts'
import { dailyAt, either, type When, workdaysAt } from './slots.ts'

/** Everything that is pushed at its time. A new push is one file in `pushes/` and one row here. */
export const schedule: Row[] = [
  { push: closeBoards, when: dailyAt('00:20'), catchUp: 'same-day' },
  { push: cleanUp, when: dailyAt('03:30'), catchUp: 'same-day' },
  { push: brokenPromises, when: dailyAt('00:30'), catchUp: 'same-day' },
  { push: poolClocks, when: dailyAt('03:50'), catchUp: 'same-day' },
  { push: leadRecycling, when: dailyAt(...recyclingTimes), catchUp: 'same-day' },
  { push: morningBriefPush, when: workdaysAt(briefTime), catchUp: 'same-day' },
  { push: taskRemindersPush, when: either(dailyAt(morningTime), taskTimes), catchUp: 'same-day' },
  { push: overdueReceivables, when: workdaysAt('09:10'), catchUp: 'same-day' },
  { push: dailyLeaderboard, when: workdaysAt('18:00'), catchUp: 'same-day' },
]

export type Row = {
  push: Push
  when: When
  /** What becomes of a slot that nobody was there for: run later the same business day, or left out. */
  catchUp: 'same-day' | 'skip'
}
