import type { Span, Text, Tone } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'

/**
 * Texts as Feishu's card markdown. Everything that is not ours to format is escaped, so that a customer called
 * `*A*` or `<at id=all></at>` shows as just that.
 */
export const markdown = (text: Text, maxChars: number): string =>
  typeof text === 'string' ? escaped(fitChars(text, maxChars)) : joined(text, maxChars)

export const grey = (text: string): string => `<font color='grey'>${text}</font>`

/**
 * The characters that mean something in card markdown (CommonMark, tags, `:EMOJI:`), as HTML entities, which is
 * how Feishu wants them written: see 特殊字符转义说明 on
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text.
 * Lists, headings and rules only begin a line, so `-`, `+`, `=` and `1.` are escaped there alone.
 */
export function escaped(text: string): string {
  return text
    .replace(/[&<>*_~`[\]()!#$:/\\|"']/g, entity)
    .replace(/^[-+=]/gm, entity)
    .replace(/^(\d{1,9})\./gm, '$1&#46;')
    .replace(/^[ \t]+/gm, (blank) => '&nbsp;'.repeat(Math.min(blank.length, 8)))
}

const entity = (character: string): string => `&#${character.charCodeAt(0)};`

export const TONES: Record<Tone, string> = {
  plain: 'grey',
  info: 'blue',
  success: 'green',
  warning: 'orange',
  danger: 'red',
}

function joined(spans: Span[], maxChars: number): string {
  let left = maxChars
  let written = ''
  for (const span of spans) {
    const words = fitChars(typeof span === 'string' ? span : 'bold' in span ? span.bold : span.text, left)
    left -= words.length
    if (words === '') continue
    const apart = written.endsWith('**') && !/^[\s\p{P}]/u.test(words) ? ' ' : ''
    written += `${apart}${spanMarkdown(span, words, written + apart)}`
  }
  return written
}

function spanMarkdown(span: Span, words: string, before: string): string {
  if (typeof span === 'string') return escaped(words)
  if ('bold' in span) return bold(words, before)
  return `<font color='${TONES[span.tone]}'>${escaped(words)}</font>`
}

/**
 * `**` only counts beside a letter or a space (CommonMark's flanking rule), and an escaped character counts as
 * punctuation; a space on both sides makes it count always, and behind it punctuation does as well. Bold does not reach over lines.
 */
function bold(words: string, before: string): string {
  const [lead = '', core = '', tail = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words)?.slice(1) ?? []
  if (core === '') return words
  const lines = core.split('\n').map((line) => (line.trim() === '' ? '' : `**${escaped(line.trim())}**`))
  const apart = before === '' || /\s$/.test(before + lead) ? '' : ' '
  return `${lead}${apart}${lines.join('\n')}${tail}`
}
