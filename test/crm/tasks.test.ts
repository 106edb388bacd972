import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { momentOf } from '../../src/crm/moment.ts'
import { assignable } from '../../src/crm/tasks/assignable.ts'
import { completeTask, declineTask, postponeTask } from '../../src/crm/tasks/change-task.ts'
import { createTask } from '../../src/crm/tasks/create-task.ts'
import { listTasks } from '../../src/crm/tasks/list-tasks.ts'
import { findOpenTasks, isOverdue } from '../../src/crm/tasks/view-task.ts'
import type { Member } from '../../src/db/types.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, byOf, start, zone } from '../support/world.ts'

test('a day is over at its end, a moment at once', () => {
  const now = new Date('2026-06-10T15:00:00+08:00')
  expect(isOverdue(momentOf('2026-06-10', zone), now)).toBe(false)
  expect(isOverdue(momentOf('2026-06-09', zone), now)).toBe(true)
  expect(isOverdue(momentOf('2026-06-10T15:00:00+08:00', zone), now)).toBe(true)
  expect(isOverdue(momentOf('2026-06-10T15:01:00+08:00', zone), now)).toBe(false)
  expect(isOverdue(null, now)).toBe(false)
})

describe('tasks', async () => {
  const database = await testDatabase()
  const { db } = database
  afterAll(() => database.close())
  let boss: Member
  let rep: Member
  let peer: Member
  let stranger: Member

  beforeAll(async () => {
    const east = await aDepartment(db, { name: '华东区' })
    const south = await aDepartment(db, { name: '华南区' })
    boss = await aMember(db, { name: '王芳', role: 'manager', departmentId: east.id })
    await db.department.update({ where: { id: east.id }, data: { leaderId: boss.id } })
    rep = await aMember(db, { name: '李雷', departmentId: east.id })
    peer = await aMember(db, { name: '韩梅', departmentId: east.id })
    stranger = await aMember(db, { name: '赵敏', departmentId: south.id })
  })

  const give = async (from: Member, to: Member, title = '回访', when?: string) => {
    const by = await byOf(db, from)
    const due = when ? momentOf(when, zone) : undefined
    return db.$transaction((tx) => createTask(tx, by, { title, assigneeId: to.id, due }))
  }

  test('go to oneself, as an order down the line, as a request within the department, and no further', async () => {
    expect((await assignable(db, await byOf(db, rep), rep.id)).kind).toBe('own')
    expect((await assignable(db, await byOf(db, boss), rep.id)).kind).toBe('order')
    expect((await assignable(db, await byOf(db, rep), peer.id)).kind).toBe('request')
    expect((await assignable(db, await byOf(db, rep), boss.id)).kind).toBe('request')
    await expect(assignable(db, await byOf(db, rep), stranger.id)).rejects.toMatchObject({
      rule: 'not-assignable',
    })
  })

  test('do not go to people who have left', async () => {
    const left = await aMember(db, { name: '老周', departmentId: rep.departmentId, status: 'frozen' })
    await expect(assignable(db, await byOf(db, boss), left.id)).rejects.toMatchObject({
      rule: 'assignee-left',
    })
  })

  test('are ticked off once, by whoever has them, gave them, or leads', async () => {
    const task = await give(boss, rep)
    await expect(completeTask(db, await byOf(db, peer), task.id)).rejects.toMatchObject({
      rule: 'not-your-task',
    })
    const by = await byOf(db, rep)
    const done = await db.$transaction((tx) => completeTask(tx, by, task.id))
    expect(done).toMatchObject({ status: 'done', doneAt: start, updatedAt: start })
    await expect(completeTask(db, await byOf(db, boss), task.id)).rejects.toMatchObject({
      rule: 'task-over',
    })
    expect(await db.audit.count({ where: { entityId: task.id, action: 'task.complete' } })).toBe(1)
  })

  test('move to a later day, not to one that is over', async () => {
    const task = await give(rep, rep, '送样', '2026-06-11')
    const by = await byOf(db, rep)
    await expect(postponeTask(db, by, task.id, momentOf('2026-06-09', zone))).rejects.toMatchObject({
      rule: 'date-over',
    })
    const moved = await postponeTask(db, by, task.id, momentOf('2026-06-12T15:00:00+08:00', zone))
    expect(moved).toMatchObject({ dueAt: new Date('2026-06-12T07:00:00Z'), dueAllDay: false })
    expect(await postponeTask(db, by, task.id, momentOf('2026-06-10', zone))).toMatchObject({
      dueAllDay: true,
    })
  })

  test('stay as they are where the day is the same: nothing is told nor undone', async () => {
    const task = await give(boss, rep, '送样', '2026-06-11')
    const by = await byOf(db, rep)
    const day = momentOf('2026-06-12', zone)
    expect(await postponeTask(db, by, task.id, day)).not.toBeNull()
    expect(await postponeTask(db, by, task.id, day)).toBeNull()
    expect(await db.audit.count({ where: { entityId: task.id, action: 'task.postpone' } })).toBe(1)
  })

  test('given by others can be declined with a reason; one’s own cannot', async () => {
    const given = await give(peer, rep)
    const declined = await declineTask(db, await byOf(db, rep), given.id, '这周排满了')
    expect(declined.status).toBe('cancelled')
    const audit = await db.audit.findFirstOrThrow({ where: { entityId: given.id, action: 'task.decline' } })
    expect(audit.after).toMatchObject({ reason: '这周排满了', status: 'cancelled' })
    const own = await give(rep, rep)
    await expect(declineTask(db, await byOf(db, rep), own.id, '懒')).rejects.toMatchObject({
      rule: 'nothing-to-decline',
    })
  })

  test('are listed the most urgent first, those without a time last', async () => {
    const one = await aMember(db, { name: '专人', departmentId: rep.departmentId })
    await give(one, one, '没日子')
    await give(one, one, '下周', '2026-06-17')
    await give(one, one, '逾期', '2026-06-08')
    const by = await byOf(db, one)
    const { rows, total } = await listTasks(db, by, { whose: 'mine', from: 0, take: 2 })
    expect(rows.map(({ title }) => title)).toEqual(['逾期', '下周'])
    expect(total).toBe(3)
    const rest = await listTasks(db, by, { whose: 'mine', from: 2, take: 2 })
    expect(rest.rows.map(({ title }) => title)).toEqual(['没日子'])
  })

  test('of the team are listed for whoever leads it, with names', async () => {
    const by = await byOf(db, boss)
    const { rows } = await listTasks(db, by, { whose: 'team', from: 0, take: 50 })
    expect(rows.some(({ assigneeName }) => assigneeName === '专人')).toBe(true)
    const own = await listTasks(db, by, { whose: 'mine', from: 0, take: 50 })
    expect(own.rows.every(({ assigneeId }) => assigneeId === boss.id)).toBe(true)
  })

  test('are found by words of the title, among one’s own and those one has given', async () => {
    await give(boss, rep, '把验收单收回来')
    expect(await findOpenTasks(db, await byOf(db, rep), { words: '验收单' })).toHaveLength(1)
    expect(await findOpenTasks(db, await byOf(db, boss), { words: '验收单' })).toHaveLength(1)
    expect(await findOpenTasks(db, await byOf(db, stranger), { words: '验收单' })).toHaveLength(0)
  })
})
