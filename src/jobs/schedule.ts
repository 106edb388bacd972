import type { Push } from './pushes/push.ts'
import type { When } from './slots.ts'

/** Everything that is pushed at its time. A new push is one file in `pushes/` and one row here. */
export const schedule: Row[] = []

export type Row = {
  push: Push
  when: When
  /** What becomes of a slot that nobody was there for: run later the same business day, or left out. */
  catchUp: 'same-day' | 'skip'
}
