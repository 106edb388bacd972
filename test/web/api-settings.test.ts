import { expect, test } from 'vitest'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import { aMember, anAccount, start } from '../support/world.ts'
import { apiServer } from './support.ts'

const api = apiServer()
const put = (section: string, body: unknown) => api.send('PUT', `/settings/${section}`, body)

test('the rules in force are read, all or one section', async () => {
  const all = await api.get('/settings')
  expect(all.body.items).toContainEqual({ section: 'undoMinutes', value: 10 })
  expect((await api.get('/settings/pool')).body).toEqual({ section: 'pool', value: defaultRules.pool })
  expect((await api.get('/settings/weather')).status).toBe(404)
})

test('a section is set as a whole, is in the books, and counts at once for what is held', async () => {
  const rep = await aMember(api.db, { name: '李雷' })
  const account = await anAccount(api.db, { name: '甲食品', ownerId: rep.id, level: 'C' })
  const pool = { ...defaultRules.pool, idleDays: { ...defaultRules.pool.idleDays, C: 20 } }
  const answer = await put('pool', { value: pool })
  expect([answer.status, answer.body]).toEqual([200, { section: 'pool', value: pool }])
  const { dropsAt } = await api.db.account.findUniqueOrThrow({ where: { id: account.id } })
  expect(dropsAt).toEqual(new Date(start.getTime() + 20 * 86_400_000))
  const [entry] = (await api.get('/audit?action=settings.update')).body.items
  expect(entry).toMatchObject({
    entityId: 'pool',
    memberId: null,
    before: { value: defaultRules.pool },
    after: { value: pool },
  })
})

test.each([
  ['pool', { value: { ...defaultRules.pool, idleDays: { A: 0, B: 1, C: 1, D: 1, key: 1 } } }],
  ['pool', { value: { capacity: 10 } }],
  ['quiet', { value: { from: '9pm', to: '08:00' } }],
  ['undoMinutes', { value: -1 }],
  ['undoMinutes', 10],
  ['roleTitles', { value: [{ words: ['董事'], role: 'emperor' }] }],
  ['undoMinutes', { value: 5, force: true }],
])('what is no rule for %s is refused and changes nothing', async (section, body) => {
  const before = (await api.get(`/settings/${section}`)).body
  const answer = await put(section, body)
  expect([answer.status, answer.type]).toEqual([expect.any(Number), expect.stringContaining('problem+json')])
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect((await api.get(`/settings/${section}`)).body).toEqual(before)
})

test('some of a section is changed, the rest stays', async () => {
  await put('pool', { value: defaultRules.pool })
  const patch = (body: unknown) => api.send('PATCH', '/settings/pool', body)
  const answer = await patch({ value: { capacity: 40, idleDays: { A: 20 } } })
  const pool = { ...defaultRules.pool, capacity: 40, idleDays: { ...defaultRules.pool.idleDays, A: 20 } }
  expect([answer.status, answer.body]).toEqual([200, { section: 'pool', value: pool }])
  expect((await api.send('PATCH', '/settings/undoMinutes', { value: 15 })).body.value).toBe(15)
  expect((await patch({ value: { idleDays: { A: 0 } } })).body.field).toBe('value.idleDays.A')
  expect((await patch({ value: { capcity: 1 } })).body).toMatchObject({ status: 422, field: 'value.capcity' })
  expect((await patch({ value: { idleDays: { F: 1 } } })).body.field).toBe('value.idleDays.F')
  expect((await patch({ value: { constructor: 1 } })).body.field).toBe('value.constructor')
  expect((await patch({ capacity: 40 })).body.field).toBe('value')
  expect((await api.get('/settings/pool')).body.value).toEqual(pool)
})

test('without a token nobody reads or sets them', async () => {
  const stranger = { authorization: 'Bearer wrong' }
  expect((await api.send('GET', '/settings/pool', undefined, stranger)).status).toBe(401)
  expect((await api.send('PUT', '/settings/undoMinutes', { value: 5 }, stranger)).status).toBe(401)
})
