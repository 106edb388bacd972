import type { Account, AccountLevel, OwnershipReason, Prisma, Tx, VisitChannel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import type { Moment } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'
import { type AccountMoney, accountMoney } from './money.ts'
import { mayFollowUp, mayWork } from './rights.ts'

/**
 * One account as its card shows it. An account in the pool shows what it is and why it dropped, never its
 * contacts or history. Throws `Refusal` for one that somebody else has: it exists, and that is all.
 */
export async function viewAccount(tx: Tx, by: By, id: string): Promise<AccountView> {
  const account = await tx.account.findUnique({
    where: { id },
    include: { owner: { select: { name: true } } },
  })
  if (!account) throw new Refusal('account-unknown', '没找到这个客户，可能已经撤销了。发「我的客户」看看。')
  if (!account.ownerId) return { kind: 'pool', ...facts(account), ...(await lastEnd(tx, id)) }
  if (!reaches(by.member.reach, account.ownerId))
    throw new Refusal('account-taken', '这个客户有人在跟了，资料只有负责人和他的主管能看。')
  return {
    kind: 'owned',
    ...facts(account),
    ownerId: account.ownerId,
    ownerName: account.owner?.name ?? '',
    mayWork: mayWork(by.member, account.ownerId),
    mayFollowUp: mayFollowUp(by.member, account.ownerId),
    dropsAt: account.dropsAt,
    signedAt: account.signedAt,
    money: await accountMoney(tx, id, by.now, by.zone),
    ...(await people(tx, id)),
    ...(await deals(tx, id)),
    visits: await lastVisits(tx, id),
    ...(await openTasks(tx, id)),
  }
}

export type AccountView = PoolAccount | OwnedAccount
type Facts = Pick<Account, 'id' | 'name' | 'level' | 'region' | 'industry' | 'address'>
export type PoolAccount = Facts & {
  kind: 'pool'
  claimableAt: Date
  ended: OwnershipReason | null
  endedAt: Date | null
}
export type OwnedAccount = Facts & {
  kind: 'owned'
  level: AccountLevel
  ownerId: string
  ownerName: string
  mayWork: boolean
  mayFollowUp: boolean
  dropsAt: Date | null
  signedAt: Date | null
  money: AccountMoney
  contacts: { name: string; title: string | null; phone: string | null }[]
  contactCount: number
  deals: { id: string; name: string; stage: string; amount: Prisma.Decimal | null }[]
  dealCount: number
  visits: { at: Date; by: string; channel: VisitChannel; content: string }[]
  tasks: { id: string; title: string; due: Moment | null; assignee: string }[]
  taskCount: number
}

const facts = ({ id, name, level, region, industry, address, claimableAt }: Account) => ({
  id,
  name,
  level,
  region,
  industry,
  address,
  claimableAt,
})

async function lastEnd(tx: Tx, accountId: string) {
  const last = await tx.ownership.findFirst({
    where: { accountId, endedAt: { not: null } },
    orderBy: { endedAt: 'desc' },
  })
  return { ended: last?.endReason ?? null, endedAt: last?.endedAt ?? null }
}

async function people(tx: Tx, accountId: string) {
  const contacts = await tx.contact.findMany({ where: { accountId }, orderBy: { createdAt: 'asc' } })
  return {
    contacts: contacts.slice(0, shown).map(({ name, title, phone }) => ({ name, title, phone })),
    contactCount: contacts.length,
  }
}

async function deals(tx: Tx, accountId: string) {
  const where = { accountId, status: 'open' as const }
  const rows = await tx.opportunity.findMany({
    where,
    include: { stage: { select: { name: true } } },
    orderBy: [{ stage: { position: 'desc' } }, { createdAt: 'asc' }],
    take: shown,
  })
  return {
    deals: rows.map(({ id, name, stage, amount }) => ({ id, name, stage: stage.name, amount })),
    dealCount: rows.length < shown ? rows.length : await tx.opportunity.count({ where }),
  }
}

async function lastVisits(tx: Tx, accountId: string) {
  const rows = await tx.visit.findMany({
    where: { accountId, undoneAt: null },
    include: { member: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: shown,
  })
  return rows.map(({ createdAt, member, channel, content }) => ({
    at: createdAt,
    by: member.name,
    channel,
    content,
  }))
}

async function openTasks(tx: Tx, accountId: string) {
  const where = { accountId, status: 'open' as const }
  const rows = await tx.task.findMany({
    where,
    include: { assignee: { select: { name: true } } },
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }],
    take: shown,
  })
  return {
    tasks: rows.map(({ id, title, dueAt, dueAllDay, assignee }) => ({
      id,
      title,
      due: dueAt && { at: dueAt, allDay: dueAllDay },
      assignee: assignee.name,
    })),
    taskCount: rows.length < shown ? rows.length : await tx.task.count({ where }),
  }
}

const shown = 3
