import { Prisma, type Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { readRules } from '../settings/rules.ts'
import { dropsAt } from './clock.ts'
import { plansFor } from './plans.ts'
import { changeProspect, type Held, holdProspect, type Prospect, readProspect, tables } from './prospect.ts'

/**
 * Works out anew when it drops, after anything that its clock depends on has changed. Returns when. Held first:
 * whoever follows it up, signs it or takes it at the same time has set its clock, or sets it after.
 */
export async function resetClock(tx: Tx, at: At, prospect: Prospect): Promise<Date | null> {
  await holdProspect(tx, prospect)
  const held = await readProspect(tx, prospect)
  const { pool } = at.rules ?? (await readRules(tx))
  const plans = await plansFor(tx, prospect.kind, [held])
  const drop = dropsAt(held, at.zone, pool, plans.get(held.id))
  if (drop?.getTime() !== held.dropsAt?.getTime())
    await changeProspect(tx, prospect, {}, { dropsAt: drop, warnedDays: null, updatedAt: at.now })
  return drop
}

/** A valid follow-up: the clock starts anew now, with the next step as its only plan. Returns when it drops then. */
export async function restarted(tx: Tx, at: At, held: Held, next: Date | null): Promise<Date | null> {
  const { pool } = at.rules ?? (await readRules(tx))
  const followed = { ...held, followedUpAt: at.now }
  return dropsAt(followed, at.zone, pool, next ? [{ madeAt: at.now, for: next }] : [])
}

/**
 * What that writes, to be written together with the follow-up, unless it has changed hands at the same time. One that
 * was signed at that time has no clock. Where the drop stays, its warnings stay given.
 */
export const restartOf = (
  { now }: At,
  { kind, id, ownerId }: Held,
  drop: Date | null,
): Prisma.Sql => Prisma.sql`
  UPDATE ${tables[kind]}
  SET "followedUpAt" = ${now}, "updatedAt" = ${now}, "dropsAt" = ${kind === 'lead' ? drop : unlessSigned(drop)},
    "warnedDays" = CASE WHEN "dropsAt" IS NOT DISTINCT FROM ${drop} THEN "warnedDays" END
  WHERE id = ${id}::uuid AND "ownerId" IS NOT DISTINCT FROM ${ownerId}::uuid`

const unlessSigned = (drop: Date | null) =>
  Prisma.sql`CASE WHEN "signedAt" IS NULL THEN ${drop}::timestamptz END`

type At = Pick<By, 'now' | 'zone' | 'rules'>
