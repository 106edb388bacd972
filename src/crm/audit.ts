import { jsonOf } from '../characters.ts'
import { Prisma, type Tx } from '../db/types.ts'
import { newId } from '../ids.ts'
import { type By, signerOf } from './by.ts'

/** Writes down who did what, in the transaction that does it. */
export const record = async (tx: Tx, by: By | Bystander, entry: Entry): Promise<void> =>
  void (await tx.$executeRaw(recordOf(by, entry)))

/** The same as a statement, to be written together with others. */
export const recordOf = (by: By | Bystander, { action, id, before, after }: Entry): Prisma.Sql => Prisma.sql`
  INSERT INTO "Audit" (id, at, "memberId", program, "inboundId", action, "entityType", "entityId", before, after)
  VALUES (${newId()}::uuid, ${by.now}, ${by.member ? signerOf(by) : null}::uuid, ${programOf(by)},
    ${by.inboundId ?? null}::uuid, ${action}, ${action.split('.')[0]}, ${id}, ${plain(before)}::jsonb, ${plain(after)}::jsonb)`

/** The same of many at once. */
export async function recordAll(tx: Tx, by: By | Bystander, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ action, id, ...values }) => ({
    ...{ id: newId(), action, type: action.split('.')[0], entity: id },
    ...values,
  }))
  await tx.$executeRaw`
    INSERT INTO "Audit" (id, at, "memberId", program, "inboundId", action, "entityType", "entityId", before, after)
    SELECT id, ${by.now}, ${by.member ? signerOf(by) : null}::uuid, ${programOf(by)}, ${by.inboundId ?? null}::uuid,
      action, type, entity, before, after
    FROM jsonb_to_recordset(${jsonOf(rows)}::jsonb)
      AS r(id uuid, action text, type text, entity text, before jsonb, after jsonb)`
}

/** `action` is `<entity>.<verb>`: `lead.claim`, `visit.create`. */
export type Entry = { action: string; id: string; before?: Values; after?: Values }

/** Nobody: a rule did it. */
export type Bystander = { member?: undefined; now: Date; inboundId?: string | undefined }

const programOf = (by: By | Bystander): string | null => (by.member && by.program) ?? null

type Values = Record<string, unknown>

const plain = (values: Values | undefined): string | null => (values ? jsonOf(values) : null)
