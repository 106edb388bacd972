import { businessDay, dayStart } from '../clock.ts'
import { nextMorning } from '../crm/settings/morning.ts'
import type { Rules } from '../crm/settings/rules.ts'
import type { Tx } from '../db/types.ts'
import { quietUntil } from './quiet.ts'

/**
 * Until when a push waits, or `undefined` for at once: for the morning in quiet hours, for the end of the silence
 * that the receiver has asked for, and for tomorrow where they have had as many today as one may (DOMAIN.md, Drive,
 * "push budget"). What waits to the same moment goes out as one.
 */
export function holdUntil({ now, zone, rules, mutedUntil, sentToday }: Held): Date | undefined {
  const { perDay } = rules.push
  const holds = [
    quietUntil(now, zone, rules.quiet),
    mutedUntil && mutedUntil > now ? mutedUntil : undefined,
    sentToday !== null && perDay > 0 && sentToday >= perDay ? nextMorning(now, zone, rules.quiet) : undefined,
  ].filter((at) => at !== undefined)
  return holds.length > 0 ? new Date(Math.max(...holds.map((at) => at.getTime()))) : undefined
}

type Held = {
  now: Date
  zone: string
  rules: Pick<Rules, 'push' | 'quiet'>
  mutedUntil: Date | null
  /** Scheduled messages of today; `null` where the message does not count. */
  sentToday: number | null
}

/** How many scheduled messages each of these people has been sent on the business day of `now`. */
export async function sentToday(
  tx: Tx,
  memberIds: string[],
  { now, zone }: { now: Date; zone: string },
): Promise<Map<string, number>> {
  const counts = await tx.delivery.groupBy({
    by: ['memberId'],
    where: {
      memberId: { in: memberIds },
      createdAt: { gte: dayStart(businessDay(now, zone), zone), lte: now },
      kind: 'push',
      slot: { not: null },
      status: { in: ['queued', 'sent'] },
    },
    _count: true,
  })
  return new Map(counts.map(({ memberId, _count }) => [memberId as string, _count]))
}
