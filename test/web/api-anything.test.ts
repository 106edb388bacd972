import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resources } from '../../src/web/api/resources/index.ts'
import { apiServer } from './support.ts'

const api = apiServer()
const written = resources.filter((one) => one.create)

/** What programs send by mistake or on purpose. */
const oddities = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    '',
    ' ',
    '0000-01-01',
    '9999-12-31',
    '2026-02-30',
    '-1',
    '1e308',
    '0',
    'null',
  ),
  fc.constantFrom('商务谈判', '赢单', '13800000001', '2026-06-10', '2026-06-10T09:30:00+08:00', '100.00'),
  fc.constantFrom(null, true, -1, 2 ** 53, 1e308, [], {}, ['a'], { '': 1 }),
  fc.uuid(),
)

test.each(written.map((one) => [one.name, one] as const))(
  'no body makes %s fail on our side',
  async (name, one) => {
    const body = one.create?.body as unknown as { shape: Record<string, unknown> }
    const fields = Object.keys(body.shape)
    const bodies = fc.dictionary(fc.constantFrom(...fields), oddities, { maxKeys: fields.length })
    await fc.assert(
      fc.asyncProperty(bodies, async (sent) => {
        const { status, body: told } = await api.post(`/${name}`, sent)
        expect(status, JSON.stringify([sent, told])).toBeLessThan(500)
      }),
      { numRuns: 40, seed: 7 },
    )
  },
)

test.each(resources.map((one) => [one.name, one] as const))(
  'no filter makes %s fail on our side',
  async (name, one) => {
    const filters = Object.keys(one.filters.shape)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...filters), oddities, async (filter, value) => {
        const query = new URLSearchParams({ [filter]: String(value).toWellFormed() })
        const { status, body } = await api.get(`/${name}?${query}`)
        expect(status, JSON.stringify([filter, value, body])).toBeLessThan(500)
      }),
      { numRuns: 30, seed: 7 },
    )
  },
)

describe('what is written comes back as it was', () => {
  test('names in any script, with marks of every kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), async (name) => {
        const { status, body } = await api.post('/members', { name })
        if (status === 201) expect((await api.get(`/members/${body.id}`)).body.name).toBe(name.trim())
        else expect(status).toBe(422)
      }),
      { numRuns: 40, seed: 7 },
    )
  })
})
