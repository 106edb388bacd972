import { beforeAll, describe, expect, test } from 'vitest'
import { dateOf } from '../../src/crm/moment.ts'
import { recordPayment } from '../../src/crm/receivables/record-payment.ts'
import type { Account, Member } from '../../src/db/types.ts'
import { aMember, anAccount, byOf, start } from '../support/world.ts'
import { apiServer } from './support.ts'

// What was written down wrong is mended or taken back through the API: boards and clocks follow, the books tell.

const api = apiServer()
let lei: Member
let account: Account

beforeAll(async () => {
  lei = await aMember(api.db, { name: '李雷' })
  account = await anAccount(api.db, { name: '华联超市', ownerId: lei.id })
})

const board = async (day = '2026-06-10') => {
  const row = await api.db.memberDay.findFirst({ where: { memberId: lei.id, day: dateOf(day) } })
  return {
    payments: row?.payments.toFixed(2) ?? '0.00',
    amount: row?.amount.toFixed(2) ?? '0.00',
    newAccounts: row?.newAccounts ?? 0,
    visits: row?.visits ?? 0,
  }
}
const books = async (entityId: string) =>
  (await api.get(`/audit?entityId=${entityId}`)).body.items.map(
    ({ action, memberId }: { action: string; memberId: string | null }) =>
      `${action} ${memberId ?? 'nobody'}`,
  )
const make = async (path: string, body: object) => {
  const { status, body: row } = await api.post(path, body)
  expect([status, row.detail]).toEqual([201, undefined])
  return row
}

describe('a payment', () => {
  test('of another amount and day is spread anew, on the board of that day', async () => {
    const first = await make('/receivables', { account: '华联超市', amount: '1000', dueOn: '2026-05-01' })
    const second = await make('/receivables', { account: '华联超市', amount: '5000', dueOn: '2026-06-01' })
    const promise = await make('/promises', {
      account: '华联超市',
      member: '李雷',
      amount: '2500',
      dueOn: '2026-06-12',
    })
    const paid = await make('/payments', { account: '华联超市', amount: '3000' })
    expect((await api.get(`/promises/${promise.id}`)).body.status).toBe('kept')
    const mended = await api.patch(`/payments/${paid.id}`, { amount: '1500.50', paidOn: '2026-06-09' })
    expect(mended.body).toMatchObject({
      amount: '1500.50',
      paidOn: '2026-06-09',
      allocations: [
        { receivableId: first.id, amount: '1000.00' },
        { receivableId: second.id, amount: '500.50' },
      ],
    })
    expect((await board()).payments).toBe('0.00')
    expect((await board('2026-06-09')).payments).toBe('1500.50')
    expect((await api.get(`/receivables/${second.id}`)).body).toMatchObject({
      paidAmount: '500.50',
      status: 'partial',
    })
    expect((await api.get(`/promises/${promise.id}`)).body.status).toBe('open')
    expect(await books(paid.id)).toEqual(['payment.amend nobody', 'payment.create nobody'])

    const meant = await api.patch(`/payments/${paid.id}`, { receivableId: second.id })
    expect(meant.body).toMatchObject({ receivableId: second.id, amount: '1500.50' })
    expect((await api.get(`/receivables/${first.id}`)).body).toMatchObject({ status: 'open' })

    expect((await api.send('DELETE', `/payments/${paid.id}`)).status).toBe(204)
    expect((await board('2026-06-09')).payments).toBe('0.00')
    expect((await api.get(`/receivables/${second.id}`)).body).toMatchObject({ paidAmount: '0.00' })
    expect((await api.get(`/payments/${paid.id}`)).body).toMatchObject({
      undoneAt: start.toISOString(),
      allocations: [],
    })
    expect((await api.get('/payments')).body.items).toEqual([])
    expect((await api.send('DELETE', `/payments/${paid.id}`)).status).toBe(409)
    expect((await api.patch(`/payments/${paid.id}`, { amount: '1' })).status).toBe(409)
  })

  test('a change that is none writes nothing; one that is wrong names its field', async () => {
    const paid = await make('/payments', { account: '华联超市', amount: '10', note: '定金' })
    expect((await api.patch(`/payments/${paid.id}`, { amount: '10.00' })).status).toBe(200)
    expect(await books(paid.id)).toEqual(['payment.create nobody'])
    expect((await api.patch(`/payments/${paid.id}`, { paidOn: '2026-06-11' })).body.field).toBe('paidOn')
    expect((await api.patch(`/payments/${paid.id}`, { amount: '0' })).body.field).toBe('amount')
    expect((await api.patch(`/payments/${paid.id}`, { receivableId: lei.id })).body.field).toBe(
      'receivableId',
    )
    expect((await api.patch(`/payments/${paid.id}`, { note: null })).body.note).toBeNull()
  })

  test('of the largest amount is taken on a day that has others', async () => {
    const paid = await make('/payments', { account: '华联超市', amount: '20', paidOn: '2026-06-08' })
    await make('/payments', { account: '华联超市', amount: '999999999999.99', paidOn: '2026-06-08' })
    const mended = await api.patch(`/payments/${paid.id}`, { amount: '999999999999.99' })
    expect([mended.status, (await board('2026-06-08')).payments]).toEqual([200, '1999999999999.98'])
  })
})

