import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import { advanceStage } from '../../src/crm/opportunities/advance-stage.ts'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { claim } from '../../src/crm/pool/claim.ts'
import { undoInbound } from '../../src/crm/undo/undo-inbound.ts'
import type { Account, Member, Tx } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { recounted, summed } from '../support/recount.ts'
import { aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

// What was done in a row and is taken back out of order: what stands on it stays whole, or it is refused.

const database = await testDatabase()
const { db } = database
let stages: Record<string, string>
let lei: Member
let account: Account
let count = 0
let minute = 0

beforeAll(async () => {
  stages = await stagesOf(db)
})
beforeEach(async () => {
  count++
  lei = await aMember(db, { name: `李雷${count}` })
  account = await anAccount(db, { name: `华联超市${count}`, ownerId: lei.id })
})
afterAll(() => database.close())

/** Does it as one message, and returns that message's id with what it made. */
async function does<T>(act: (tx: Tx, by: By) => Promise<T>, member = lei): Promise<[string, T]> {
  const inboundId = `00000000-0000-7000-8000-${String(++minute).padStart(12, '0')}`
  const by = { ...(await byOf(db, member, new Date(start.getTime() + minute * 60_000))), inboundId }
  return [inboundId, await db.$transaction((tx) => act(tx, by))]
}
const undoes = (of: string, member = lei) => does((tx, by) => undoInbound(tx, by, of, 'words'), member)
const theAccount = (id = account.id) => db.account.findUniqueOrThrow({ where: { id } })
const refusedAs = (rule: string) => expect.objectContaining({ name: 'Refusal', rule })

test('a claim is not taken back from who has signed the account', async () => {
  const { id } = await anAccount(db, { name: `公海客户${count}` })
  const [claimed] = await does((tx, by) => claim(tx, by, { kind: 'account', id }))
  const [, deal] = await does((tx, by) =>
    createOpportunity(tx, by, { accountId: id, name: '冷柜', amount: '1000' }),
  )
  await does((tx, by) => advanceStage(tx, by, { opportunityId: deal.id, stageId: stages.赢单 as string }))
  await expect(undoes(claimed)).rejects.toEqual(refusedAs('signed-stays'))
  expect((await theAccount(id)).ownerId).toBe(lei.id)
  expect(await summed(db)).toEqual(await recounted(db))
})
