import { beforeAll, describe, expect, test } from 'vitest'
import { resources } from '../../src/web/api/resources/index.ts'
import { aDepartment, aLead, aMember, anAccount, start } from '../support/world.ts'
import { apiServer } from './support.ts'

// Every plain field of a row is a filter, and finds the row by the value that the row shows.

const api = apiServer()
const composed = [
  'aliases',
  'allocations',
  'before',
  'after',
  'departmentIds',
  'identities',
  'regions',
  'target',
  'topics',
]
const takenBack = ['undoneAt', 'removedAt']

beforeAll(async () => {
  const { db } = api
  const east = await aDepartment(db, { name: '华东区' })
  const lei = await aMember(db, {
    name: '李雷',
    title: '销售代表',
    employeeNo: '1005',
    email: 'lei@jiangnan.example',
    mobile: '13900001005',
    departmentId: east.id,
  })
  const other = await aMember(db, { name: '韩梅', reportsToId: lei.id })
  await db.department.update({ where: { id: east.id }, data: { leaderId: lei.id } })
  await aDepartment(db, { name: '上海组', parentId: east.id })
  const facts = { region: '浙江', address: '杭州市滨江区', phone: '13900000001', note: '急' }
  const times = { claimedAt: start, followedUpAt: start, dropsAt: new Date('2026-06-20T00:00:00Z') }
  const account = await anAccount(db, {
    name: '华联超市',
    ownerId: lei.id,
    departmentId: east.id,
    industry: '零售',
    ...facts,
    ...times,
    signedAt: start,
  })
  await anAccount(db, { name: '没人管的公司' })
  await anAccount(db, { name: '港口集团', ownerId: other.id, dropsAt: times.dropsAt })
  const { region, address, phone, note } = facts
  const lead = await aLead(db, {
    company: '港华物流',
    contact: '王建',
    source: '官网',
    ownerId: lei.id,
    region,
    address,
    phone,
    note,
    ...times,
    accountId: account.id,
  })
  const post = async (path: string, body: object) => {
    const { status, body: row } = await api.post(path, body)
    expect([path, status, row.detail]).toEqual([path, 201, undefined])
    return row
  }
  await post('/contacts', {
    account: '华联超市',
    name: '张总',
    title: '总经理',
    phone: '13800000001',
    note: '爱喝茶',
  })
  const contact = await api.db.contact.findFirstOrThrow()
  const deal = await post('/opportunities', {
    account: '华联超市',
    name: '冷柜',
    amount: '8000',
    closeOn: '2026-07-01',
    stage: '输单',
    reason: '价格',
    competitor: '优云',
  })
  await post('/visits', {
    accountId: account.id,
    member: '李雷',
    channel: 'call',
    content: '谈了报价，周五再联系',
    contactId: contact.id,
    opportunityId: deal.id,
    nextAt: '2026-06-12',
    nextAction: '送样',
    competitor: '优云',
    amount: '8000',
  })
  await post('/visits', {
    leadId: lead.id,
    member: '李雷',
    content: '电话里聊了需求和预算',
    nextAt: '2026-06-12T15:00:00+08:00',
  })
  const visit = (await api.get('/visits?channel=call')).body.items[0]
  await db.task.updateMany({
    where: { visitId: visit.id },
    data: { opportunityId: deal.id, doneAt: start, status: 'done' },
  })
  const owed = await post('/receivables', {
    account: '华联超市',
    title: '货款',
    amount: '5000',
    dueOn: '2026-06-01',
    opportunityId: deal.id,
  })
  await post('/promises', {
    account: '华联超市',
    member: '李雷',
    amount: '2000',
    dueOn: '2026-06-12',
    receivableId: owed.id,
  })
  await post('/payments', { account: '华联超市', amount: '1000', note: '电汇' })
  const lost = { account: '华联超市', amount: '300', dueOn: '2026-01-01' }
  const given = await post('/receivables', lost)
  await post('/write-offs', { receivableId: given.id, reason: '公司注销了' })
  await db.audit.updateMany({ where: { action: 'receivable.write-off' }, data: { memberId: lei.id } })
  await post('/write-offs', { receivableId: (await post('/receivables', lost)).id })
  await post('/channels', { platform: 'feishu', externalId: 'oc_1', name: '华东群', departmentId: east.id })
  await post('/targets', { member: '李雷', period: 'month', startsOn: '2026-06-01', amount: '200000' })
  await post('/targets', { departmentId: east.id, period: 'year', startsOn: '2026-01-01', amount: '6000000' })
  const inbound = await db.inbound.create({
    data: {
      platform: 'feishu',
      key: 'om_1',
      conversation: 'feishu:direct:ou_1',
      body: {},
      status: 'failed',
      attempts: 5,
      error: 'broken',
      receivedAt: start,
      handledAt: start,
    },
  })
  const sent = {
    message: {},
    kind: 'reply',
    subject: 'visit:1',
    slot: 'board:1',
    status: 'failed' as const,
    attempts: 2,
    error: 'left the chat',
  }
  await db.delivery.create({
    data: {
      ...sent,
      platform: 'feishu',
      target: { kind: 'user', id: 'ou_1' },
      memberId: lei.id,
      inboundId: inbound.id,
      updatesId: inbound.id,
      messageId: 'om_2',
      notBefore: start,
      createdAt: start,
      deliveredAt: start,
    },
  })
  await db.audit.updateMany({ where: { action: 'visit.create' }, data: { inboundId: inbound.id } })
})

test.each(resources.map(({ name }) => name))('%s are found by every plain field they show', async (name) => {
  const { items } = (await api.get(`/${name}?limit=200`)).body
  expect(items.length).toBeGreaterThan(0)
  const fields = new Set<string>()
  for (const row of items)
    for (const [field, value] of Object.entries(row)) {
      if (value === null || typeof value === 'object' || takenBack.includes(field)) continue
      fields.add(field)
      const query = new URLSearchParams({ [field]: String(value), limit: '200' })
      const found = await api.get(`/${name}?${query}`)
      expect([field, found.status, found.body.detail]).toEqual([field, 200, undefined])
      expect(
        found.body.items.map(({ id }: { id: string }) => id),
        `${field}=${value}`,
      ).toContain(row.id)
      for (const one of found.body.items) expect(one[field], field).toEqual(value)
    }
  const shown = Object.keys(resources.find((one) => one.name === name)?.row.shape ?? {})
  const unseen = shown.filter((field) => ![...fields, ...composed, ...takenBack].includes(field))
  expect(unseen, 'no row of the test has one').toEqual([])
})

describe('a filter without a value', () => {
  test('finds what has none', async () => {
    const { items } = (await api.get('/accounts?ownerId=')).body
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['没人管的公司'])
    expect((await api.get('/visits?accountName=')).body.items).toMatchObject([{ leadCompany: '港华物流' }])
    expect((await api.get('/payments?receivableId=')).body.items).toEqual([])
    expect((await api.get('/write-offs?reason=')).body.items).toMatchObject([
      { reason: null, amount: '300.00' },
    ])
  })

  test('of a field that is never empty is refused', async () => {
    expect((await api.get('/tasks?assigneeId=')).body).toMatchObject({ status: 422, field: 'assigneeId' })
  })
})

test('messages are found by whom they go to', async () => {
  expect((await api.get('/deliveries?target=ou_1')).body.items).toHaveLength(1)
  expect((await api.get('/deliveries?target=ou_2')).body.items).toHaveLength(0)
})
