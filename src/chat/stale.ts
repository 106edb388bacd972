/**
 * Whether something that was signed at `timestamp` (seconds or milliseconds since 1970, as platforms write them) is
 * too old to be news. What is younger and comes twice meets the inbox's unique key, which is kept for a month;
 * platforms push again for seven hours at most. A week between the two leaves room for clocks that are wrong.
 */
export function isStale(timestamp: string, now: Date): boolean {
  const given = Number(timestamp)
  if (!(given > 0)) return true
  const at = given > 100_000_000_000 ? given : given * 1000
  return now.getTime() - at > weekMs
}

const weekMs = 7 * 86_400_000
