import { z } from 'zod'
import type { Tx } from '../../db/types.ts'

/** The numbers that an administrator can change, with the defaults of the field (DOMAIN.md). */
export const rulesSchema = z.object({
  pool: z.object({
    /** Days without a valid follow-up until an account drops to the pool, by level. */
    idleDays: z.object({ A: z.int(), B: z.int(), C: z.int(), D: z.int(), key: z.int() }),
    /** Days until a lead without follow-up drops. */
    leadIdleDays: z.int(),
    /** Days from the claim without a signature. */
    unsignedDays: z.int(),
    unsignedDaysKey: z.int(),
    /** Warnings before a drop, in days. */
    warnDays: z.array(z.int()),
    /** Holidays longer than this stop the clock. */
    longHolidayDays: z.int(),
    capacity: z.int(),
    capacityNewRep: z.int(),
    /**
     * A rep counts as new for this many days after we first met them. Who was met within a week of the company's
     * first member was there before us and is not new: directories tell no hire dates.
     */
    newRepDays: z.int(),
    claimsPerDay: z.int(),
    claimsPerWeek: z.int(),
    secondsBetweenClaims: z.int(),
    /** After a drop nobody may claim for this long. */
    postingHours: z.number(),
    /** The former owner may not claim it back for this long. */
    formerOwnerDays: z.int(),
    /** Nor may anybody who has ever had it. */
    lineageDays: z.int(),
  }),
  overdue: z.object({
    /** Days before (negative) and after the due date on which something is sent. */
    ladder: z.array(z.int()),
    managerFromDays: z.int(),
    directorFromDays: z.int(),
    stopSupplyFromDays: z.int(),
  }),
  quiet: z.object({ from: z.string(), to: z.string() }),
  undoMinutes: z.int(),
  /** An open question is forgotten after this many minutes. */
  questionMinutes: z.int(),
  /** A title that contains one of the words gives the role; the first match counts. */
  roleTitles: z.array(z.object({ words: z.array(z.string()), role: z.string() })),
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
  },
  overdue: {
    ladder: [-7, -3, 0, 1, 3, 7, 15, 30],
    managerFromDays: 7,
    directorFromDays: 15,
    stopSupplyFromDays: 30,
  },
  quiet: { from: '21:00', to: '08:00' },
  undoMinutes: 10,
  questionMinutes: 10,
  roleTitles: [
    { words: ['总监'], role: 'director' },
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
