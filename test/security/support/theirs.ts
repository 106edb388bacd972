import { logVisit } from '../../../src/crm/visits/log-visit.ts'
import type { Db } from '../../../src/db/types.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, stagesOf, start } from '../../support/world.ts'

/**
 * 华东区 (王芳 leads 李雷) and 华南区 (周强 leads 赵敏) of one company, all on Feishu, and what 赵敏 has that nobody
 * of 华东区 may see: one record of each kind, with words that occur nowhere else. Returns the ids by argument.
 */
export async function twoDepartments(db: Db) {
  const east = await team(db, '华东区', '王芳', '李雷')
  const south = await team(db, '华南区', '周强', '赵敏')
  await anAccount(db, { name: '杭州钱塘百货有限公司', ownerId: east.rep.id })
  const owner = south.rep
  const accountId = (
    await anAccount(db, {
      name: '深圳鹏城精密有限公司',
      ownerId: owner.id,
      phone: '075588886666',
      note: '老板爱喝凤凰单丛',
      dropsAt: new Date('2026-07-01T00:00:00Z'),
    })
  ).id
  const lead = await aLead(db, {
    company: '佛山南风陶瓷有限公司',
    ownerId: owner.id,
    contact: '沈婉秋',
    phone: '13611112222',
    note: '预算四十七万',
    dropsAt: new Date('2026-07-01T00:00:00Z'),
  })
  const at = { createdAt: start, updatedAt: start }
  const stages = await stagesOf(db)
  const { id: pipelineId } = await db.pipeline.findFirstOrThrow()
  const stageId = stages.方案报价 as string
  const contact = await db.contact.create({
    data: { accountId, name: '顾念慈', phone: '13633334444', ...at },
  })
  const deal = {
    accountId,
    pipelineId,
    stageId,
    ownerId: owner.id,
    name: '激光切割机换代',
    amount: '765432.10',
  }
  const opportunity = await db.opportunity.create({ data: { ...deal, ...at } })
  const dueOn = new Date('2026-05-01')
  const owed = { accountId, title: '首付模具款', amount: '876543.21', dueOn }
  const receivable = await db.receivable.create({ data: { ...owed, ...at } })
  const paid = { accountId, amount: '1234.56', paidOn: dueOn, memberId: owner.id, note: '汇丰到账' }
  const payment = await db.payment.create({ data: { ...paid, createdAt: start } })
  const promised = { accountId, receivableId: receivable.id, dueOn, memberId: owner.id }
  const promise = await db.paymentPromise.create({ data: { ...promised, createdAt: start } })
  const todo = { title: '给顾小姐送端午礼盒', assigneeId: owner.id, creatorId: south.leader.id, accountId }
  const task = await db.task.create({ data: { ...todo, ...at } })
  const said = {
    platform: 'feishu',
    conversation: 'c',
    body: {},
    receivedAt: start,
    status: 'handled' as const,
  }
  const inbound = await db.inbound.create({ data: { ...said, key: 'theirs' } })
  const by = { ...(await byOf(db, owner)), inboundId: inbound.id }
  const entry = { accountId, channel: 'call' as const, content: '对方想换掉老供应商岭海，报价还要再压一压' }
  const { visit } = await db.$transaction((tx) => logVisit(tx, by, entry))
  const kept = await db.delivery.create({
    data: {
      platform: 'feishu',
      target: { kind: 'user', id: openIdOf('赵敏') },
      kind: 'push',
      message: { text: '该给顾念慈送端午礼盒了' },
      memberId: owner.id,
      status: 'merged',
      createdAt: start,
      deliveredAt: start,
    },
  })
  return {
    account: accountId,
    lead: lead.id,
    contact: contact.id,
    opportunity: opportunity.id,
    receivable: receivable.id,
    payment: payment.id,
    promise: promise.id,
    task: task.id,
    visit: visit.id,
    member: owner.id,
    asker: owner.id,
    department: south.id,
    of: inbound.id,
    delivery: kept.id,
    stage: stages.商务谈判 as string,
    seen: stageId,
  }
}

export type Theirs = Awaited<ReturnType<typeof twoDepartments>>

/** None of these may reach anybody of another department. */
export const secrets = [
  ...['075588886666', '凤凰单丛', '沈婉秋', '13611112222', '四十七万', '顾念慈', '13633334444', '激光切割'],
  ...[
    '765,432',
    '765432',
    '76.5',
    '首付模具',
    '876,543',
    '876543',
    '87.6',
    '1,234.56',
    '汇丰',
    '端午',
    '岭海',
  ],
]

/** On Feishu everybody is called `ou_` and their name. */
export const openIdOf = (name: string): string => `ou_${name}`

async function team(db: Db, name: string, leads: string, sells: string) {
  const department = await aDepartment(db, { name })
  const seat = { departmentId: department.id }
  const leader = await aMember(db, { name: leads, role: 'manager', ...seat })
  const rep = await aMember(db, { name: sells, ...seat })
  await db.department.update({ where: { id: department.id }, data: { leaderId: leader.id } })
  for (const member of [leader, rep]) {
    await db.membership.create({ data: { memberId: member.id, ...seat } })
    const externalId = openIdOf(member.name)
    await db.identity.create({
      data: { platform: 'feishu', externalId, memberId: member.id, createdAt: start },
    })
  }
  return { id: department.id, leader, rep }
}
