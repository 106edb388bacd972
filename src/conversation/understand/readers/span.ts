/** A stretch of the sentence, end exclusive. */
export type Span = { start: number; end: number }

export const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** The spans that do not overlap an earlier one of the list; so what comes first is what wins. */
export function apart<S extends Span>(spans: readonly S[], taken: readonly Span[] = []): S[] {
  const kept: S[] = []
  for (const span of spans)
    if (!kept.some((one) => overlap(one, span)) && !taken.some((one) => overlap(one, span))) kept.push(span)
  return kept
}

export const byPlace = (a: Span, b: Span): number => a.start - b.start || b.end - a.end
export const byLength = (a: Span, b: Span): number => b.end - b.start - (a.end - a.start) || a.start - b.start

/** As `matchAll`, which copies the pattern each time: a sentence is held against a hundred. `pattern` has the flag `g`. */
export function matchesOf(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    found.push(match)
    if (match[0] === '') pattern.lastIndex++
  }
  return found
}
