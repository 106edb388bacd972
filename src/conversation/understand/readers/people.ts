import type { NameEntry } from '../book/name-book.ts'
import type { Context } from '../context.ts'
import type { Mention } from './mention.ts'
import { mayName } from './mentions.ts'
import { matchesOf, overlap, type Span } from './span.ts'
import { isSurname, surnameOf } from './surnames.ts'

/**
 * Persons by family name and title (辜总, 于经理, 老窦), who are not named in full. 祝科 counts where the context
 * knows a contact of that name and title.
 */
export function readTitled(text: string, taken: readonly Span[], context?: Context): Titled[] {
  const read = (pattern: RegExp): Titled[] =>
    matchesOf(text, pattern)
      .map((found) => {
        const { surname = '', title = '' } = found.groups ?? {}
        return { start: found.index, end: found.index + found[0].length, text: found[0], surname, title }
      })
      .filter((one) => isSurname(one.surname) && !taken.some((span) => overlap(span, one)))
  const full = [...read(titled), ...read(familiar), ...read(surnamed)]
  if (!context) return full
  const short = read(abridged).filter((one) => !full.some((other) => overlap(other, one)))
  return [
    ...full,
    ...short.filter((one) =>
      contactsTitled(one, [], context).some((contact) => contact.title?.includes(one.title)),
    ),
  ]
}

/**
 * A colleague, not a customer: somebody here has that family name, and no contact that the speaker may see. 孙总 is
 * no colleague where the one of that name leads nobody.
 */
export const isColleague = (person: Titled, context: Context): boolean =>
  contactsTitled(person, [], context).length === 0 &&
  context.names
    .family(person.surname.slice(0, 1))
    .some(
      (entry) =>
        entry.kind === 'member' && (person.title !== '总' || /总|裁|董事|CEO/i.test(entry.title ?? '')),
    )

export type Titled = Span & { text: string; surname: string; title: string }

/** The contacts a titled person can be: at these accounts, or anywhere when the sentence names none. */
export function contactsTitled(person: Titled, accountIds: readonly string[], context: Context): NameEntry[] {
  const { names } = context
  const there = accountIds.length
    ? accountIds.flatMap((id) => names.of(id, 'contact'))
    : names
        .family(person.surname.slice(0, 1))
        .filter((entry) => entry.kind === 'contact')
        .slice(0, 400)
  const family = there.filter((entry) => surnameOf(entry.name) === person.surname && mayName(entry, context))
  if (family.length < 2) return family
  const called = family.filter((entry) => entry.aliases.includes(person.text))
  if (called.length) return called
  if (person.title === '总' && !accountIds.length) return family
  const titled = family.filter((entry) => fitsTitle(entry, person.title))
  return titled.length ? titled : family
}

/** 于经理 may be 信息部经理; 辜总 anybody who decides. */
function fitsTitle(entry: NameEntry, title: string): boolean {
  const held = entry.title ?? ''
  if (title === '总') return /总|董事|CEO/i.test(held)
  return title !== '' && held.includes(title)
}

/** Whose contact a mention is, when accounts are named too. */
export const atAccounts = (mention: Mention, accountIds: readonly string[]): NameEntry[] => {
  const contacts = mention.entries.filter((entry) => entry.kind === 'contact')
  const there = contacts.filter((entry) => accountIds.includes(entry.accountId ?? ''))
  return there.length || accountIds.length ? there : contacts
}

const titles =
  '董事长|总经理|副总经理|总监|副总|厂长|副厂长|校长|院长|副院长|园长|所长|馆长|行长|店长|店总|站长|队长|组长|班长|社长|局长|处长|科长|部长|镇长|村长|会长|秘书长|护士长|船长|主任|副主任|主管|主席|书记|经理|老板娘|老板|老总|总工|总助|董秘|会计|出纳|秘书|助理|教授|博士|医生|大夫|护士|律师|老师|师傅|工程师|采购|掌柜|先生|女士|小姐|同学|阿姨|大姐|大哥|董|总|工|姐|哥|叔|姨|局|处|导|嫂|爷'
const titled = new RegExp(
  `(?<surname>(?<![小社地片园景校厂大战新郊山老])区|欧阳|上官|司马|诸葛|皇甫|司徒|令狐|夏侯|慕容|(?!区)\\p{Script=Han})(?<title>${titles})(?<!施工|何处|高处|古董|门卫)(?<!总(?=[部价额结之体统数计期共裁])|工(?=[作程地期厂资人业单])|姐(?=妹)|局(?=面|部)|处(?=理|于|境)|导(?=致|入|出))`,
  'gu',
)
/** 姓余的领导, 姓马的. */
const surnamed =
  /姓(?<surname>欧阳|上官|司马|诸葛|皇甫|司徒|令狐|夏侯|慕容|\p{Script=Han})的(?<title>领导|主任|经理|老师|师傅|老板|采购|总|会计|科长|处长|主管|女的|男的|女士|先生)?/gu
/** 祝科 for 祝科长, where a contact is one. */
const abridged =
  /(?<surname>\p{Script=Han})(?<title>[科厂院校所园])(?=[\s,。;:!说讲问想要让在来去给发打回那这吃聊见谈签带请把也又还就电微不没])/gu
const familiar =
  /(?<title>[老小阿])(?<surname>\p{Script=Han})(?<!小[时米麦计包单样成游官区]|老[师板总客早])(?=[\s,。;!?:说讲问想要让在是来去给发打回表觉答也那这的手电微幺\d]|$)/gu
