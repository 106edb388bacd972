/**
 * Tells of each text whether it has come before, among so many: what comes once (a list of ids of its own length) is
 * not worth keeping.
 */
export function createComesAgain(most: number): (text: string) => boolean {
  const seenOnce = new Set<string>()
  return (text) => {
    if (seenOnce.delete(text)) return true
    if (seenOnce.size >= most) seenOnce.clear()
    seenOnce.add(text)
    return false
  }
}
