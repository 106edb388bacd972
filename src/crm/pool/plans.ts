import { Prisma, type Tx } from '../../db/types.ts'
import { type Plan, windowStart } from './clock.ts'
import type { Held, Prospect } from './prospect.ts'

/** The next steps that were made for these leads or accounts since their clocks run, by their ids. */
export async function plansFor(
  tx: Tx,
  kind: Prospect['kind'],
  held: Held[],
): Promise<ReadonlyMap<string, Plan[]>> {
  const running = held.map((one) => ({ id: one.id, since: windowStart(one) }))
  const plans = await tx.$queryRaw<({ id: string } & Plan)[]>`
    SELECT r.id, v."createdAt" AS "madeAt", v."nextAt" AS "for"
    FROM jsonb_to_recordset(${JSON.stringify(running)}::jsonb) AS r(id uuid, since timestamptz)
    JOIN "Visit" v ON v.${keys[kind]} = r.id AND v."createdAt" >= r.since
    WHERE v."undoneAt" IS NULL AND v."nextAt" IS NOT NULL`
  return Map.groupBy(plans, ({ id }) => id)
}

const keys = { lead: Prisma.raw('"leadId"'), account: Prisma.raw('"accountId"') }