describe('a receivable', () => {
  test('of another sum and day has the status that its money gives it, and the books tell', async () => {
    const owed = await make('/receivables', { account: '华联超市', amount: '100', dueOn: '2026-03-01' })
    await make('/payments', { account: '华联超市', amount: '40', receivableId: owed.id })
    const patch = async (body: object) => (await api.patch(`/receivables/${owed.id}`, body)).body
    expect(await patch({ amount: '40' })).toMatchObject({ amount: '40.00', status: 'paid' })
    expect(await patch({ amount: '90', dueOn: '2026-03-02' })).toMatchObject({ status: 'partial' })
    expect(await patch({ amount: '90.00', dueOn: '2026-03-02' })).toMatchObject({ amount: '90.00' })
    expect(await books(owed.id)).toEqual([
      ...['receivable.update nobody', 'receivable.update nobody'],
      'receivable.create nobody',
    ])
    expect(await patch({ amount: '39.99' })).toMatchObject({ status: 422, field: 'amount' })
    await api.post('/write-offs', { receivableId: owed.id })
    expect(await patch({ amount: '95' })).toMatchObject({ amount: '95.00', status: 'written_off' })
  })

  test('of another sum has the status of the money that comes in at the same time', async () => {
    const owed = await make('/receivables', { account: '华联超市', amount: '100', dueOn: '2026-03-01' })
    const by = await byOf(api.db, lei)
    const entry = { accountId: account.id, amount: '100', receivableId: owed.id }
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const paying = api.db.$transaction(async (tx) => {
      await recordPayment(tx, by, entry)
      begun.resolve()
      await release.promise
    })
    await begun.promise
    const mending = api.patch(`/receivables/${owed.id}`, { amount: '200' })
    // On the embedded database it has not begun yet, on a server it waits for the row.
    if (process.env.TEST_ON === 'postgres') await expect.poll(waiting).toBe(1)
    release.resolve()
    await paying
    // Mended after the money, or refused because of it.
    const isMended = (await mending).status === 200
    expect((await api.get(`/receivables/${owed.id}`)).body).toMatchObject({
      paidAmount: '100.00',
      ...(isMended ? { amount: '200.00', status: 'partial' } : { amount: '100.00', status: 'paid' }),
    })
  })
})

const waiting = async () =>
  (
    await api.db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  ).length

