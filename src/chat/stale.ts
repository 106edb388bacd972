/**
 * Whether something that was signed at `timestamp` (seconds or milliseconds since 1970, as platforms write them) is
 * too old to be news, or from a future that no wrong clock explains. What is younger and comes twice meets the inbox's
 * unique key, which is kept for a month; platforms push again for seven hours at most. A week between the two leaves
 * room for clocks that are wrong. Only what has as many digits as today's times is one: timestamp and nonce are signed
 * as one string, so that a stranger who has seen a request may move digits from one to the other.
 */
export function isStale(timestamp: string, now: Date): boolean {
  if (!/^\d{10}(\d{3})?$/.test(timestamp)) return true
  const at = timestamp.length === 10 ? Number(timestamp) * 1000 : Number(timestamp)
  return Math.abs(now.getTime() - at) > weekMs
}

const weekMs = 7 * 86_400_000
