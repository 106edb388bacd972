/** Chinese and Arabic numerals, exact: values are counted in hundredths, as money is. */
const digits: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  俩: 2,
  仨: 3,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
}
const tens: Record<string, number> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }
const units: Record<string, number> = {
  万亿: 1e12,
  亿: 1e8,
  千万: 1e7,
  百万: 1e6,
  万: 1e4,
  萬: 1e4,
  w: 1e4,
  千: 1000,
  仟: 1000,
  k: 1000,
  百: 100,
  佰: 100,
}

/** Characters of a Chinese numeral below ten thousand, for use in patterns. */
export const chineseDigits = '零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿俩仨'

/** 三 → 3, 十二 → 12, 一百二 → 120, 二〇 → 20; undefined when it is no numeral below ten thousand. */
export function smallNumber(text: string): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  if (!text || text.length > 8) return undefined
  if (/^[零〇一二三四五六七八九]{2,4}$/.test(text)) return Number(Array.from(text, (c) => digits[c]).join(''))
  let total = 0
  let pending: number | undefined
  let unit = 0
  for (const char of text) {
    if (char === '廿') total += 20
    else if (char in tens) {
      unit = tens[char] as number
      total += (pending ?? 1) * unit
      pending = undefined
    } else if (char in digits) {
      if (char === '零' || char === '〇') unit = 0
      else if (pending !== undefined) return undefined
      else pending = digits[char]
    } else return undefined
  }
  return total + (pending ?? 0) * (pending && unit >= 100 ? unit / 10 : 1)
}

/**
 * The number that begins here, with its unit words: 2.5万, 三万五, 10万5, 28万5600, 1千2百万, 3w, 300k, 1.2个亿, 81,000.
 * `cents` is the value × 100. `unit` tells whether a unit word was said.
 */
export function numberAt(text: string, from: number): Numeral | undefined {
  let at = from
  let micros = 0n
  // Of `micros`, what was said in 万 and 亿: the rest may still turn out to be.
  let large = 0n
  let lastUnit = 0
  let unit = false
  let chinese = false
  while (at < text.length && at - from < 40) {
    // 20万零8千, 3万零50
    const isAfterZero = Boolean(lastUnit) && text[at] === '零' && /\d/.test(text[at + 1] ?? '')
    const part = partAt(text, isAfterZero ? at + 1 : at)
    if (!part) break
    const word = unitAt(text, part.end)
    if (lastUnit && !word && (isAfterZero || !part.tail)) {
      const isRest = lastUnit <= 1e4 && part.micros < BigInt(lastUnit) * 1_000_000n
      const isWritten = part.digits <= 4 && part.digits >= (isAfterZero ? 1 : 3)
      if (!part.whole && !(isRest && isWritten && !counted.test(text.slice(part.end)))) break
      micros += part.micros
      at = part.end
      break
    }
    if (lastUnit && word && word.value >= lastUnit) {
      // 1千2百万, 2百50万: what was said before is in 万, too.
      if (lastUnit >= 1e4 || word.value / 1e4 >= lastUnit || part.tail === (word.value === 1e4)) break
      micros = large + (micros - large) * 10_000n
    }
    if (lastUnit && !word) {
      if (
        noTail.test(text.slice(part.end, part.end + 1)) &&
        text[part.end + 1] !== '季' &&
        !byUnit.test(text.slice(part.end))
      )
        break
      micros += (part.micros * BigInt(lastUnit)) / 10n
      at = part.end
      break
    }
    chinese ||= part.chinese
    micros += part.micros * BigInt(word?.value ?? 1)
    unit ||= word !== undefined || part.large
    at = word?.end ?? part.end
    lastUnit = word?.value ?? 0
    if (lastUnit >= 1e4) large = micros
    if (!word) break
  }
  return at === from ? undefined : { start: from, end: at, cents: micros / 10_000n, unit, chinese }
}

export type Numeral = { start: number; end: number; cents: bigint; unit: boolean; chinese: boolean }

/** Hundredths as a decimal string with two places. */
export function decimal(cents: bigint): string {
  const text = cents.toString().padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

function partAt(text: string, at: number): Part | undefined {
  arabic.lastIndex = at
  const figure = arabic.exec(text)?.[0]
  if (figure) {
    const [whole = '', places = ''] = figure.replaceAll(',', '').split('.')
    if (whole.length > 13 || places.length > 6) return undefined
    const micros = BigInt(whole + places.padEnd(6, '0'))
    return {
      micros,
      end: at + figure.length,
      chinese: false,
      large: false,
      whole: false,
      digits: whole.length,
      tail: /^[1-9]$/.test(figure),
    }
  }
  han.lastIndex = at
  const said = han.exec(text)?.[0]
  // 七十八万五三季度末: the last numeral is the quarter's.
  const word = said && said.length > 1 && text[at + said.length] === '季' ? said.slice(0, -1) : said
  // 三五万 is not 三十五万: it is about as much.
  if (word === undefined || (apart.test(word) && unitAt(text, at + word.length))) return undefined
  const value = smallNumber(word)
  if (value === undefined) return undefined
  return {
    micros: BigInt(value) * 1_000_000n,
    end: at + word.length,
    chinese: true,
    large: value >= 1000 && /[千仟]/.test(word),
    whole: (value >= 100 && /[千仟百佰]/.test(word)) || (value > 0 && /^[零〇].*[^零〇]$/.test(word)),
    digits: 0,
    tail: word.length === 1 && value > 0 && value < 10,
  }
}

function unitAt(text: string, at: number): { value: number; end: number } | undefined {
  unitWord.lastIndex = at
  const found = unitWord.exec(text)
  return found
    ? { value: units[(found[1] as string).replace(/[来多]/, '')] as number, end: at + found[0].length }
    : undefined
}

const arabic = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/y
const han = new RegExp(`[${chineseDigits}]{1,8}`, 'y')
const unitWord = /[来多余]?\s?个?(万亿|亿|千[来多]?万|百[来多]?万|万|萬|千|仟|百|佰|[wk](?![a-z]))/y
/** After 3万5 these words make the 5 a count, a date or a rate of its own. */
const noTail = /[\d分口笔批轮成两一二三四五六七八九十间所栋棵餐月号日点年个台套家人次楼%折期天周.:]/

/** After 3万500 these words make the 500 a count, a date or a rate of its own. */
const counted =
  /^\s?(?:[a-z:/%]|[.-]\d|[口批轮成笔间所栋棵餐月号日点年个台套家人次楼折期天周箱件吨斤米平方公瓶盒包袋片只条张份支辆户位单票字名柜])/

/** Two numerals side by side: 三五, 七八. */
const apart = /^[一二三四五六七八九]{2}$/

/** 9万6一年: the price of one, and no further numeral. */
const byUnit = /^[一每](?:年|个?月|台|套|点|吨|支|次|天|家|人|箱|件|张|辆|条|票|柜)/

/** `micros`: the value × 10⁶, so that 0.0625万 stays exact. */
type Part = {
  micros: bigint
  end: number
  chinese: boolean
  large: boolean
  whole: boolean
  /** Of a figure: how many before the point. */
  digits: number
  tail: boolean
}
