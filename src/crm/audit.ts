import { Prisma, type Tx } from '../db/types.ts'
import { type By, signerOf } from './by.ts'

/** Writes down who did what, in the transaction that does it. */
export async function record(tx: Tx, by: By | Bystander, entry: Entry): Promise<void> {
  await tx.audit.create({
    data: {
      at: by.now,
      memberId: by.member ? signerOf(by) : null,
      inboundId: by.inboundId ?? null,
      action: entry.action,
      entityType: entry.action.split('.')[0] as string,
      entityId: entry.id,
      before: plain(entry.before),
      after: plain(entry.after),
    },
  })
}

/** `action` is `<entity>.<verb>`: `lead.claim`, `visit.create`. */
export type Entry = { action: string; id: string; before?: Values; after?: Values }

/** Nobody: a rule did it. */
export type Bystander = { member?: undefined; now: Date; inboundId?: string | undefined }

type Values = Record<string, unknown>

const plain = (values: Values | undefined) =>
  values === undefined ? Prisma.DbNull : (JSON.parse(JSON.stringify(values)) as Prisma.InputJsonObject)
