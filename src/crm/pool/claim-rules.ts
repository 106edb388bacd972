import { local } from '../../clock.ts'
import type { Rules } from '../settings/rules.ts'
import { dateLabel, timeLabel } from './labels.ts'

/**
 * Why this member may not claim this lead or account now, or `null`. Every answer says what to do next.
 * Rules: DOMAIN.md, Leads and the public pool.
 */
export function claimBarrier(facts: ClaimFacts, rules: Rules['pool']): Barrier | null {
  for (const rule of order) {
    const text = rule.check(facts, rules)
    if (text) return { rule: rule.name, text }
  }
  return null
}

/** How many a member may hold: of the rules that apply, the smallest wins. `since`: see `joinedAt`. */
export function capacityOf(member: { since: Date | null; now: Date }, rules: Rules['pool']): number {
  const days = member.since
    ? (member.now.getTime() - member.since.getTime()) / dayMs
    : Number.POSITIVE_INFINITY
  return Math.min(rules.capacity, days < rules.newRepDays ? rules.capacityNewRep : rules.capacity)
}

export type ClaimFacts = {
  now: Date
  zone: string
  /** When the member joined; `null` for those who were there from the beginning. */
  memberSince: Date | null
  /** Leads and unsigned accounts that the member holds. */
  held: number
  /** When the member claimed, this business week. */
  claims: Date[]
  claimableAt: Date
  /** When it last went back to the pool; `null` if it is new there. */
  droppedAt: Date | null
  /** Whether the member has had it: last before the drop, earlier, or never. */
  past: 'last' | 'earlier' | 'never'
  /** The record's region and those that the member's departments cover, where it is outside of them. */
  outside: { region: string; covered: string[] } | null
}
export type Barrier = { rule: string; text: string }

function posting({ now, zone, claimableAt }: ClaimFacts): string | null {
  if (claimableAt <= now) return null
  return `刚回公海，还在公示，${timeLabel(claimableAt, now, zone)} 起才能领。到点再来，机会人人一样。`
}

function region({ outside }: ClaimFacts): string | null {
  if (!outside) return null
  return `${outside.region}不归你们部门跟（你们负责：${outside.covered.join('、')}）。发「公海」看你们区域的；要跟这家，请主管来分。`
}

function formerOwner(facts: ClaimFacts, { formerOwnerDays }: Rules['pool']): string | null {
  if (facts.past !== 'last') return null
  return barred(facts, formerOwnerDays, '这家是从你名下回公海的')
}

function lineage(facts: ClaimFacts, { lineageDays }: Rules['pool']): string | null {
  if (facts.past !== 'earlier') return null
  return barred(facts, lineageDays, '这家你以前跟过')
}

function barred({ now, zone, droppedAt }: ClaimFacts, days: number, why: string): string | null {
  if (!droppedAt) return null
  const until = local(droppedAt, zone).plus({ days }).toJSDate()
  if (until <= now) return null
  return `${why}，${days} 天内不能再领，${dateLabel(until, zone)} 起可以。真有进展的话，请主管直接分给你。`
}

function apart({ now, claims }: ClaimFacts, { secondsBetweenClaims }: Rules['pool']): string | null {
  const last = Math.max(...claims.map((at) => at.getTime()))
  const left = Math.ceil((last + secondsBetweenClaims * 1000 - now.getTime()) / 1000)
  return left > 0 ? `领得有点快，再等 ${left} 秒，也给别人留个机会。` : null
}

function perDay({ now, zone, claims }: ClaimFacts, { claimsPerDay }: Rules['pool']): string | null {
  const today = claims.filter((at) => local(at, zone).hasSame(local(now, zone), 'day')).length
  return today >= claimsPerDay ? `今天已经领了 ${today} 条，一天最多 ${claimsPerDay} 条，明天再来。` : null
}

function perWeek({ claims }: ClaimFacts, { claimsPerWeek }: Rules['pool']): string | null {
  if (claims.length < claimsPerWeek) return null
  return `这周已经领了 ${claims.length} 条，一周最多 ${claimsPerWeek} 条，下周一再来。`
}

function capacity(facts: ClaimFacts, rules: Rules['pool']): string | null {
  const limit = capacityOf({ since: facts.memberSince, now: facts.now }, rules)
  if (facts.held < limit) return null
  return `你名下已有 ${facts.held} 家，上限 ${limit} 家（签约的不算）。先退一家再领：发「退回 客户名」。`
}

/** What cannot be helped first, then what waiting helps, then what the member can do something about. */
const order: { name: string; check(facts: ClaimFacts, rules: Rules['pool']): string | null }[] = [
  { name: 'region', check: region },
  { name: 'posting', check: posting },
  { name: 'former-owner', check: formerOwner },
  { name: 'lineage', check: lineage },
  { name: 'claims-per-week', check: perWeek },
  { name: 'claims-per-day', check: perDay },
  { name: 'claims-apart', check: apart },
  { name: 'capacity', check: capacity },
]

const dayMs = 86_400_000
