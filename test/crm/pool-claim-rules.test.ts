import { expect, test } from 'vitest'
import { type ClaimFacts, capacityOf, claimBarrier } from '../../src/crm/pool/claim-rules.ts'
import { joinedAt } from '../../src/crm/pool/holdings.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'

const rules = defaultRules.pool
const now = new Date('2026-06-10T10:00:00+08:00')
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
const days = (count: number): number => count * 24 * 60

const free: ClaimFacts = {
  now,
  zone: 'Asia/Shanghai',
  memberSince: ago(days(400)),
  held: 0,
  claims: [],
  claimableAt: ago(days(5)),
  droppedAt: null,
  past: 'never',
  outside: null,
}
const rule = (facts: Partial<ClaimFacts>) => claimBarrier({ ...free, ...facts }, rules)?.rule ?? null

test('nothing stands against a first claim', () => {
  expect(rule({})).toBeNull()
})

test('capacity is 50, and 30 for who is new; the smallest wins', () => {
  expect(rule({ held: 49 })).toBeNull()
  expect(rule({ held: 50 })).toBe('capacity')
  expect(rule({ held: 29, memberSince: ago(days(10)) })).toBeNull()
  expect(rule({ held: 30, memberSince: ago(days(10)) })).toBe('capacity')
  const tight = { ...rules, capacity: 20 }
  expect(capacityOf({ since: ago(days(10)), now }, tight)).toBe(20)
})

test('whoever was met in the company’s first week was there before us, and is not new', () => {
  const firstMet = ago(days(30))
  const met = (count: number) => joinedAt({ met: ago(days(count)), firstMet })
  expect([met(30), met(23), met(22)]).toEqual([null, null, ago(days(22))])
  expect(rule({ held: 49, memberSince: met(30) })).toBeNull()
  expect(rule({ held: 49, memberSince: met(22) })).toBe('capacity')
})

test('five a day, twenty a week', () => {
  const today = [400, 300, 200, 100, 50].map(ago)
  expect(rule({ claims: today.slice(1) })).toBeNull()
  expect(rule({ claims: today })).toBe('claims-per-day')
  const week = Array.from({ length: 20 }, (_, index) => ago(days(1) + index * 10))
  expect(rule({ claims: week.slice(1) })).toBeNull()
  expect(rule({ claims: week })).toBe('claims-per-week')
})

test('yesterday in business time is not today', () => {
  const early = new Date('2026-06-10T00:30:00+08:00')
  const lastNight = Array.from(
    { length: 5 },
    (_, index) => new Date(early.getTime() - (31 + index * 5) * 60_000),
  )
  expect(rule({ now: early, claims: lastNight })).toBeNull()
})

test('a minute lies between two claims', () => {
  expect(rule({ claims: [new Date(now.getTime() - 59_000)] })).toBe('claims-apart')
  expect(rule({ claims: [new Date(now.getTime() - 60_000)] })).toBeNull()
})

test('nobody claims while it is posted', () => {
  expect(rule({ claimableAt: new Date(now.getTime() + 1) })).toBe('posting')
  expect(rule({ claimableAt: now })).toBeNull()
})

test('who had it last waits 7 days, who had it before that 30', () => {
  expect(rule({ past: 'last', droppedAt: ago(days(7) - 1) })).toBe('former-owner')
  expect(rule({ past: 'last', droppedAt: ago(days(7)) })).toBeNull()
  expect(rule({ past: 'earlier', droppedAt: ago(days(30) - 1) })).toBe('lineage')
  expect(rule({ past: 'earlier', droppedAt: ago(days(30)) })).toBeNull()
})

test('every barrier says what to do next', () => {
  const texts = [
    { held: 50 },
    { claims: [400, 300, 200, 100, 50].map(ago) },
    { claims: [ago(0)] },
    { claimableAt: new Date(now.getTime() + 3_600_000) },
    { past: 'last' as const, droppedAt: ago(60) },
  ].map((facts) => claimBarrier({ ...free, ...facts }, rules)?.text)
  expect(texts).toEqual([
    '你名下已有 50 家，上限 50 家（签约的不算）。先退一家再领：发「退回 客户名」。',
    '今天已经领了 5 条，一天最多 5 条，明天再来。',
    '领得有点快，再等 60 秒，也给别人留个机会。',
    '刚回公海，还在公示，11:00 起才能领。到点再来，机会人人一样。',
    '这家是从你名下回公海的，7 天内不能再领，6月17日 起可以。真有进展的话，请主管直接分给你。',
  ])
})
