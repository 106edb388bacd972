import { isCompany, type NameEntry } from '../book/name-book.ts'
import type { Context } from '../context.ts'
import { formsOf } from './forms.ts'
import type { Mention } from './mention.ts'

/**
 * The last word of a name where a company is expected and none is named: 书店 for 京华书店, 印务那边. Only among the
 * speaker's own and the pool's few that end so, at the head of a clause or behind 跟, 给, 去.
 */
export function tails(text: string, context: Context, open: (entry: NameEntry) => boolean): Mention[] {
  const own = context.names.owned(context.speaker.id).filter((entry) => isCompany(entry) && open(entry))
  if (own.length === 0 || own.length > fewest) return []
  for (const found of text.matchAll(placed)) {
    const start = found.index + (found.groups?.lead?.length ?? 0)
    for (const length of [3, 2]) {
      const word = text.slice(start, start + length)
      if (
        word.length < length ||
        !/^\p{Script=Han}+$/u.test(word) ||
        !behind.test(text.slice(start + length))
      )
        continue
      const entries = own.filter((entry) =>
        formsOf(entry).some((form) => form.length > length && form.endsWith(word)),
      )
      if (entries.length) return [{ start, end: start + length, text: word, entries, how: 'slip' }]
    }
  }
  return []
}

const fewest = 200
const placed =
  /(?<lead>^\s*|[,。;:!?\s]\s*|(?:刚|又|跟|和|给|去|到|从|陪|约|见|把)了?)(?=\p{Script=Han}{2})/gu
/** What follows a name that stands for a company, and no word of every day. */
const behind =
  /^(?:那边|这边|那家|这家|那条|那单|那个|有个单|的(?:[^,。]{0,4}(?:老板|主管|经理|采购|财务|李|王|张)|[^,。]{0,8}(?:说|约|问|催|讲))|把|说(?!明)|约|催|回款|打了|打来|付了|付清|结了|转了|答应|财务|老板|采购)/