describe('a bad debt', () => {
  test('is written off once, with its reason, and is owed again when that is taken back', async () => {
    const owed = await make('/receivables', { account: '华联超市', amount: '800', dueOn: '2026-03-01' })
    const promise = await make('/promises', {
      ...{ account: '华联超市', member: '李雷', receivableId: owed.id },
      ...{ amount: '800', dueOn: '2026-06-12' },
    })
    const sent = { receivableId: owed.id, reason: '公司注销了' }
    const key = { 'idempotency-key': 'write-off-1' }
    const { status, body: writeOff } = await api.post('/write-offs', sent, key)
    expect([status, writeOff]).toMatchObject([201, { ...sent, amount: '800.00', memberId: null }])
    expect((await api.post('/write-offs', sent, key)).body).toEqual(writeOff)
    expect((await api.get(`/receivables/${owed.id}`)).body.status).toBe('written_off')
    expect((await api.get(`/promises/${promise.id}`)).body.status).toBe('cancelled')
    expect(await books(owed.id)).toEqual(['receivable.write-off nobody', 'receivable.create nobody'])
    expect((await api.post('/write-offs', sent)).body).toMatchObject({
      field: 'receivableId',
      rule: 'not-open',
    })
    expect((await api.post('/write-offs', { receivableId: lei.id })).body.field).toBe('receivableId')

    expect((await api.send('DELETE', `/write-offs/${writeOff.id}`)).status).toBe(204)
    expect((await api.get(`/receivables/${owed.id}`)).body.status).toBe('open')
    expect((await api.get(`/promises/${promise.id}`)).body.status).toBe('open')
    expect((await books(owed.id))[0]).toBe('receivable.undo nobody')
    expect((await api.get(`/write-offs?receivableId=${owed.id}`)).body.items).toEqual([])
    expect((await api.get(`/write-offs/${writeOff.id}`)).body.undoneAt).toBe(start.toISOString())
    expect((await api.send('DELETE', `/write-offs/${writeOff.id}`)).status).toBe(409)
    expect((await api.send('DELETE', `/write-offs/${owed.id}`)).status).toBe(404)
  })

  test('only an entry that is a write-off is one', async () => {
    const [other] = (await api.get('/audit?action=receivable.create')).body.items
    expect((await api.get(`/write-offs/${other.id}`)).status).toBe(404)
    expect((await api.send('DELETE', `/write-offs/${other.id}`)).status).toBe(404)
  })
})

describe('a promise', () => {
  const promised = (values: object) => ({ account: '华联超市', member: '李雷', ...values })
  const statusOf = async (id: string) => (await api.get(`/promises/${id}`)).body.status

  test('of another day and sum is mended; one that was broken counts again', async () => {
    const promise = await make('/promises', promised({ amount: '900', dueOn: '2026-06-12' }))
    const { body } = await api.patch(`/promises/${promise.id}`, { amount: '700', dueOn: '2026-06-15' })
    expect(body).toMatchObject({ amount: '700.00', dueOn: '2026-06-15', status: 'open' })
    expect((await api.patch(`/promises/${promise.id}`, { amount: '700.00' })).status).toBe(200)
    expect(await books(promise.id)).toEqual(['promise.amend nobody', `promise.create ${lei.id}`])
    expect((await api.patch(`/promises/${promise.id}`, { dueOn: '2026-06-09' })).body.field).toBe('dueOn')
    expect((await api.patch(`/promises/${promise.id}`, { amount: '0' })).body.field).toBe('amount')
    expect((await api.patch(`/promises/${promise.id}`, { amount: null })).body.amount).toBeNull()

    await api.db.paymentPromise.update({ where: { id: promise.id }, data: { status: 'broken' } })
    expect((await api.patch(`/promises/${promise.id}`, { dueOn: '2026-06-18' })).body.status).toBe('open')
    await api.db.paymentPromise.update({ where: { id: promise.id }, data: { status: 'broken' } })
    await make('/promises', promised({ dueOn: '2026-06-20' }))
    expect((await api.patch(`/promises/${promise.id}`, { dueOn: '2026-06-19' })).status).toBe(409)
  })

  test('is kept where the money is there already, and then stays', async () => {
    const owed = await make('/receivables', { account: '华联超市', amount: '600', dueOn: '2026-06-01' })
    const entry = promised({ receivableId: owed.id, amount: '600', dueOn: '2026-06-12' })
    const promise = await make('/promises', entry)
    await make('/payments', { account: '华联超市', receivableId: owed.id, amount: '400' })
    expect(await statusOf(promise.id)).toBe('open')
    expect((await api.patch(`/promises/${promise.id}`, { amount: '400' })).body.status).toBe('kept')
    expect((await api.patch(`/promises/${promise.id}`, { amount: '500' })).status).toBe(409)
    expect((await api.send('DELETE', `/promises/${promise.id}`)).status).toBe(409)
  })

  test('taken back, the one before it counts again', async () => {
    const first = await make('/promises', promised({ dueOn: '2026-06-16' }))
    const second = await make('/promises', promised({ dueOn: '2026-06-17' }))
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['cancelled', 'open'])
    expect((await api.send('DELETE', `/promises/${second.id}`)).status).toBe(204)
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['open', 'cancelled'])
    expect((await books(second.id))[0]).toBe('promise.undo nobody')
    expect((await api.send('DELETE', `/promises/${second.id}`)).status).toBe(409)
  })

  test('that was none does not count as broken either; the one before it is as its day has it', async () => {
    const first = await make('/promises', promised({ dueOn: '2026-06-16' }))
    const second = await make('/promises', promised({ dueOn: '2026-06-17' }))
    await api.db.paymentPromise.update({ where: { id: second.id }, data: { status: 'broken' } })
    await api.db.paymentPromise.update({ where: { id: first.id }, data: { dueOn: dateOf('2026-06-09') } })
    expect((await api.send('DELETE', `/promises/${second.id}`)).status).toBe(204)
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['broken', 'cancelled'])
  })
})

