import { describe, expect, test } from 'vitest'
import { stage } from '../support/story.ts'

const play = stage()

describe('what a sentence would do', () => {
  test('is told with stored names, and nothing is written', async () => {
    await post('/accounts', { name: '北京京华印务有限公司', calledBy: ['京华印务'], owner: '李雷' })
    await post('/contacts', { account: '北京京华印务有限公司', name: '耿大鹏', calledBy: ['耿厂长'] })
    const { status, body } = await post('/understandings', {
      text: '见过京华印务耿厂长了，嫌耗材贵，月底再谈',
      memberId: '1005',
      at: '2026-06-10T09:30:00+08:00',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      intent: 'log_follow_up',
      arguments: {
        account: '北京京华印务有限公司',
        contact: '耿大鹏',
        channel: 'visit',
        nextAt: '2026-06-30',
      },
    })
    expect(await play.db.visit.count()).toBe(0)
  })

  test('two that fit are a question with their names', async () => {
    await post('/accounts', {
      name: '北京京华书店连锁有限公司',
      calledBy: ['京华书店', '京华'],
      owner: '李雷',
    })
    await post('/accounts', { name: '北京京华茶业有限公司', calledBy: ['京华茶业', '京华'], owner: '李雷' })
    const { body } = await post('/understandings', {
      text: '拜访 京华 谈了报价，周五再联系',
      memberId: '李雷',
    })
    expect(body.question).toMatchObject({ about: 'account' })
    expect(body.question.candidates).toEqual(
      expect.arrayContaining(['北京京华书店连锁有限公司', '北京京华茶业有限公司']),
    )
  })

  test('a member that there is not is named as the field at fault', async () => {
    const { status, body } = await post('/understandings', { text: '帮助', memberId: '9999' })
    expect(status).toBe(422)
    expect(body.field).toBe('memberId')
  })
})

describe('jobs by hand', () => {
  test('run as of a time and say how many messages they wrote', async () => {
    const { status, body } = await post('/jobs/directory/runs', { asOf: '2026-06-10T18:00:00+08:00' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'directory', asOf: '2026-06-10T10:00:00.000Z', deliveries: 0 })
  })

  test('a name that there is not is 404', async () => {
    expect((await post('/jobs/nonsense/runs', {})).status).toBe(404)
  })
})

describe('what went wrong may be tried again', () => {
  test('a failed delivery is queued, one that was sent is not', async () => {
    await play.on('feishu').says('李雷', '帮助')
    const [sent] = await play.db.delivery.findMany({ where: { status: 'sent' }, take: 1 })
    expect((await post(`/deliveries/${sent?.id}/retries`, {})).status).toBe(404)
    await play.db.delivery.update({
      where: { id: sent?.id as string },
      data: { status: 'failed', error: 'off', receipts: [] },
    })
    expect((await post(`/deliveries/${sent?.id}/retries`, {})).status).toBe(202)
    await play.app.queue.drain()
    expect((await play.db.delivery.findUniqueOrThrow({ where: { id: sent?.id as string } })).status).toBe(
      'sent',
    )
  })

  test('a parked message is worked off', async () => {
    const [handled] = await play.db.inbound.findMany({ where: { status: 'handled' }, take: 1 })
    const id = handled?.id as string
    await play.db.inbound.update({
      where: { id },
      data: { status: 'failed', attempts: 5, error: 'Error: boom' },
    })
    expect((await post(`/inbounds/${id}/retries`, {})).status).toBe(202)
    await play.app.queue.drain()
    expect((await play.db.inbound.findUniqueOrThrow({ where: { id } })).status).toBe('handled')
  })
})

async function post(path: string, body: object) {
  const response = await fetch(`http://127.0.0.1:${play.app.port}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer story-token', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Answer
  return { status: response.status, body: answer }
}

type Answer = Record<string, unknown> & { question: { about: string; candidates: string[] }; field?: string }
