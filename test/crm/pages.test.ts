import { afterAll, beforeAll, expect, test } from 'vitest'
import type { By } from '../../src/crm/by.ts'
import { listProof } from '../../src/crm/leaderboard/proof.ts'
import { listOpportunities } from '../../src/crm/opportunities/list-opportunities.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { aMember, anAccount, byOf, stagesOf, start } from '../support/world.ts'

// What is equal in all that a list is sorted by comes in any order, and in another one for every page.

const all = 400
const size = 6
let database: Database
let by: By
beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  const stages = await stagesOf(db)
  const rep = await aMember(db, { name: '李雷' })
  by = await byOf(db, rep)
  const { id: accountId } = await anAccount(db, { name: '物美超市', ownerId: rep.id })
  const deal = { accountId, ownerId: rep.id, amount: '100', createdAt: start, updatedAt: start }
  const { pipelineId } = await db.stage.findFirstOrThrow({ where: { name: '赢单' } })
  const many = (name: string, values: { stageId: string; status?: 'won'; closedAt?: Date }) =>
    Array.from({ length: all }, (_, place) => ({ ...deal, pipelineId, name: `${name}${place}`, ...values }))
  await db.opportunity.createMany({
    data: [
      ...many('在谈', { stageId: stages.初步沟通 as string }),
      ...many('赢单', { stageId: stages.赢单 as string, status: 'won', closedAt: start }),
    ],
  })
})
afterAll(() => database.close())

test('pages of deals neither skip nor repeat', async () => {
  const page = async (from: number) =>
    (await listOpportunities(database.db, by, { whose: 'mine', from, take: size })).rows
  expect(await namesOn(page)).toBe(all)
})

test('pages of the proof of wins neither', async () => {
  const asked = {
    memberId: by.member.id,
    metric: 'amount',
    span: { from: '2026-06-10', to: '2026-06-10' },
  } as const
  const page = async (offset: number) =>
    (await listProof(database.db, by, { ...asked, offset, limit: size })).map(({ note }) => ({ name: note }))
  expect(await namesOn(page)).toBe(all)
})

/** How many different ones are on all pages together. */
async function namesOn(page: (from: number) => Promise<{ name: string | null }[]>): Promise<number> {
  const seen = new Set<string | null>()
  for (let from = 0; from < all; from += size) for (const { name } of await page(from)) seen.add(name)
  return seen.size
}