describe('a follow-up', () => {
  test('of older days is mended too, with its next step, and stays its member’s', async () => {
    const visit = await make('/visits', {
      accountName: '华联超市',
      memberName: '李雷',
      content: '谈了报价，价格还要再谈',
      nextAt: '2026-06-12',
      nextAction: '送样',
    })
    await api.db.visit.update({
      where: { id: visit.id },
      data: { createdAt: new Date('2026-06-01T10:00:00+08:00') },
    })
    const { body } = await api.patch(`/visits/${visit.id}`, { nextAt: '2026-06-15', nextAction: '送报价' })
    expect(body).toMatchObject({ nextAt: '2026-06-15', nextAction: '送报价', memberName: '李雷' })
    const { items } = (await api.get(`/tasks?visitId=${visit.id}`)).body
    expect(items).toMatchObject([{ title: '送报价', dueAt: '2026-06-15', assigneeId: lei.id }])
    expect(await books(visit.id)).toEqual(['visit.amend nobody', `visit.create ${lei.id}`])
    expect((await api.patch(`/visits/${visit.id}`, { nextAction: '送报价' })).status).toBe(200)
    expect((await api.patch(`/visits/${visit.id}`, { valid: false })).body.valid).toBe(false)
    expect((await api.patch(`/visits/${visit.id}`, { contactId: lei.id })).body.field).toBe('contactId')
  })

  test('of one customer is with no contact and on no deal of another, and no task is either', async () => {
    await anAccount(api.db, { name: '物美超市', ownerId: lei.id })
    const contact = await make('/contacts', { account: '物美超市', name: '张伟' })
    const deal = await make('/opportunities', { account: '物美超市', name: '冷柜' })
    const followed = { account: '华联超市', member: '李雷', content: '谈了报价，周五再联系' }
    const lead = await make('/leads', { company: '苏州明月科技', owner: '李雷' })
    for (const of of [followed, { ...followed, account: undefined, leadId: lead.id }]) {
      expect((await api.post('/visits', { ...of, contactId: contact.id })).body).toMatchObject({
        status: 422,
        field: 'contactId',
        rule: 'no-such-contact',
      })
      expect((await api.post('/visits', { ...of, opportunityId: deal.id })).body).toMatchObject({
        status: 422,
        field: 'opportunityId',
        rule: 'other-account',
      })
    }
    const task = { title: '送样', assignee: '李雷', account: '华联超市', opportunityId: deal.id }
    expect((await api.post('/tasks', task)).body).toMatchObject({
      status: 422,
      field: 'opportunityId',
      rule: 'other-account',
    })
    const own = { account: '物美超市', opportunityId: deal.id }
    await make('/tasks', { ...task, ...own })
    expect(await make('/visits', { ...followed, ...own, contactId: contact.id })).toMatchObject({
      contactId: contact.id,
      opportunityId: deal.id,
    })
  })

  test('taken back leaves figures, clock and tasks as if it had not been', async () => {
    const before = { board: await board(), account: (await api.get(`/accounts/${account.id}`)).body }
    const visit = await make('/visits', {
      account: '华联超市',
      member: '李雷',
      content: '看了样机，嫌耗材贵',
      nextAt: '2026-06-20',
    })
    expect((await board()).visits).toBe(before.board.visits + 1)
    expect((await api.send('DELETE', `/visits/${visit.id}`)).status).toBe(204)
    expect(await board()).toEqual(before.board)
    expect((await api.get(`/accounts/${account.id}`)).body).toEqual(before.account)
    expect((await api.get(`/tasks?visitId=${visit.id}`)).body.items).toMatchObject([{ status: 'cancelled' }])
    expect((await api.get(`/visits/${visit.id}`)).body.undoneAt).toBe(start.toISOString())
    expect((await books(visit.id))[0]).toBe('visit.undo nobody')
    expect((await api.send('DELETE', `/visits/${visit.id}`)).status).toBe(409)
  })
})

