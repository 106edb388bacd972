import { placeAtStart, provinceOf } from '../places.ts'

/**
 * A company's name without what people leave out or write differently: width, brackets, legal form, place.
 * 北京华联超市（集团）有限公司 → 华联超市, 北京.
 */
export function companyKey(name: string): CompanyKey {
  const folded = foldName(name)
  const bracketed = [...folded.matchAll(/\(([^()]*)\)/g)].map((found) => found[1] ?? '')
  let core = withoutLegalForm(folded.replace(/\([^()]*\)/g, ''))
  const places = bracketed.flatMap((inside) => placeAtStart(inside)?.place ?? [])
  for (let at = placeAtStart(core); at && core.length - at.length >= 2; at = placeAtStart(core)) {
    places.push(at.place)
    core = core.slice(at.length)
  }
  return { core, places }
}

/** Whether two names mean one company. Two that name places in different provinces do not. */
export function isSameCompany(a: CompanyKey, b: CompanyKey): boolean {
  return a.core === b.core && agree(a.places, b.places)
}

export type CompanyKey = { core: string; places: string[] }

/** Half width, lower case, no spaces; all brackets alike. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·・]+/gu, '')
    .replace(/[【〔［[{〈《]/gu, '(')
    .replace(/[】〕］\]}〉》]/gu, ')')

function withoutLegalForm(name: string): string {
  for (let rest = name; ; ) {
    const shorter = rest.replace(legalForm, '')
    if (shorter === rest || shorter.length < 2) return rest
    rest = shorter
  }
}

function agree(a: string[], b: string[]): boolean {
  if (a.length === 0 || b.length === 0) return true
  return a.some((one) => b.some((other) => isWithin(one, other) || isWithin(other, one)))
}

/** 深圳 lies in 广东; 广州 and 深圳 lie beside each other. */
const isWithin = (place: string, outer: string): boolean => place === outer || provinceOf(place) === outer

const legalForm =
  /(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团|有限合伙|合伙企业|个体工商户|co\.?,?ltd\.?|inc\.?|ltd\.?)$/u
