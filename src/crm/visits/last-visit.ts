import type { Tx } from '../../db/types.ts'
import type { Prospect } from '../pool/prospect.ts'

/** The last follow-ups of leads or accounts, valid or not, by their ids; those without are missing. */
export async function lastVisitsOf(tx: Tx, prospects: Prospect[]): Promise<LastVisits> {
  const asked = prospects.map(({ kind, id }) => ({ kind, id }))
  const rows = await tx.$queryRaw<Last[]>`
    SELECT p.id, v."createdAt", v.content FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS p(kind text, id uuid)
    CROSS JOIN LATERAL (
      (SELECT "createdAt", content FROM "Visit" WHERE p.kind = 'lead' AND "leadId" = p.id AND "undoneAt" IS NULL
        ORDER BY "createdAt" DESC LIMIT 1)
      UNION ALL (SELECT "createdAt", content FROM "Visit" WHERE p.kind = 'account' AND "accountId" = p.id
        AND "undoneAt" IS NULL ORDER BY "createdAt" DESC LIMIT 1)) v`
  return new Map(rows.map((row) => [row.id, row]))
}

export type LastVisits = ReadonlyMap<string, Last>
export type Last = { id: string; createdAt: Date; content: string }
