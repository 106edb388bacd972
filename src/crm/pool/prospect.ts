import { type Account, type AccountLevel, type Lead, Prisma, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

/** A lead or an account, as far as it matters who has it. */
export type Prospect = { kind: 'lead' | 'account'; id: string }

/** What ownership, claims and the clock need to know of either kind. */
export type Held = Prospect & {
  name: string
  ownerId: string | null
  owner: { id: string; name: string } | null
  /** A converted or struck-out lead is neither owned nor in the pool. */
  inPool: boolean
  level: AccountLevel | null
  claimedAt: Date | null
  followedUpAt: Date | null
  signedAt: Date | null
  extendedAt: Date | null
  dropsAt: Date | null
  claimableAt: Date
  region: string | null
  departmentId: string | null
  status: 'pool' | 'owned' | 'converted' | 'invalid'
  createdById: string | null
}

/** Throws `Refusal` when there is no such record (any more). */
export async function readProspect(tx: Tx, { kind, id }: Prospect): Promise<Held> {
  const held = kind === 'lead' ? await readLead(tx, id) : await readAccount(tx, id)
  if (!held) throw new Refusal('gone', '这条记录已经不在了，换一条看看。')
  return held
}

/**
 * Holds the row until the transaction ends. To be asked before it is read for what will be written of it: whoever
 * writes at the same time is then seen. `NO KEY`: rows that only refer to it are not held up.
 */
export const holdProspect = (tx: Tx, { kind, id }: Prospect): Promise<unknown> =>
  tx.$queryRaw`SELECT id FROM ${tables[kind]} WHERE id = ${id}::uuid FOR NO KEY UPDATE`

export const tables = { lead: Prisma.raw('"Lead"'), account: Prisma.raw('"Account"') }

/** Changes a row if it (still) is as `where` says; how many rows that were, 0 or 1. */
export async function changeProspect(
  tx: Tx,
  { kind, id }: Prospect,
  where: Expected,
  values: HeldValues,
): Promise<number> {
  const owner = 'ownerId' in values ? { status: statusOf(values.ownerId) } : {}
  const { departmentId, ...shared } = values
  const { signedAt: _, ...ofBoth } = where
  const { count } =
    kind === 'lead'
      ? await tx.lead.updateMany({
          where: { id, ...ofBoth, status: { in: ['pool', 'owned'] } },
          data: { ...shared, ...owner },
        })
      : await tx.account.updateMany({
          where: { id, ...where },
          data: { ...shared, ...(departmentId === undefined ? {} : { departmentId }) },
        })
  return count
}

async function readLead(tx: Tx, id: string): Promise<Held | null> {
  const lead = await tx.lead.findUnique({ where: { id }, include: withOwner })
  return lead && heldLead(lead)
}

async function readAccount(tx: Tx, id: string): Promise<Held | null> {
  const account = await tx.account.findUnique({ where: { id }, include: withOwner })
  return account && heldAccount(account)
}

export const heldLead = (lead: Lead & { owner: Held['owner'] }): Held => ({
  ...lead,
  kind: 'lead',
  name: lead.company,
  inPool: lead.status === 'pool',
  level: null,
  signedAt: null,
  departmentId: null,
})

export const heldAccount = (account: Account & { owner: Held['owner'] }): Held => {
  const inPool = account.ownerId === null && account.claimableAt < neverClaimable
  return {
    ...account,
    kind: 'account',
    inPool,
    status: account.ownerId ? 'owned' : inPool ? 'pool' : 'invalid',
  }
}

/** An account whose making was undone keeps its row, but nobody can ever claim it. */
export const neverClaimable = new Date('9999-12-31T00:00:00Z')

export const withOwner = { owner: { select: { id: true, name: true } } } as const
const statusOf = (ownerId: string | null | undefined) => (ownerId ? ('owned' as const) : ('pool' as const))

/** Conditions that the tables can check in the write itself; a lead is never signed. */
export type Expected = {
  ownerId?: string | null
  claimableAt?: { lte: Date } | Date
  dropsAt?: { lte: Date } | Date | null
  extendedAt?: null
  claimedAt?: Date | null
  signedAt?: null
}
export type HeldValues = Pick<
  Prisma.AccountUncheckedUpdateManyInput,
  'claimedAt' | 'followedUpAt' | 'dropsAt' | 'warnedDays' | 'extendedAt' | 'claimableAt'
> & { ownerId?: string | null; departmentId?: string | null; updatedAt: Date }
