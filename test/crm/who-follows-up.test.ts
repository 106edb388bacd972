import { afterAll, beforeAll, expect, test } from 'vitest'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import type { Member, Role } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, byOf } from '../support/world.ts'

let database: Database
let people: Record<string, Member>
let held: { accountId: string; leadId: string }

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  const boss = await aMember(db, { name: '王芳', role: 'manager' })
  const east = await aDepartment(db, { name: '华东区', leaderId: boss.id })
  const inEast = (name: string, role: Role = 'rep') => aMember(db, { name, role, departmentId: east.id })
  const owner = await inEast('李雷')
  people = { manager: boss, owner, colleague: await inEast('韩梅') }
  for (const role of ['finance', 'marketing', 'sales_ops', 'customer_success'] as const)
    people[role] = await aMember(db, { name: role, role })
  held = {
    accountId: (await anAccount(db, { name: '华联超市', ownerId: owner.id })).id,
    leadId: (await aLead(db, { company: '钟山机电', ownerId: owner.id })).id,
  }
})
afterAll(() => database.close())

/** `logged`, or the rule that stands against it. */
async function outcome(who: string, of: { accountId: string } | { leadId: string }): Promise<string> {
  const by = await byOf(database.db, people[who] as Member)
  const visit = { ...of, channel: 'call' as const, content: '问了到货时间' }
  return database.db
    .$transaction((tx) => logVisit(tx, by, visit))
    .then(() => 'logged')
    .catch((error) => (error instanceof Refusal ? error.rule : Promise.reject(error)))
}

test.each([
  { who: 'owner', account: 'logged', lead: 'logged' },
  { who: 'manager', account: 'logged', lead: 'logged' },
  { who: 'sales_ops', account: 'logged', lead: 'logged' },
  { who: 'customer_success', account: 'logged', lead: 'not-in-reach' },
  { who: 'colleague', account: 'not-in-reach', lead: 'not-in-reach' },
  { who: 'finance', account: 'log-not-your-role', lead: 'log-not-your-role' },
  { who: 'marketing', account: 'log-not-your-role', lead: 'log-not-your-role' },
])('$who: account $account, lead $lead', async ({ who, account, lead }) => {
  expect(await outcome(who, { accountId: held.accountId })).toBe(account)
  expect(await outcome(who, { leadId: held.leadId })).toBe(lead)
})
