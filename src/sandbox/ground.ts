import type { Ids } from './ids.ts'
import type { SandboxLimits } from './options.ts'
import type { Roster } from './roster.ts'
import type { Store } from './store.ts'

/** What both platforms stand on. */
export type Ground = {
  limits: SandboxLimits
  roster: Roster
  store: Store
  ids: Ids
  /** The business clock. */
  now: () => Date
  zone: string
  botName: string
}
