import { beforeAll, describe, expect, test } from 'vitest'
import { mergeMembers } from '../../src/crm/organisation/merge.ts'
import type { Member } from '../../src/db/types.ts'
import { aMember, anAccount, start } from '../support/world.ts'
import { apiServer } from './support.ts'

const api = apiServer()

describe('a member under the id of a record that turned out to be them', () => {
  let lei: Member
  let other: Member
  beforeAll(async () => {
    lei = await aMember(api.db, { name: '李雷' })
    other = await aMember(api.db, { name: 'LiLei' })
    await anAccount(api.db, { name: '华联超市', ownerId: lei.id })
    await api.db.$transaction((tx) => mergeMembers(tx, { now: start }, other.id, lei.id))
  })

  test.each([
    ['/leads', { company: '江南食品有限公司', ownerId: 'other' }, 'ownerId'],
    ['/accounts', { name: '物美商店', ownerId: 'other' }, 'ownerId'],
    ['/opportunities', { account: '华联超市', name: '冷柜', ownerId: 'other' }, 'ownerId'],
    ['/visits', { account: '华联超市', content: '谈了报价和交期', memberId: 'other' }, 'memberId'],
    ['/tasks', { title: '寄样品', assigneeId: 'other' }, 'assigneeId'],
    ['/promises', { account: '华联超市', dueOn: '2026-06-20', memberId: 'other' }, 'memberId'],
    ['/targets', { memberId: 'other', period: 'month', startsOn: '2026-06-01', amount: '100' }, 'memberId'],
    ['/departments', { name: '华东区', leaderId: 'other' }, 'leaderId'],
    ['/members', { name: '韩梅', reportsToId: 'other' }, 'reportsToId'],
  ])('is who %s means', async (path, body, field) => {
    const sent = JSON.stringify(body).replace('"other"', JSON.stringify(other.id))
    const made = await api.post(path, JSON.parse(sent))
    expect(made.body).toMatchObject({ id: expect.any(String), [field]: lei.id })
  })
})
