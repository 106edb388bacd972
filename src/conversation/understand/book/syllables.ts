import { pinyin } from 'pinyin-pro'

/** How a text sounds, one syllable a character, blurred where input methods and dialects blur: zh=z, ang=an, l=n. */
export const syllables = (text: string): string[] =>
  Array.from(text, (char) => blurred(readings(char)[0] as string))

/** Initials (`hhcw`) and full spelling (`haihechuanwu`) of a name, with the variants of characters read two ways. */
export function spellings(name: string): string[] {
  let initials = ['']
  let full = ['']
  for (const char of name) {
    const read = readings(char)
    initials = grow(initials, [...new Set(read.map((one) => one[0] as string))])
    full = grow(full, read)
  }
  return [...new Set([...initials, ...full])]
}

/** At most four variants: a longer list helps nobody and costs memory in a book of 50,000 names. */
const grow = (heads: string[], tails: string[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, 4)

function readings(char: string): string[] {
  let read = known.get(char)
  if (!read) {
    read = /\p{Script=Han}/u.test(char) ? spell(char) : [char]
    if (known.size < 30_000) known.set(char, read)
  }
  return read
}

const spell = (char: string): string[] =>
  pinyin(char, { toneType: 'none', multiple: true, v: true }).split(' ').slice(0, 2)

const blurred = (syllable: string): string =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^l(?=.)/, 'n')
    .replace(/([aei])ng$/, '$1n')

const known = new Map<string, string[]>()
