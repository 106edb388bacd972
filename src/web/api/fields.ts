import { z } from 'zod'
import { momentOf } from '../../crm/moment.ts'
import { Prisma } from '../../db/types.ts'

// The forms in which values come and go. Text is kept as it is sent, without what no database takes.

export const id = z.uuid()

export const text = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((given) => given.toWellFormed().trim())
    .refine((given) => given.length > 0, 'is empty')
    .refine((given) => !given.includes('\0'), 'has a NUL character')

export const words = (most: number) => z.array(text(60)).max(most)

/** Yuan as a decimal string. */
export const yuan = z
  .string('is not a decimal string such as "86000.00"')
  .regex(
    /^\d{1,12}(\.\d{1,2})?$/,
    'is not a decimal string such as "86000.00": at most two places, twelve digits before them',
  )
  .meta({ example: '86000.00', description: 'Yuan' })

/** Years that the database and the calendar both take. */
const inReach = (given: string): boolean => given >= '1900' && given < '2999'

export const day = z.iso
  .date({ error: 'is not a day such as 2026-06-10', abort: true })
  .refine(inReach, 'is too far away')
export const moment = z.iso
  .datetime({
    error: 'is not a moment with its offset such as 2026-06-10T18:00:00+08:00',
    abort: true,
    offset: true,
  })
  .refine(inReach, 'is too far away')
/** A day, or a moment. */
export const when = z.union([day, moment], {
  error: 'is neither a day such as 2026-06-10 nor a moment with its offset such as 2026-06-10T18:00:00+08:00',
})

export const yuanOf = (amount: Prisma.Decimal): string => amount.toFixed(2)
export const dayOut = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null
export const momentOut = (at: Date | null): string | null => at?.toISOString() ?? null

/** A value in a query string, as the database compares it. */
export const dayFilter = day.transform((given) => new Date(`${given}T00:00:00Z`))
export const momentFilter = moment.transform((given) => new Date(given))
export const amountFilter = yuan.transform((given) => new Prisma.Decimal(given))
export const numberFilter = z.coerce.number().int().min(-1_000_000_000).max(1_000_000_000)
const wordOf = (most: number) =>
  z
    .string()
    .max(most)
    .refine((given) => !given.includes('\0'), 'has a NUL character')
export const word = wordOf(500)
export const longWord = wordOf(5000)
export const flagFilter = z.enum(['true', 'false']).transform((given) => given === 'true')

/** The condition that a day, or a moment, stands in two columns; `null` is none, and `undefined` any. */
export function onlyWhen(given: string | null | undefined, zone: string, at: string, allDay: string): object {
  if (!given) return given === null ? { [at]: null } : {}
  const wanted = momentOf(given, zone)
  return { [at]: wanted.at, [allDay]: wanted.allDay }
}

/** Names that people use; `calledBy` is another word for the same. */
export const aliasFields = { aliases: words(20).optional(), calledBy: words(20).optional() }
export const aliasesOf = (body: { aliases?: string[] | undefined; calledBy?: string[] | undefined }) =>
  body.aliases ?? body.calledBy
