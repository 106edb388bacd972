import type { PlatformDeps } from '../../../src/chat/deps.ts'

/** A fixed moment, and a log that keeps what it is told. */
export function testDeps(
  start = '2026-03-02T10:00:00Z',
): PlatformDeps & { logged: unknown[]; at: { ms: number } } {
  const logged: unknown[] = []
  const at = { ms: Date.parse(start) }
  return {
    now: () => new Date(at.ms),
    log: { warn: (fields, message) => logged.push([fields, message]) },
    random: () => 0.5,
    logged,
    at,
  }
}
