import { expect, test } from 'vitest'
import { type Stage, stage } from '../support/story.ts'

// What is said before midnight and worked on after it: a slow platform, a restart, a night without the database.
const story = stage('2026-06-10T23:50:00+08:00')
const saidAt = new Date('2026-06-10T23:58:30+08:00')
const workedOnAt = new Date('2026-06-11T00:03:00+08:00')

test('李雷 has a customer with money owed', async () => {
  const chat = story.on('feishu')
  expect(await chat.says('李雷', '新线索 西湖茶业有限公司 王强 13800001111')).toContain('西湖茶业')
  expect(await chat.says('李雷', '转客户 西湖茶业')).toContain('西湖茶业')
})

test.each(['feishu', 'wecom'] as const)('%s: said before midnight, worked on after it', async (platform) => {
  story.clock.set(workedOnAt)
  const words = platform === 'feishu' ? '看了样品' : '谈了年框价格'
  await saysLate(story, platform, '李雷', `拜访 西湖茶业 ${words}，明天再联系`)
  const visit = await story.db.visit.findFirstOrThrow({ where: { content: { contains: words } } })
  expect(day(visit.businessDay)).toBe('2026-06-10')
  expect(visit.nextAt?.toISOString()).toBe('2026-06-10T16:00:00.000Z')
  const [task] = await story.db.task.findMany({ where: { visitId: visit.id } })
  expect(task?.dueAt).toEqual(visit.nextAt)
})

test('the visits stand on the board of the day they were said', async () => {
  const days = await story.db.memberDay.findMany({ where: { visits: { gt: 0 } } })
  expect(days.map((row) => [day(row.day), row.visits])).toEqual([['2026-06-10', 2]])
})

test('money that came in then came in then', async () => {
  await saysLate(story, 'feishu', '李雷', '西湖茶业 回款 3000元')
  const payment = await story.db.payment.findFirstOrThrow()
  expect(day(payment.paidOn)).toBe('2026-06-10')
})

test('what was taken back before midnight leaves the board of that day', async () => {
  await saysLate(story, 'feishu', '李雷', '撤销')
  await saysLate(story, 'feishu', '李雷', '撤销')
  expect(await story.db.payment.count({ where: { undoneAt: null } })).toBe(0)
  const [row] = await story.db.memberDay.findMany({ where: { visits: { gt: 0 } } })
  expect(row && [day(row.day), row.visits]).toEqual(['2026-06-10', 1])
})

test('明天, answered to a question, is the day after it was said', async () => {
  await story.on('feishu').says('李雷', '提醒我给张总回电')
  await saysLate(story, 'feishu', '李雷', '明天')
  const task = await story.db.task.findFirstOrThrow({ where: { title: { contains: '张总回电' } } })
  expect(task.dueAt?.toISOString()).toBe('2026-06-10T16:00:00.000Z')
})

test('a platform whose clock is a day ahead is not believed', async () => {
  await saysLate(story, 'feishu', '李雷', '拜访 西湖茶业 送了合同', new Date('2026-06-12T00:30:00+08:00'))
  const visit = await story.db.visit.findFirstOrThrow({ where: { content: { contains: '合同' } } })
  expect(day(visit.businessDay)).toBe('2026-06-11')
})

test('where this machine is ten minutes slow, the day is the platform’s', async () => {
  story.clock.set(new Date('2026-06-30T23:52:00+08:00'))
  await saysLate(story, 'feishu', '李雷', '拜访 西湖茶业 月初盘点', new Date('2026-07-01T00:02:00+08:00'))
  const visit = await story.db.visit.findFirstOrThrow({ where: { content: { contains: '盘点' } } })
  expect(day(visit.businessDay)).toBe('2026-07-01')
})

const day = (date: Date): string => date.toISOString().slice(0, 10)

/** The platform brings what somebody said at another time than now. */
async function saysLate(
  { sandbox, app }: Stage,
  platform: 'feishu' | 'wecom',
  who: string,
  text: string,
  at = saidAt,
): Promise<void> {
  const id = `late${++count}`
  const { status } =
    platform === 'feishu'
      ? await sandbox.feishu.sendEvent('im.message.receive_v1', {
          sender: { sender_id: { open_id: sandbox.feishu.openId(who) }, sender_type: 'user' },
          message: {
            message_id: `om_${id}`,
            create_time: String(at.getTime()),
            chat_id: sandbox.feishu.chatId(who),
            chat_type: 'p2p',
            message_type: 'text',
            content: JSON.stringify({ text }),
          },
        })
      : await sandbox.wecom.sendCallback({
          ToUserName: 'wwsandbox0000001',
          FromUserName: sandbox.wecom.userid(who),
          CreateTime: Math.floor(at.getTime() / 1000),
          MsgType: 'text',
          Content: text,
          MsgId: String(7_000_000 + count),
          AgentID: 1000002,
        })
  expect(status).toBe(200)
  await app.queue.drain()
}

let count = 0
