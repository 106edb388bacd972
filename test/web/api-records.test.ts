import { describe, expect, test } from 'vitest'
import { apiServer } from './support.ts'

type Row = Record<string, unknown> & { id: string }

describe('a company loaded through the API', () => {
  const api = apiServer()
  const made: Record<string, Row> = {}

  async function make(path: string, body: object): Promise<Row> {
    const { status, body: row, headers } = await api.post(path, body)
    expect(row, JSON.stringify(row)).toMatchObject({ id: expect.any(String) })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/api/v1${path}/${row.id}`)
    expect((await api.get(`${path}/${row.id}`)).body).toEqual(row)
    return row
  }

  test('departments with their parents, then members in them, then who leads', async () => {
    made.root = await make('/departments', { name: '青禾云办公科技有限公司' })
    made.north = await make('/departments', { name: '华北大区', parentId: made.root.id })
    made.beijing = await make('/departments', { name: '北京一组', parent: '华北大区' })
    expect(made.beijing.path).toBe(`${made.root.id}/${made.north.id}/${made.beijing.id}/`)
    made.gao = await make('/members', {
      name: '高倩',
      title: '销售经理',
      department: '北京一组',
      calledBy: ['倩姐'],
    })
    made.cao = await make('/members', {
      name: '曹阳',
      title: '客户经理',
      departmentId: made.beijing.id,
      employeeNo: 'QH005',
      leader: '高倩',
      identities: [{ platform: 'wecom', externalId: 'CaoYang' }],
    })
    made.yao = await make('/members', { name: '姚慧', title: '结算主管', department: '北京一组' })
    expect(made.gao).toMatchObject({ role: 'rep', aliases: ['倩姐'], departmentId: made.beijing.id })
    expect(made.cao).toMatchObject({
      reportsToId: made.gao.id,
      identities: [{ platform: 'wecom', externalId: 'CaoYang' }],
    })
    expect(made.yao.role).toBe('finance')
    expect((await api.patch(`/departments/${made.beijing.id}`, { leader: '高倩' })).body.leaderId).toBe(
      made.gao.id,
    )
    expect((await api.get(`/members/${made.gao.id}`)).body.role).toBe('manager')
  })

  test('a role that is given is fixed; null gives it back to the directory', async () => {
    const { body } = await api.patch(`/members/${made.cao?.id}`, { role: 'director' })
    expect(body).toMatchObject({ role: 'director', roleFixed: true })
    const back = await api.patch(`/members/${made.cao?.id}`, { role: null })
    expect(back.body).toMatchObject({ role: 'rep', roleFixed: false })
  })

  test('an account by its owner’s name, number or id, or in the pool', async () => {
    made.press = await make('/accounts', {
      name: '北京京华印务有限公司',
      calledBy: ['京华印务', '京华'],
      owner: '曹阳',
      region: '北京',
    })
    expect(made.press).toMatchObject({
      ownerId: made.cao?.id,
      aliases: ['京华印务', '京华'],
      departmentId: made.beijing?.id,
      level: 'C',
    })
    const byNumber = await make('/accounts', { name: '北京京华书店连锁有限公司', owner: 'QH005' })
    expect(byNumber.ownerId).toBe(made.cao?.id)
    const pool = await make('/accounts', { name: '保定易水铸造有限公司' })
    expect(pool).toMatchObject({ ownerId: null, dropsAt: null })
    const claimed = await api.patch(`/accounts/${pool.id}`, { ownerId: made.cao?.id, level: 'A' })
    expect(claimed.body).toMatchObject({ ownerId: made.cao?.id, level: 'A' })
    const stretches = await api.db.ownership.findMany({
      where: { accountId: pool.id },
      orderBy: { startedAt: 'asc' },
    })
    expect(stretches.map(({ memberId, reason }) => [memberId, reason])).toEqual([
      [null, 'create'],
      [made.cao?.id, 'assign'],
    ])
  })

  test('a name that is taken, or an owner that is two people, is said with its field', async () => {
    expect((await api.post('/accounts', { name: '北京京华印务有限公司' })).body).toMatchObject({
      status: 409,
      field: 'name',
    })
    await make('/members', { name: '高倩', employeeNo: 'QH777' })
    expect((await api.post('/accounts', { name: '别家', owner: '高倩' })).body).toMatchObject({
      status: 422,
      field: 'owner',
    })
    expect((await api.post('/members', { name: '新人', employeeNo: 'QH777' })).body).toMatchObject({
      status: 409,
      field: 'employeeNo',
    })
  })

  test('contacts of an account', async () => {
    const contact = await make('/contacts', {
      account: '北京京华印务有限公司',
      name: '耿大鹏',
      title: '厂长',
      phone: '13800000056',
      calledBy: ['耿厂长'],
    })
    expect(contact).toMatchObject({ accountId: made.press?.id, aliases: ['耿厂长'] })
    expect((await api.patch(`/contacts/${contact.id}`, { title: '总经理' })).body.title).toBe('总经理')
    expect((await api.get(`/contacts?accountId=${made.press?.id}`)).body.items).toHaveLength(1)
    expect((await api.post('/contacts', { name: '无名' })).body.field).toBe('accountId')
  })

  test('a lead in the pool, and one in hands; the twin of a lead is a conflict', async () => {
    const pool = await make('/leads', {
      company: '太原汾河醋业有限公司',
      region: '山西',
      contact: '武建',
      phone: '15900000046',
      source: '官网留言',
      note: '门禁考勤',
    })
    expect(pool).toMatchObject({
      status: 'pool',
      ownerId: null,
      phone: '15900000046',
      score: expect.any(Number),
    })
    const owned = await make('/leads', { company: '北京知行律师事务所', owner: '曹阳', score: 80 })
    expect(owned).toMatchObject({
      status: 'owned',
      ownerId: made.cao?.id,
      score: 80,
      dropsAt: expect.any(String),
    })
    expect((await api.post('/leads', { company: '太原汾河醋业有限公司' })).body).toMatchObject({
      status: 409,
      field: 'company',
    })
    const given = await api.patch(`/leads/${pool.id}`, { owner: '曹阳', note: '急' })
    expect(given.body).toMatchObject({ status: 'owned', note: '急' })
    expect((await api.patch(`/leads/${pool.id}`, { ownerId: null })).body).toMatchObject({
      status: 'pool',
      ownerId: null,
    })
    expect((await api.get('/leads?status=owned&source=官网留言')).body.items).toHaveLength(0)
  })

  test('a deal in the stage that it has elsewhere, then along the rules', async () => {
    made.deal = await make('/opportunities', {
      account: '北京京华印务有限公司',
      name: '总部会议平板',
      stage: '商务谈判',
      amount: '45000',
      owner: '曹阳',
    })
    expect(made.deal).toMatchObject({
      stage: '商务谈判',
      amount: '45000.00',
      status: 'open',
      ownerId: made.cao?.id,
    })
    expect((await api.patch(`/opportunities/${made.deal.id}`, { stage: '初步沟通' })).body).toMatchObject({
      status: 422,
      field: 'stage',
    })
    expect((await api.patch(`/opportunities/${made.deal.id}`, { stage: '没有的阶段' })).body.field).toBe(
      'stage',
    )
    const won = await api.patch(`/opportunities/${made.deal.id}`, { stage: '赢单', closeOn: '2026-06-10' })
    expect(won.body).toMatchObject({ status: 'won', stage: '赢单', closeOn: '2026-06-10' })
    expect((await api.get(`/accounts/${made.press?.id}`)).body.signedAt).not.toBeNull()
    const lost = await make('/opportunities', {
      accountId: made.press?.id,
      name: '旧单',
      stage: '输单',
      reason: '太贵',
    })
    expect(lost).toMatchObject({ status: 'lost', lostReason: '太贵' })
    expect((await api.get('/opportunities?stage=赢单')).body.items).toHaveLength(1)
  })

  test('a follow-up is its member’s, plans the next step and counts', async () => {
    const visit = await make('/visits', {
      accountId: made.press?.id,
      member: '曹阳',
      channel: 'visit',
      content: '看了样机，嫌耗材贵',
      nextAt: '2026-06-30',
      nextAction: '送报价',
    })
    expect(visit).toMatchObject({
      accountName: '北京京华印务有限公司',
      memberName: '曹阳',
      nextAt: '2026-06-30',
    })
    const timed = await make('/visits', {
      accountId: made.press?.id,
      memberId: made.cao?.id,
      content: '再打电话问了报价',
      nextAt: '2026-06-12T15:00:00+08:00',
    })
    expect(timed).toMatchObject({ channel: 'other', nextAt: '2026-06-12T15:00:00+08:00' })
    expect((await api.get(`/tasks?visitId=${visit.id}`)).body.items).toMatchObject([
      { title: '送报价', dueAt: '2026-06-30' },
    ])
    expect((await api.get('/audit?action=visit.create')).body.items[0]).toMatchObject({
      memberId: made.cao?.id,
    })
    expect((await api.post('/visits', { accountId: made.press?.id, content: '没有说是谁' })).body.field).toBe(
      'memberId',
    )
  })

  test('tasks are given, moved and ticked off', async () => {
    const task = await make('/tasks', {
      title: '寄样本',
      assignee: '曹阳',
      dueAt: '2026-06-15',
      account: '北京京华印务有限公司',
    })
    expect(task).toMatchObject({ status: 'open', dueAt: '2026-06-15', creatorId: null })
    expect((await api.patch(`/tasks/${task.id}`, { dueAt: '2026-06-16T09:00:00+08:00' })).body.dueAt).toBe(
      '2026-06-16T09:00:00+08:00',
    )
    expect((await api.patch(`/tasks/${task.id}`, { status: 'done' })).body).toMatchObject({
      status: 'done',
      doneAt: expect.any(String),
    })
    expect((await api.patch(`/tasks/${task.id}`, { status: 'done' })).status).toBe(409)
  })

  test('what is owed, what comes in, what was promised', async () => {
    const owed = await make('/receivables', {
      account: '北京京华印务有限公司',
      title: '打印耗材款',
      amount: '23000.00',
      dueOn: '2026-05-25',
    })
    expect(owed).toMatchObject({ status: 'open', paidAmount: '0.00', dueOn: '2026-05-25' })
    const payment = await make('/payments', {
      accountId: made.press?.id,
      amount: '3000',
      paidOn: '2026-06-09',
    })
    expect(payment).toMatchObject({ receivableId: owed.id, amount: '3000.00', memberId: made.cao?.id })
    expect((await api.get(`/payments?receivableId=${owed.id}`)).body.items).toHaveLength(1)
    expect((await api.get(`/receivables/${owed.id}`)).body).toMatchObject({
      status: 'partial',
      paidAmount: '3000.00',
    })
    expect((await api.patch(`/receivables/${owed.id}`, { amount: '100.00' })).body.field).toBe('amount')
    expect((await api.patch(`/receivables/${owed.id}`, { amount: '3000.00' })).body.status).toBe('paid')
    expect(
      (await api.post('/payments', { accountId: made.press?.id, amount: '1', paidOn: '2027-01-01' })).body
        .field,
    ).toBe('paidOn')
    expect((await api.post('/payments', { accountId: made.press?.id, amount: 3.5 })).body.field).toBe(
      'amount',
    )
    const promise = await make('/promises', {
      accountId: made.press?.id,
      member: '曹阳',
      dueOn: '2026-06-12',
    })
    expect(promise).toMatchObject({ status: 'open', memberId: made.cao?.id })
  })

  test('groups and targets', async () => {
    const channel = await make('/channels', {
      platform: 'feishu',
      externalId: 'oc_1',
      name: '华北群',
      department: '华北大区',
      topics: ['wins'],
    })
    expect(
      (await api.patch(`/channels/${channel.id}`, { topics: [], status: 'unreachable' })).body,
    ).toMatchObject({ topics: [], status: 'unreachable' })
    expect(
      (await api.post('/channels', { platform: 'feishu', externalId: 'oc_1', name: '又一个' })).status,
    ).toBe(409)
    const target = await make('/targets', {
      member: '曹阳',
      period: 'month',
      startsOn: '2026-06-01',
      amount: '200000',
    })
    expect((await api.patch(`/targets/${target.id}`, { amount: '250000.00' })).body.amount).toBe('250000.00')
    expect(
      (await api.post('/targets', { period: 'month', startsOn: '2026-06-01', amount: '1' })).body.field,
    ).toBe('memberId')
  })

  test('what the program does is in the books without a member', async () => {
    const { items } = (await api.get(`/audit?entityType=account&entityId=${made.press?.id}`)).body
    expect(items.at(-1)).toMatchObject({
      action: 'account.create',
      memberId: null,
      after: { ownerId: made.cao?.id },
    })
    const update = (await api.get('/audit?action=contact.update')).body.items
    expect(update[0]).toMatchObject({ before: { title: '厂长' }, after: { title: '总经理' } })
  })

  test('boards count what came through the API', async () => {
    const [day] = await api.db.memberDay.findMany({
      where: { memberId: made.cao?.id as string, day: new Date('2026-06-10') },
    })
    expect(day).toMatchObject({ visits: 2, newAccounts: 1, leads: 1 })
    expect(day?.amount.toFixed(2)).toBe('45000.00')
  })

  test('a department is not put below itself', async () => {
    const { body } = await api.patch(`/departments/${made.root?.id}`, { parentId: made.beijing?.id })
    expect(body).toMatchObject({ status: 422, field: 'parentId' })
  })

  test.each(['deliveries', 'inbounds', 'audit'])('%s are read, not written', async (name) => {
    expect((await api.get(`/${name}`)).status).toBe(200)
    expect((await api.post(`/${name}`, {})).status).toBe(405)
  })
})
