import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createMetrics } from '../../src/web/metrics.ts'

test('every figure is explained in the operations guide, and the guide names no other', async () => {
  const guide = readFileSync(resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const named = new Set([...guide.matchAll(/\bliaodan_[a-z_]+/g)].map(([name]) => name))
  const text = await createMetrics({ depth: async () => [] } as never).text()
  const kept = [...text.matchAll(/^# TYPE (liaodan_\w+)/gm)].map(([, name]) => name as string)
  expect([...named].toSorted()).toEqual(kept.toSorted())
})

test('figures are told while the database is away, and say so', async () => {
  const away = { depth: () => Promise.reject(new Error('away')) }
  expect(await createMetrics(away as never).text()).toContain('liaodan_database_up 0')
})
