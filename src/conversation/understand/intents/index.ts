import { boardRules } from './boards.ts'
import { dealRules } from './deals.ts'
import { followUpRules } from './follow-up.ts'
import { metaRules } from './meta.ts'
import { moneyRules } from './money.ts'
import { poolRules } from './pool.ts'
import type { Rule } from './rule.ts'
import { taskRules } from './tasks.ts'
import { viewRules } from './views.ts'

/** Everything people say, heaviest first. Of equals the one told first wins. */
export const allRules: readonly Rule[] = [
  ...metaRules,
  ...taskRules,
  ...poolRules,
  ...dealRules,
  ...moneyRules,
  ...boardRules,
  ...viewRules,
  ...followUpRules,
].sort((a, b) => b.weight - a.weight)
