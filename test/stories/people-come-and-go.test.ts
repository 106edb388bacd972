import { expect, test } from 'vitest'
import { stage } from '../support/story.ts'

const play = stage()

test('the company is known before anybody speaks, one member for both platforms', async () => {
  const { db, sandbox } = play
  expect(await db.member.count({ where: { status: 'active' } })).toBe(sandbox.company.people().length)
  expect(await db.identity.count()).toBe(2 * sandbox.company.people().length)
  expect((await memberNamed('王芳')).role).toBe('manager')
})

test('who joins is a member at once, and reports to whom the directory says', async () => {
  const { sandbox, app } = play
  await sandbox.company.join({
    employeeNo: '1010',
    name: '吴桐',
    title: '销售代表',
    mobile: '13900001010',
    email: '1010@jiangnan.example',
    departmentKeys: ['east'],
    leaderKey: '1003',
  })
  await app.queue.drain()
  const joined = await memberNamed('吴桐')
  expect(joined).toMatchObject({ role: 'rep', status: 'active' })
  expect(joined.department?.name).toBe('华东区')
  expect(joined.reportsTo?.name).toBe('王芳')
})

test('who moves sits in the new department', async () => {
  await play.sandbox.company.change('吴桐', { departmentKeys: ['south'], title: '高级销售代表' })
  await play.app.queue.drain()
  const moved = await memberNamed('吴桐')
  expect(moved).toMatchObject({ title: '高级销售代表' })
  expect(moved.department?.name).toBe('华南区')
})

test('who leaves is frozen and heard no more', async () => {
  await play.sandbox.company.leave('吴桐')
  await play.app.queue.drain()
  expect((await memberNamed('吴桐')).status).toBe('frozen')
  expect((await memberNamed('李雷')).status).toBe('active')
})

test('a new department with a new leader makes a manager', async () => {
  await play.sandbox.company.putDepartment({
    key: 'north',
    parentKey: 'sales',
    name: '华北区',
    leaderKey: '1006',
  })
  await play.app.queue.drain()
  const department = await play.db.department.findFirstOrThrow({
    where: { name: '华北区' },
    include: { leader: true, identities: true, parent: true },
  })
  expect(department.leader?.name).toBe('韩梅')
  expect(department.parent?.name).toBe('销售部')
  expect(department.identities).toHaveLength(2)
  expect((await memberNamed('韩梅')).role).toBe('manager')
})

test('every night at three the directory is read again', async () => {
  const { app, clock, db } = play
  const lei = await memberNamed('李雷')
  await db.member.update({ where: { id: lei.id }, data: { title: '写错了' } })
  clock.set(new Date('2026-06-11T03:01:00+08:00'))
  await app.timekeeper.tick()
  await app.queue.drain()
  expect((await memberNamed('李雷')).title).toBe('销售代表')
})

const memberNamed = (name: string) =>
  play.db.member.findFirstOrThrow({ where: { name }, include: { department: true, reportsTo: true } })
