import type { Turn } from './turn.ts'
import { contactsTitled, readTitled, type Titled } from './understand/readers/people.ts'
import { readPhones } from './understand/readers/phones.ts'
import { isSurname } from './understand/readers/surnames.ts'
import { readable, type Text } from './understand/text.ts'

/** A person as somebody spoke of them: 采购王经理 13900001234. */
export type Person = { name: string; title?: string | undefined; phone?: string | undefined }

/** Somebody that a follow-up speaks of and the account does not know yet; `null` when there is nobody. */
export function strangerIn({ context }: Turn, words: string, accountId: string): Person | null {
  const text = readable(words)
  const mobile = readPhones(text.plain).find((phone) => phone.mobile)
  const stranger = readTitled(text.plain, []).find(
    (person) => contactsTitled(person, [accountId], context).length === 0 && !isColleague(text.plain, person),
  )
  return stranger ? { ...spokenOf(text, stranger), phone: mobile?.text } : null
}

/** A person and nothing else: name, what they do, number, in any order. `null` when there is more or less. */
export function personIn(words: string): Person | null {
  const phone = readPhones(readable(words).plain)[0]?.text
  const parts = words
    .replace(/(?:电话|手机|微信)?[：:]?\s*\+?[\d-]{7,}/gu, ' ')
    .split(/[\s,，、;；:：]+/u)
    .filter(Boolean)
  const named = parts.map(wholePerson).find((person) => person !== null)
  const others = parts.filter((part) => wholePerson(part)?.name !== named?.name)
  if (!named || others.length > 1 || others.some((part) => part.length > 12)) return null
  return { name: named.name, title: others[0] ?? named.title, phone }
}

/** 王经理, 采购王经理, 王立. */
function wholePerson(part: string): Person | null {
  const text = readable(part)
  const [person] = readTitled(text.plain, [])
  if (person?.end === part.length) {
    const spoken = spokenOf(text, person)
    if ((spoken.title ?? '').length + spoken.name.length === part.length) return spoken
  }
  const isName = /^\p{Script=Han}{2,4}$/u.test(part) && isSurname(part.slice(0, part.length > 3 ? 2 : 1))
  return isName && !jobs.test(part) ? { name: part } : null
}

/** With what stands before the name: 采购王经理 works in 采购. */
function spokenOf({ plain, original }: Text, { start, end }: Titled): Person {
  const title = place.exec(plain.slice(0, start))?.[0].replace(/的$/u, '')
  return { name: original.slice(start, end), title }
}

/** Who came along is no contact: 跟王经理一起去的. */
const isColleague = (plain: string, { start, end }: Titled): boolean =>
  /[跟和与同带]$/u.test(plain.slice(0, start)) && /^(?:一起|一块|一同|陪)/u.test(plain.slice(end))

const rooms =
  '采购|财务|技术|行政|生产|质量|质检|品质|品控|研发|销售|市场|仓库|仓储|信息|设备|工程|人事|运营|法务|总务|后勤|实验室|项目|基建|食堂'
const place = new RegExp(`(?:${rooms})(?:部|科|处|室|中心)?(?:的)?$`, 'u')
const jobs = new RegExp(`^(?:${rooms})|经理$|总监$|主任$|采购$|主管$|负责人$|助理$`, 'u')
