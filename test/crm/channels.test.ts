import { afterAll, beforeAll, expect, test } from 'vitest'
import { bindChannel, unbindChannel } from '../../src/crm/channels/bind-channel.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aMember, byOf, start } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('the group of the whole company is unbound, or bound to another, by nobody below its head', async () => {
  const { db } = database
  const head = await aMember(db, { name: '陈总', role: 'director' })
  const manager = await aMember(db, { name: '王芳', role: 'manager' })
  const rep = await aMember(db, { name: '李雷' })
  const root = await aDepartment(db, { name: '江南包装', path: 'root/', leaderId: head.id })
  const values = { name: '华东区', path: 'root/east/', parentId: root.id, leaderId: manager.id }
  const east = await aDepartment(db, values)
  const group = { platform: 'feishu', externalId: 'oc_company' }
  await db.channel.create({ data: { ...group, name: '全员群', createdAt: start } })
  const entry = { ...group, via: 'chat' as const, name: '全员群', departmentId: east.id, topics: [] }
  const refused = { rule: 'not-your-department' }
  for (const one of [manager, rep]) {
    const by = await byOf(db, one)
    await expect(db.$transaction((tx) => unbindChannel(tx, by, group))).rejects.toMatchObject(refused)
    await expect(db.$transaction((tx) => bindChannel(tx, by, entry))).rejects.toMatchObject(refused)
  }
  expect(await db.channel.findFirst({ where: group })).toMatchObject({ departmentId: null })
  const by = await byOf(db, head)
  expect(await db.$transaction((tx) => bindChannel(tx, by, entry))).toMatchObject({ departmentId: east.id })
})
