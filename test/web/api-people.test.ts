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

describe('a member who has left', () => {
  let gone: Member
  let deal: string
  beforeAll(async () => {
    gone = await aMember(api.db, { name: '赵敏', status: 'frozen', frozenAt: start })
    deal = (await api.post('/opportunities', { account: '华联超市', name: '货架' })).body.id
  })

  test.each([
    ['/leads', { company: '江北食品有限公司' }],
    ['/opportunities', { account: '华联超市', name: '收银机' }],
  ])('is not given what %s makes', async (path, body) => {
    const refused = await api.post(path, { ...body, ownerId: gone.id })
    expect(refused.body).toMatchObject({ status: 422, rule: 'cannot-hold', field: 'owner' })
    expect((await api.post(path, body)).status).toBe(201)
  })

  test('is given no deal that is open, and no task', async () => {
    const refused = await api.patch(`/opportunities/${deal}`, { ownerId: gone.id })
    expect(refused.body).toMatchObject({ status: 422, rule: 'cannot-hold', field: 'owner' })
    const task = { title: '寄样品', assigneeId: gone.id }
    expect((await api.post('/tasks', task)).body).toMatchObject({ status: 422, rule: 'assignee-left' })
    const { body } = await api.post('/tasks', { title: '寄样品', assignee: '李雷' })
    const moved = await api.patch(`/tasks/${body.id}`, { assigneeId: gone.id, status: 'open' })
    expect(moved.body).toMatchObject({ status: 422, rule: 'assignee-left', field: 'assignee' })
    const lost = await api.patch(`/opportunities/${deal}`, {
      ownerId: gone.id,
      stage: '输单',
      reason: '价格',
    })
    expect(lost.body).toMatchObject({ ownerId: gone.id, status: 'lost' })
    // What was theirs already may still be mended and closed.
    const left = await api.db.task.create({
      data: { title: '回访', assigneeId: gone.id, createdAt: start, updatedAt: start },
    })
    const same = { assigneeId: gone.id, status: 'cancelled' }
    expect((await api.patch(`/tasks/${left.id}`, same)).body).toMatchObject(same)
  })
})
