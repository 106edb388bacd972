import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOpportunity } from '../../src/crm/opportunities/create-opportunity.ts'
import { assign } from '../../src/crm/pool/assign.ts'
import type { Database } from '../../src/db/open.ts'
import type { Role } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aMember, byOf } from '../support/world.ts'
import { type Theirs, twoDepartments } from './support/theirs.ts'

const opened = {} as { database: Database; theirs: Theirs }
beforeAll(async () => {
  opened.database = await testDatabase()
  opened.theirs = await twoDepartments(opened.database.db)
})
afterAll(() => opened.database.close())

const named = (name: string) => opened.database.db.member.findFirstOrThrow({ where: { name } })

test.each(['finance', 'customer_success', 'marketing'] as Role[])(
  '%s, who sees every account, opens no deal on a rep’s',
  async (role) => {
    const { db } = opened.database
    const by = await byOf(db, await aMember(db, { name: `${role} 的人`, role }))
    const before = await db.opportunity.count()
    const opening = db.$transaction((tx) =>
      createOpportunity(tx, by, { accountId: opened.theirs.account, name: '新产线' }),
    )
    await expect(opening).rejects.toMatchObject({ rule: 'not-in-reach' })
    expect(await db.opportunity.count()).toBe(before)
  },
)

test('王芳 does not take another department’s account for her own rep', async () => {
  const { db } = opened.database
  const [by, rep, owner] = [await byOf(db, await named('王芳')), await named('李雷'), await named('赵敏')]
  const taking = db.$transaction((tx) =>
    assign(tx, by, { kind: 'account', id: opened.theirs.account }, rep.id),
  )
  await expect(taking).rejects.toMatchObject({ rule: 'not-in-reach' })
  const account = await db.account.findUniqueOrThrow({ where: { id: opened.theirs.account } })
  expect(account.ownerId).toBe(owner.id)
})