test('a won deal of another amount or owner moves what the boards count', async () => {
  const mei = await aMember(api.db, { name: '韩梅' })
  const deal = await make('/opportunities', {
    account: '华联超市',
    name: '冷柜',
    amount: '8000',
    stage: '赢单',
    owner: '李雷',
  })
  expect(await board()).toMatchObject({ amount: '8000.00', newAccounts: 1 })
  await api.patch(`/opportunities/${deal.id}`, { amount: '9000.50' })
  expect((await board()).amount).toBe('9000.50')
  await api.patch(`/opportunities/${deal.id}`, { owner: '韩梅' })
  expect(await board()).toMatchObject({ amount: '0.00', newAccounts: 0 })
  const theirs = await api.db.memberDay.findFirst({ where: { memberId: mei.id } })
  expect([theirs?.amount.toFixed(2), theirs?.newAccounts]).toEqual(['9000.50', 1])
})

describe('groups and targets', () => {
  test('are in the books, without the key of a group', async () => {
    const group = await make('/channels', {
      platform: 'wecom',
      externalId: 'secret-key-1',
      via: 'webhook',
      name: '华东群',
    })
    await api.patch(`/channels/${group.id}`, { topics: ['wins'] })
    expect((await api.send('DELETE', `/channels/${group.id}`)).status).toBe(204)
    expect((await api.get(`/channels/${group.id}`)).status).toBe(404)
    expect(await books(group.id)).toEqual([
      'channel.remove nobody',
      'channel.update nobody',
      'channel.create nobody',
    ])
    const told = (await api.get(`/audit?entityId=${group.id}`)).body.items
    expect(JSON.stringify(told)).not.toContain('secret-key-1')
  })

  test('a target is of the whole period, once', async () => {
    const sent = { member: '李雷', period: 'quarter', startsOn: '2026-06-10', amount: '600000' }
    const target = await make('/targets', sent)
    expect(target).toMatchObject({ startsOn: '2026-04-01', amount: '600000.00' })
    expect((await api.post('/targets', sent)).body).toMatchObject({ status: 409, field: 'startsOn' })
    expect((await api.patch(`/targets/${target.id}`, { amount: '0' })).body.field).toBe('amount')
    await api.patch(`/targets/${target.id}`, { amount: '700000' })
    expect((await api.send('DELETE', `/targets/${target.id}`)).status).toBe(204)
    expect(await books(target.id)).toEqual(['target.remove nobody', 'target.set nobody', 'target.set nobody'])
  })
})
