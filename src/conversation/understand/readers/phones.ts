import { matchesOf, type Span } from './span.ts'

/** Phone numbers, mobiles first. `text` is the number as it is dialled: digits, land lines with their dash. */
export function readPhones(text: string): Phone[] {
  const written = patterns.flatMap(({ pattern, mobile }) =>
    matchesOf(text, pattern).map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      text: mobile
        ? digitsOf(found[1] ?? found[0]).slice(-11)
        : /^\D/.test(found[0].replace('(', ''))
          ? dialled(digitsOf(found[0]))
          : found[0].replace(/[\s)]+/g, '-').replace('(', ''),
      mobile,
    })),
  )
  return written.sort((a, b) => Number(b.mobile) - Number(a.mobile) || a.start - b.start).filter(apart)
}

export type Phone = Span & { text: string; mobile: boolean }

const digitsOf = (text: string): string =>
  Array.from(text, (char) => spokenDigit[char] ?? char)
    .join('')
    .replace(/\D/g, '')

/** 零九一七五五零二二一二: the area is of three digits in the largest cities, else of four. */
const dialled = (digits: string): string => digits.replace(/^(010|02\d|0\d{3})/, '$1-')

const spokenDigit: Record<string, string> = {
  零: '0',
  〇: '0',
  洞: '0',
  幺: '1',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  拐: '7',
  八: '8',
  九: '9',
}

const patterns = [
  { mobile: true, pattern: /(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d(?:[\s-]?\d){8})(?!\d)/g },
  {
    mobile: true,
    pattern:
      /([幺一1][三四五六七八九3-9](?:[\s-]?[零〇洞幺一二两三四五六七拐八九\d]){9})(?![零〇幺一二三四五六七八九\d])/g,
  },
  { mobile: false, pattern: /(?<!\d)\(?0\d{2,3}(?:\)|[\s-])\s?\d{7,8}(?:-\d{1,5})?(?!\d)/g },
  { mobile: false, pattern: /(?<!\d)0\d{2,3}[2-8]\d{6,7}(?!\d)/g },
  { mobile: false, pattern: /[零〇洞][幺一二两三四五六七拐八九][零〇洞幺一二两三四五六七拐八九\s]{8,11}/g },
  { mobile: false, pattern: /(?<!\d)[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)/g },
]

const apart = (phone: Phone, index: number, all: Phone[]): boolean =>
  !all.slice(0, index).some((other) => other.start < phone.end && phone.start < other.end)
