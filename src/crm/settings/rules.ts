import { z } from 'zod'
import { Role } from '../../../prisma/generated/enums.ts'
import type { Tx } from '../../db/types.ts'

const days = z.int().min(1).max(3650)
const count = z.int().min(0).max(1_000_000)
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day like 21:00')

/** The numbers that an administrator can change, with the defaults of the field (DOMAIN.md). */
export const rulesSchema = z.object({
  pool: z.object({
    /** Days without a valid follow-up until an account drops to the pool, by level. */
    idleDays: z.object({ A: days, B: days, C: days, D: days, key: days }),
    /** Days until a lead without follow-up drops. */
    leadIdleDays: days,
    /** Days from the claim without a signature. */
    unsignedDays: days,
    unsignedDaysKey: days,
    /** Warnings before a drop, in days. */
    warnDays: z.array(days).max(10),
    /** Holidays longer than this stop the clock. */
    longHolidayDays: count,
    capacity: count,
    capacityNewRep: count,
    /**
     * A rep counts as new for this many days after we first met them. Who was met within a week of the company's
     * first member was there before us and is not new: directories tell no hire dates.
     */
    newRepDays: count,
    claimsPerDay: count,
    claimsPerWeek: count,
    secondsBetweenClaims: count,
    /** After a drop nobody may claim for this long. */
    postingHours: z
      .number()
      .min(0)
      .max(24 * 30),
    /** The former owner may not claim it back for this long. */
    formerOwnerDays: count,
    /** Nor may anybody who has ever had it. */
    lineageDays: count,
    /** Different leads and accounts of the pool that a rep is shown on a day. */
    viewsPerDay: count.default(50),
  }),
  overdue: z.object({
    /** Days before (negative) and after the due date on which something is sent. */
    ladder: z.array(z.int().min(-365).max(3650)).max(50),
    managerFromDays: count,
    directorFromDays: count,
    stopSupplyFromDays: count,
    /** So many overdue ones above so many yuan are an alarm. */
    bigAmount: count.max(1_000_000_000).default(500_000),
    bigCount: count.default(3),
    /** So is less than this percentage collected of what came due this month. */
    collectionPercent: z.int().min(0).max(100).default(80),
  }),
  push: z.object({
    /** Scheduled messages to one person on a day. What is beyond waits for the next morning; 0: no limit. */
    perDay: count,
  }),
  /** After how many days the nightly clean-up throws away what only served to bring messages in and out. */
  keep: z.object({
    /** Also the keys by which a message that comes again is known: platforms repeat for hours. */
    inboundDays: z.int().min(30).max(3650),
    deliveryDays: days,
    /** What was said in deliveries that were sent; their rows stay for `deliveryDays`. */
    messageDays: days,
    /** Slots of scheduled pushes. */
    slotDays: days,
    poolViewDays: days,
    /** Where everybody stood at the end of a day; compared with over the longest holiday. */
    rankDays: z.int().min(20).max(3650),
    /** Notes of changed names. A process that was idle for longer reads all names again. */
    nameNoteDays: days,
  }),
  /** Times of day between which nobody is sent anything of ours, `HH:mm`. */
  quiet: z.object({ from: timeOfDay, to: timeOfDay }),
  undoMinutes: count,
  /** An open question is forgotten after this many minutes. */
  questionMinutes: z
    .int()
    .min(1)
    .max(24 * 60),
  /** A title that contains one of the words gives the role; the first match counts. */
  roleTitles: z
    .array(z.object({ words: z.array(z.string().min(1).max(50)).max(50), role: z.enum(Role) }))
    .max(50),
})
export type Rules = z.infer<typeof rulesSchema>

export const defaultRules: Rules = {
  pool: {
    idleDays: { A: 15, B: 10, C: 7, D: 5, key: 30 },
    leadIdleDays: 7,
    unsignedDays: 60,
    unsignedDaysKey: 180,
    warnDays: [3, 1],
    longHolidayDays: 3,
    capacity: 50,
    capacityNewRep: 30,
    newRepDays: 90,
    claimsPerDay: 5,
    claimsPerWeek: 20,
    secondsBetweenClaims: 60,
    postingHours: 2,
    formerOwnerDays: 7,
    lineageDays: 30,
    viewsPerDay: 50,
  },
  overdue: {
    ladder: [-7, -3, 0, 1, 3, 7, 15, 30],
    managerFromDays: 7,
    directorFromDays: 15,
    stopSupplyFromDays: 30,
    bigAmount: 500_000,
    bigCount: 3,
    collectionPercent: 80,
  },
  push: { perDay: 5 },
  keep: {
    inboundDays: 30,
    deliveryDays: 30,
    messageDays: 7,
    slotDays: 30,
    poolViewDays: 30,
    rankDays: 60,
    nameNoteDays: 7,
  },
  quiet: { from: '21:00', to: '08:00' },
  undoMinutes: 10,
  questionMinutes: 10,
  roleTitles: [
    { words: ['总监', '总经理', '总裁', '董事长'], role: 'director' },
    { words: ['财务', '结算', '会计', '出纳'], role: 'finance' },
    { words: ['销管', '销售运营', '质检'], role: 'sales_ops' },
    { words: ['市场'], role: 'marketing' },
    { words: ['客户成功'], role: 'customer_success' },
  ],
}

/** The rules in force. */
export async function readRules(tx: Tx): Promise<Rules> {
  const rows = await tx.setting.findMany({ where: { key: { startsWith: 'rules.' } } })
  return rulesOf(Object.fromEntries(rows.map(({ key, value }) => [key, value])))
}

/** The defaults, overlaid section by section with what is set (`rules.<section>`). */
export function rulesOf(settings: Record<string, unknown> | null): Rules {
  if (!settings || Object.keys(settings).length === 0) return defaultRules
  const merged: Record<string, unknown> = { ...defaultRules }
  for (const [key, value] of Object.entries(settings)) {
    const section = key.slice('rules.'.length)
    merged[section] = mergedSection(merged[section], value)
  }
  return rulesSchema.parse(merged)
}

const mergedSection = (base: unknown, value: unknown): unknown =>
  isRecord(base) && isRecord(value) ? { ...base, ...value } : value

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
