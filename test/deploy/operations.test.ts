import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createMetrics } from '../../src/web/metrics.ts'
import { aService } from '../security/support/service.ts'

test('every figure is explained in the operations guide, and the guide names no other', async () => {
  const guide = readFileSync(resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const named = new Set([...guide.matchAll(/\bliaodan_[a-z_]+/g)].map(([name]) => name))
  const text = await createMetrics({ depth: async () => [] } as never).text()
  const kept = [...text.matchAll(/^# TYPE (liaodan_\w+)/gm)].map(([, name]) => name as string)
  expect([...named].toSorted()).toEqual(kept.toSorted())
})

test('what the guide names is counted from nothing on, so that the first one rises', async () => {
  const guide = readFileSync(resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const rowOf = (metric: string) => guide.split('\n').find((line) => line.startsWith(`| \`${metric}`)) ?? ''
  const wordsIn = (text: string) => [...text.matchAll(/`([\w-]+)`/g)].map(([, word]) => word)
  const [, , outcomes = ''] = rowOf('liaodan_deliveries_total').split('|')
  const [, , reasons = ''] = rowOf('liaodan_webhook_refused_total').split('|')
  const [, , alarms = ''] = rowOf('liaodan_alarms_total').split('|')
  const service = await aService()
  const text = await (await fetch(`${service.url}/metrics`)).text()
  await service.stop()
  const begun = (metric: string, label: string, platform: string) =>
    [...text.matchAll(new RegExp(`^${metric}\\{${platform}${label}="([^"]+)"\\} 0$`, 'gm'))].map(
      ([, name]) => name,
    )
  for (const platform of ['feishu', 'wecom']) {
    const of = `platform="${platform}",`
    expect(begun('liaodan_deliveries_total', 'outcome', of).toSorted()).toEqual(wordsIn(outcomes).toSorted())
    expect(begun('liaodan_webhook_refused_total', 'reason', of).toSorted()).toEqual(
      wordsIn(reasons).toSorted(),
    )
    expect(text).toContain(`liaodan_inbound_total{platform="${platform}"} 0`)
  }
  expect(begun('liaodan_alarms_total', 'kind', '').toSorted()).toEqual(wordsIn(alarms).toSorted())
})

test('figures are told while the database is away, and say so', async () => {
  const away = { depth: () => Promise.reject(new Error('away')) }
  expect(await createMetrics(away as never).text()).toContain('liaodan_database_up 0')
})
