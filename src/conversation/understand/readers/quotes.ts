import { matchesOf, type Span } from './span.ts'

/** What stands between quotation marks. A short name in marks is a name, not speech. */
export const readQuotes = (text: string, named: readonly Span[]): Span[] =>
  matchesOf(text, quoted)
    .map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
    }))
    .filter(
      (quote) =>
        quote.end - quote.start > 5 &&
        !named.some(
          (name) =>
            name.end - name.start >= quote.end - quote.start - 3 &&
            name.start >= quote.start &&
            name.end <= quote.end,
        ),
    )

const quoted =
  /“[^”\n]{1,300}”|「[^」\n]{1,300}」|『[^』\n]{1,300}』|"[^"\n]{1,300}"|‘[^’\n]{1,300}’|'[^'\n]{4,300}'/g
