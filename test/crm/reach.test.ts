import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reachOf } from '../../src/crm/organisation/reach.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember } from '../support/world.ts'

const database = await testDatabase()
const { db } = database
afterAll(() => database.close())

describe('a company of two levels', async () => {
  const root = await aDepartment(db, { name: '公司', path: '/r/' })
  const east = await aDepartment(db, { name: '华东', path: '/r/e/', parentId: root.id })
  const team = await aDepartment(db, { name: '上海', path: '/r/e/s/', parentId: east.id })
  const south = await aDepartment(db, { name: '华南', path: '/r/s/', parentId: root.id })
  const manager = await aMember(db, { name: '王芳', role: 'manager' })
  const rep = await aMember(db, { name: '李雷', departmentId: team.id })
  const guest = await aMember(db, { name: '韩梅', departmentId: south.id })
  const director = await aMember(db, { name: '林岚', role: 'director', departmentId: root.id })
  beforeAll(async () => {
    await db.department.update({ where: { id: east.id }, data: { leaderId: manager.id } })
    await db.membership.create({ data: { memberId: director.id, departmentId: root.id } })
  })

  test('a rep sees what is their own', async () => {
    expect(await reachOf(db, rep)).toEqual({ memberIds: [rep.id], departmentIds: [] })
  })

  test('a manager sees everybody below, and nobody beside', async () => {
    const reach = await reachOf(db, manager)
    if (reach === 'all') throw new Error('a manager does not see all')
    expect(reach.memberIds).toEqual(expect.arrayContaining([manager.id, rep.id]))
    expect(reach.memberIds).not.toContain(guest.id)
    expect(reach.departmentIds.sort()).toEqual([east.id, team.id].sort())
  })

  test('who sits in two departments is seen from both', async () => {
    await db.membership.create({ data: { memberId: guest.id, departmentId: team.id } })
    const reach = await reachOf(db, manager)
    expect(reach).toMatchObject({ memberIds: expect.arrayContaining([guest.id]) })
    await db.membership.delete({
      where: { memberId_departmentId: { memberId: guest.id, departmentId: team.id } },
    })
  })

  test('a director who leads nothing by the directory has the departments they sit in', async () => {
    expect(await reachOf(db, director)).toMatchObject({
      memberIds: expect.arrayContaining([rep.id, guest.id]),
    })
  })

  test('a director above all departments sees everybody', async () => {
    const head = await aMember(db, { name: '陈建国', role: 'director' })
    expect(await reachOf(db, head)).toMatchObject({
      memberIds: expect.arrayContaining([rep.id, guest.id]),
      departmentIds: expect.arrayContaining([south.id]),
    })
  })

  test('a removed department gives no reach', async () => {
    await db.department.update({ where: { id: east.id }, data: { removedAt: new Date('2026-06-01') } })
    expect(await reachOf(db, manager)).toEqual({ memberIds: [manager.id], departmentIds: [] })
  })

  test('finance sees all', async () => {
    expect(await reachOf(db, { id: rep.id, role: 'finance' })).toBe('all')
  })
})
