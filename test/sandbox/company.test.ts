import { expect, test } from 'vitest'
import { createRoster } from '../../src/sandbox/roster.ts'
import { company, openFeishu, openWecom, start, tag } from './support.ts'

test('somebody who joins has an account on both platforms, and the service is told', async () => {
  const { sandbox, service, feishu, wecom } = await start()
  const person = {
    employeeNo: 'E010',
    name: '新人',
    title: '销售代表',
    mobile: '13800000010',
    email: 'E010@haina.example',
    departmentKeys: ['east'],
  }
  await sandbox.company.join(person)
  const [created, told] = service.received
  expect(openFeishu(created as never)).toMatchObject({
    header: { event_type: 'contact.user.created_v3' },
    event: { object: { name: '新人', employee_no: 'E010' } },
  })
  expect(tag(openWecom(told as never).xml, 'ChangeType')).toBe('create_user')
  expect((await wecom.get('/user/get?userid=E010')).name).toBe('新人')
  const user = await feishu.call('GET', `/contact/v3/users/${sandbox.feishu.openId('新人')}`)
  expect(user.data.user.status.is_resigned).toBe(false)
  await expect(sandbox.company.join(person)).rejects.toThrow('E010')
})

test('two people of one name are told apart by their number', () => {
  const [first] = company.people
  const twin = { ...(first as (typeof company.people)[number]), employeeNo: 'E099' }
  const roster = createRoster({ ...company, people: [...company.people, twin] })
  expect(() => roster.find('陈总监')).toThrow('Several')
  expect(roster.find('E099').employeeNo).toBe('E099')
  expect(() => roster.find('无名氏')).toThrow('Nobody')
})

test('a company that names what it does not have is refused', () => {
  const group = { platform: 'feishu' as const, key: 'x', name: 'x', memberKeys: ['E404'], withBot: true }
  expect(() => createRoster({ ...company, groups: [group] })).toThrow('E404')
})
