import type { Inbound } from '../chat/inbound.ts'
import type { Kept } from '../conversation/memory.ts'
import type { Look } from '../conversation/names.ts'
import type { Stage } from '../conversation/understand/context.ts'
import { type Below, belowSql } from '../crm/organisation/reach.ts'
import { type Member, Prisma, type Tx } from '../db/types.ts'

/**
 * What each message needs, in one statement: this is the hot path. The oldest message of the conversation that is
 * pending (or this one, if it still is), who speaks and what they may see, what the conversation remembers,
 * the company's rules and stages, and whose names have changed. `null` when nothing is pending.
 */
export async function hear(tx: Tx, conversation: string, wanted: Wanted): Promise<Heard | null> {
  const [heard] = await tx.$queryRaw<Heard[]>`
    SELECT i.id, i.platform, i.body, member.member, member.below,
      (SELECT to_jsonb(c) FROM "Conversation" c WHERE c.id = ${conversation}) AS kept,
      (SELECT jsonb_object_agg(s.key, s.value) FROM "Setting" s WHERE s.key LIKE 'rules.%') AS settings,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind) ORDER BY s.position), '[]')
         FROM "Stage" s JOIN "Pipeline" p ON p.id = s."pipelineId" WHERE p."isDefault") AS stages,
      ${wanted.names} AS names
    FROM (
      SELECT id, platform, body FROM "Inbound"
      WHERE conversation = ${conversation} AND status = 'pending' AND id = coalesce(${wanted.id ?? null}::uuid, id)
      ORDER BY id LIMIT 1
    ) i
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('id', m.id, 'name', m.name, 'role', m.role, 'departmentId', m."departmentId", 'status', m.status) AS member,
        ${belowSql(Prisma.sql`m.id`, Prisma.sql`(m.role = 'director')`)} AS below
      FROM "Identity" s JOIN "Member" m ON m.id = s."memberId"
      WHERE s.platform = i.platform AND s."externalId" = i.body->>'sender'
    ) member ON true`
  return heard ?? null
}

/**
 * Whoever comes second waits until the first has committed. A statement of its own: one that waits sees nothing of
 * what was committed meanwhile.
 */
export async function lockConversation(tx: Tx, conversation: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${conversation}, 0))::text`
}

type Wanted = { id?: string | undefined; names: Prisma.Sql }

export type Heard = {
  id: string
  platform: string
  body: Inbound
  member: Pick<Member, 'id' | 'name' | 'role' | 'departmentId' | 'status'> | null
  below: Below | null
  kept: Kept | null
  settings: Record<string, unknown> | null
  stages: Stage[]
  names: Look
}
