import { z } from 'zod'
import { createAccount } from '../../../crm/accounts/create-account.ts'
import { correct } from '../../../crm/correct.ts'
import { neverClaimable } from '../../../crm/pool/prospect.ts'
import { resetClock } from '../../../crm/pool/reset-clock.ts'
import type { Account } from '../../../db/types.ts'
import {
  aliasesOf,
  aliasFields,
  id,
  longWord,
  momentFilter,
  momentOut,
  text,
  word,
  words,
} from '../fields.ts'
import { memberFields, mustExist, namedMember } from '../people.ts'
import { resource } from '../resource.ts'
import { handTo } from './leads.ts'

const level = z.enum(['A', 'B', 'C', 'D', 'key'])
const facts = {
  level: level.optional(),
  region: text(100).nullish(),
  industry: text(100).nullish(),
  address: text(300).nullish(),
  phone: text(40).nullish(),
  note: text(2000).nullish(),
  departmentId: id.nullish(),
}

export const accounts = resource({
  name: 'accounts',
  about: 'Accounts: companies that are or may become customers; without an owner they are in the pool',
  row: z.object({
    id,
    name: z.string(),
    aliases: words(20),
    ownerId: id.nullable(),
    departmentId: id.nullable(),
    level,
    region: z.string().nullable(),
    industry: z.string().nullable(),
    address: z.string().nullable(),
    phone: z.string().nullable(),
    note: z.string().nullable(),
    claimedAt: z.string().nullable(),
    followedUpAt: z.string().nullable(),
    signedAt: z.string().nullable(),
    dropsAt: z.string().nullable(),
    claimableAt: z.string(),
    createdAt: z.string(),
  }),
  filters: z.object({
    name: word,
    ownerId: id,
    departmentId: id,
    level,
    region: word,
    industry: word,
    address: word,
    phone: word,
    note: longWord,
    claimedAt: momentFilter,
    followedUpAt: momentFilter,
    signedAt: momentFilter,
    dropsAt: momentFilter,
    claimableAt: momentFilter,
    createdAt: momentFilter,
  }),
  listed: { claimableAt: { lt: neverClaimable } },
  find: (tx, query) => tx.account.findMany(query),
  present: (account: Account) => ({
    ...account,
    claimedAt: momentOut(account.claimedAt),
    followedUpAt: momentOut(account.followedUpAt),
    signedAt: momentOut(account.signedAt),
    dropsAt: momentOut(account.dropsAt),
    claimableAt: account.claimableAt.toISOString(),
    createdAt: account.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({ name: text(200), ...aliasFields, ...facts, ...memberFields('owner') }),
    async run({ tx, by }, body) {
      const owner = (await namedMember(tx, body, 'owner')) ?? null
      await inDepartment(tx, body.departmentId)
      const { name, level, region, industry, address, phone, note, departmentId } = body
      const entry = { name, level, region, industry, address, phone, note, owner }
      const account = await createAccount(tx, by, entry)
      await correct(tx, by, 'account', account.id, { aliases: aliasesOf(body), departmentId })
      return account.id
    },
  },
  patch: {
    body: z.strictObject({ name: text(200).optional(), ...aliasFields, ...facts, ...memberFields('owner') }),
    async run(act, accountId, body) {
      const { ownerId: _id, owner: _owner, ownerName: _name, calledBy: _words, ...values } = body
      await inDepartment(act.tx, values.departmentId)
      await correct(act.tx, act.by, 'account', accountId, { ...values, aliases: aliasesOf(body) })
      if (values.level) await resetClock(act.tx, act.by, { kind: 'account', id: accountId })
      const owner = await namedMember(act.tx, body, 'owner')
      if (owner !== undefined) await handTo(act, 'account', accountId, owner?.id ?? null)
    },
  },
  fieldOfRule: {
    'name-missing': 'name',
    'account-exists': 'name',
    'account-taken': 'name',
    'account-in-pool': 'name',
    'cannot-hold': 'owner',
    capacity: 'owner',
  },
})

async function inDepartment(
  tx: Parameters<typeof createAccount>[0],
  departmentId: string | null | undefined,
) {
  if (!departmentId) return
  await mustExist(tx.department.findUnique({ where: { id: departmentId } }), 'departmentId')
}
