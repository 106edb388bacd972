import type { Account, AccountLevel, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
import { dropsAt } from '../pool/clock.ts'
import { hasRoom } from '../pool/holdings.ts'
import { beginOwnership } from '../pool/ownership.ts'
import { readRules } from '../settings/rules.ts'

/**
 * A new account in the hands of whoever makes it, or of the owner that is given; its clock starts now. Throws
 * `Refusal` when the name is taken, without saying by whom.
 */
export async function createAccount(tx: Tx, by: By, entry: NewAccount): Promise<Account> {
  const name = entry.name.trim()
  if (name === '') throw new Refusal('name-missing', '客户叫什么名字？给个全称最好。')
  await refuseTaken(tx, by, name)
  const { pool } = await readRules(tx)
  const owner = entry.owner === undefined ? by.member : entry.owner
  const reason = entry.reason ?? 'create'
  // What was a lead has its place already.
  if (owner && reason !== 'convert' && !(await hasRoom(tx, owner.id, by.now))) throw full()
  const owned = {
    ownerId: owner?.id ?? null,
    claimedAt: owner ? by.now : null,
    followedUpAt: null,
    signedAt: null,
    level: entry.level ?? 'C',
  }
  const account = await tx.account.create({
    data: {
      name,
      ...owned,
      departmentId: owner?.departmentId ?? null,
      region: entry.region ?? null,
      industry: entry.industry ?? null,
      address: entry.address ?? null,
      phone: entry.phone ?? null,
      note: entry.note ?? null,
      dropsAt: dropsAt(owned, by.zone, pool),
      claimableAt: by.now,
      createdById: signerOf(by),
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const prospect = { kind: 'account' as const, id: account.id }
  await beginOwnership(tx, prospect, { memberId: owner?.id ?? null, reason, at: by.now })
  const { level, ownerId } = account
  await record(tx, by, { action: 'account.create', id: account.id, after: { name, level, ownerId } })
  return account
}

export type NewAccount = {
  name: string
  /** Left out: whoever makes it. `null`: into the pool. */
  owner?: { id: string; departmentId: string | null } | null | undefined
  level?: AccountLevel | undefined
  region?: string | null | undefined
  industry?: string | null | undefined
  address?: string | null | undefined
  phone?: string | null | undefined
  note?: string | null | undefined
  reason?: 'create' | 'convert' | undefined
}

const full = () => new Refusal('capacity', '名下已经满了，建不了新客户。先退一家：发「退回 客户名」。')

async function refuseTaken(tx: Tx, by: By, name: string): Promise<void> {
  const known = await tx.account.findUnique({ where: { name } })
  if (!known) return
  if (reaches(by.member.reach, known.ownerId))
    throw new Refusal('account-exists', `「${name}」已经有了，直接记跟进就行。`)
  if (!known.ownerId) throw new Refusal('account-in-pool', `「${name}」在公海里，先发「领取 ${name}」。`)
  throw new Refusal('account-taken', '这个客户有人在跟了。真有撞单的话，请找你的主管。')
}
