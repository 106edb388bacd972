import { afterAll, expect, test } from 'vitest'
import { passOwnership } from '../../src/crm/pool/ownership.ts'
import { testDatabase } from '../support/database.ts'
import { aLead, aMember, start } from '../support/world.ts'

const database = await testDatabase()
const { db } = database
afterAll(() => database.close())

test('a clock that was set back leaves the history in order and without gaps', async () => {
  const lei = await aMember(db, { name: '李雷' })
  const mei = await aMember(db, { name: '韩梅' })
  const lead = await aLead(db, { company: '西湖食品有限公司', ownerId: lei.id })
  const before = new Date(start.getTime() - 3_600_000)
  await passOwnership(db, { kind: 'lead', id: lead.id }, { memberId: mei.id, reason: 'assign', at: before })
  const stretches = await db.ownership.findMany({ where: { leadId: lead.id }, orderBy: { id: 'asc' } })
  expect(stretches.map(({ memberId, startedAt, endedAt }) => ({ memberId, startedAt, endedAt }))).toEqual([
    { memberId: lei.id, startedAt: start, endedAt: start },
    { memberId: mei.id, startedAt: start, endedAt: null },
  ])
})
