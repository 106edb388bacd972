import { pinyin } from 'pinyin-pro'

/** How a text sounds, one syllable a character, blurred where input methods and dialects blur: zh=z, ang=an, l=n. */
export function syllables(text: string): string[] {
  const heard: string[] = []
  for (let at = 0; at < text.length; at++) heard.push(soundAt(text, at))
  return heard
}

/** Syllables as one string; the bar keeps `xi·an` apart from `xian`. */
export function sound(text: string): string {
  let heard = ''
  for (let at = 0; at < text.length; at++) heard += at ? `|${soundAt(text, at)}` : soundAt(text, at)
  return heard
}

/** Every way a name may sound: 太行 is heard with hang, though 行 is mostly xing. */
export function soundings(name: string): string[] {
  const plain = sound(name)
  if (!twoWays.test(name)) return [plain]
  const parts = plain.split('|').map((syllable, at) => {
    const [, other] = twoWays.test(name[at] as string) ? readings(name[at] as string) : []
    return other ? blurred(other) : syllable
  })
  return [...new Set([plain, parts.join('|')])]
}

/** Characters of company names that are read two ways. */
const twoWays = /[行长重乐朝单盛厦传藏降都曾]/

/** Initials (`hhcw`, with the variants of characters read two ways) and the full spelling (`haihechuanwu`). */
export function spellings(name: string): string[] {
  let initials = ['']
  let full = ''
  for (const char of name) {
    const read = readings(char)
    initials = grow(initials, [...new Set(read.map((one) => one[0] as string))])
    full += read[0]
  }
  return [...new Set([...initials, full])]
}

/** Few variants: a longer list helps nobody and costs memory in a book of 50,000 names. */
const grow = (heads: string[], tails: string[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, 3)

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

function soundAt(text: string, at: number): string {
  const char = text[at] as string
  let heard = sounds.get(char)
  if (heard === undefined) {
    heard = blurred(readings(char)[0] as string)
    if (sounds.size < 30_000) sounds.set(char, heard)
  }
  return heard
}

const blurred = (syllable: string): string =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^l(?=.)/, 'n')
    .replace(/([aei])ng$/, '$1n')

const sounds = new Map<string, string>()
const known = new Map<string, string[]>()
