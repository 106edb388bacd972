import type { Inbound } from '../chat/inbound.ts'
import type { Kept } from '../conversation/memory.ts'
import type { Look } from '../conversation/names.ts'
import type { Stage } from '../conversation/understand/context.ts'
import { type Below, belowSql } from '../crm/organisation/reach.ts'
import { type Member, Prisma, type Tx } from '../db/types.ts'

/**
 * What each message needs, in one statement for several conversations: this is the hot path. Of each the oldest
 * message that is pending (or the one that is wanted, if it still is), who speaks and what they may see, and what the
 * conversation remembers; and for all the company's rules and stages, and whose names have changed.
 */
export async function hear(tx: Tx, wanted: Wanted[], names: Prisma.Sql): Promise<Hearing> {
  const [found] = await tx.$queryRaw<[Found]>`
    SELECT (SELECT jsonb_object_agg(s.key, s.value) FROM "Setting" s WHERE s.key LIKE 'rules.%') AS settings,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind) ORDER BY s.position), '[]')
         FROM "Stage" s JOIN "Pipeline" p ON p.id = s."pipelineId" WHERE p."isDefault") AS stages,
      ${names} AS names,
      (SELECT coalesce(jsonb_agg(to_jsonb(h)), '[]') FROM (
        SELECT w.conversation, i.id, i.platform, i.body, i.attempts, member.member, member.below, to_jsonb(c) AS kept
        FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(conversation text, id uuid)
        JOIN LATERAL (
          SELECT id, platform, body, attempts FROM "Inbound"
          WHERE conversation = w.conversation AND status = 'pending' AND id = coalesce(w.id, id)
          ORDER BY id LIMIT 1
        ) i ON true
        LEFT JOIN "Conversation" c ON c.id = w.conversation
        LEFT JOIN LATERAL (
          SELECT jsonb_build_object('id', m.id, 'name', m.name, 'role', m.role, 'departmentId', m."departmentId", 'status', m.status) AS member,
            ${belowSql(Prisma.sql`m.id`, Prisma.sql`(m.role = 'director')`)} AS below
          FROM "Identity" s JOIN "Member" m ON m.id = s."memberId"
          WHERE s.platform = i.platform AND s."externalId" = i.body->>'sender'
        ) member ON true
      ) h) AS heard`
  const { heard, ...company } = found
  return { ...company, heard: new Map(heard.map(({ conversation, ...one }) => [conversation, one])) }
}

/**
 * Takes what nobody else works on, until the end of the transaction; returns those. It does not wait: in a batch all
 * would wait for one. A statement of its own, so that what comes after it sees what was committed before.
 */
export async function lockConversations(tx: Tx, ids: string[]): Promise<Set<string>> {
  const taken = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) AS id
    WHERE pg_try_advisory_xact_lock(hashtextextended(id, 0))`
  return new Set(taken.map(({ id }) => id))
}

/** The same for one, waiting until it is free. */
export async function lockConversation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 0))::text`
}

export type Wanted = { conversation: string; id?: string | undefined }

/** `heard`: by conversation, where something is pending. */
export type Hearing = Company & { heard: Map<string, Heard> }

export type Company = { settings: Record<string, unknown> | null; stages: Stage[]; names: Look }

export type Heard = {
  id: string
  platform: string
  body: Inbound
  /** How often it has failed. */
  attempts: number
  member: Pick<Member, 'id' | 'name' | 'role' | 'departmentId' | 'status'> | null
  below: Below | null
  kept: Kept | null
}

type Found = Company & { heard: (Heard & { conversation: string })[] }
