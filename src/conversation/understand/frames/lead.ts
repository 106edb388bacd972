import { isCompany } from '../book/name-book.ts'
import { ask } from '../questions.ts'
import { isSurname } from '../readers/surnames.ts'
import type { Reading } from '../reading.ts'
import { companyIn } from './company.ts'
import { asTyped, type Fill, only, trimmed } from './frame.ts'

/** A new lead from a sentence or a pasted business card: company, person, phone, where it came from. */
export const lead: Fill = (reading) => {
  const company = companyIn(reading) ?? companyNamed(reading)
  const person = personIn(reading, company)
  const given = only({
    company,
    contact: person ? { text: person } : undefined,
    phone: reading.phones[0]?.text,
    source: sourceIn(reading),
    note: noteIn(reading),
  })
  return { arguments: given, question: company ? undefined : ask('create_lead', 'company') }
}

/** A company that is known already, or whatever stands where the company stands: 新线索 科美精密 刘工 139… */
function companyNamed({ mentions, text }: Reading): string | undefined {
  const known = mentions.find(({ entries }) => entries.length === 0 || entries.some(isCompany))
  if (known) return known.text
  const found = inItsPlace.exec(text.plain)?.groups?.name
  return found && text.original.slice(text.plain.indexOf(found), text.plain.indexOf(found) + found.length)
}

const inItsPlace =
  /^\s*(?:(?:新|录|加)线索|新(?:建|增)线索|登记线索)[\s:,]+(?<name>(?=[^\s,]*\p{Script=Han})(?!手机|电话|微信|联系|[^\s,]*\d{5})[\p{Script=Han}a-z0-9()]{4,20})(?=[\s,]|$)/u

/** 联系人小夏, 姓毛, 找老窦, the short line of a card, or somebody with a title. */
function personIn(reading: Reading, company: string | undefined): string | undefined {
  const { plain, original } = reading.text
  const rest = company ? plain.replace(company.toLowerCase(), '\n') : plain
  const card = rest.trim().split('\n').length >= 3 ? onCard(rest) : undefined
  if (card) return asTyped(card, reading.text)
  for (const pattern of persons) {
    const found = pattern.exec(rest)?.groups?.name?.trim()
    if (found && isName(found)) return asTyped(found, reading.text)
  }
  const titled = reading.titled[0]
  if (titled) return original.slice(titled.start, titled.end)
  const carded = onCard(rest)
  return carded && asTyped(carded, reading.text)
}

/** 集中采购净水机: what follows 采购 is a person only with a family name. */
const isName = (found: string): boolean =>
  found.length === 1 ||
  (!notPerson.test(found) &&
    (/^[老小阿a-z]/.test(found) || isSurname(found[0] as string) || isSurname(found.slice(0, 2))))

const persons = [
  /(?:联系人|对接人|负责人|接口人|老板|采购|经办人)(?:是|叫|名叫|:|为|\s)*(?:姓名)?[:\s]*(?<name>(?!姓|电话|手机|微信)[\p{Script=Han}]{1,3}?(?:总监|经理|主任|先生|女士|小姐|老师|总|工|姐|哥)|[老小阿][\p{Script=Han}](?:姐|哥|叔|姨)?(?=[\s,。\d幺手电]|$)|[\p{Script=Han}]{2,4}(?=[\s,。;\d手电]|$))/u,
  /姓(?:名)?(?:是|叫|:)?\s?(?<name>[\p{Script=Han}])(?=[\s,。;手电\d微的]|$)/u,
  /(?:找|联系|对接|问)(?:的)?(?:是)?(?<name>[老小阿][\p{Script=Han}]|[\p{Script=Han}]{1,2}(?:总监|总|经理|主任|先生|女士|姐|哥|工|老师))/u,
  /姓名[:\s]*(?<name>[\p{Script=Han}]{2,4})/u,
  /(?:联系人|对接人|负责人|采购)(?:是|叫|:|\s)*(?<name>(?:(?:mr|ms|mrs|miss|dr)\.? ?)?[a-z]{2,12}(?: [a-z]{2,12})?)/,
  /contact(?: person)?(?:是|[:\s])+(?<name>(?:(?:mr|ms|mrs|miss|dr)\.? ?)?[a-z]{2,12}(?: [a-z]{2,12})?)/,
  /(?:^|[\s,;])(?<name>(?:mr|ms|mrs|miss|dr)\.? ?[a-z]{2,12})/,
  /(?:^|[\s,])(?<name>[老小阿]\p{Script=Han}(?:姐|哥|叔|姨)?)(?=[\s,。;]|$)/u,
  /叫(?<name>[\p{Script=Han}]{2,3})(?=[\s,。;\d手电]|$)/u,
]

/** On a card the name stands by itself on a line, or before or after a title. */
function onCard(text: string): string | undefined {
  const { gap, name } = titledName.exec(text)?.groups ?? {}
  const latin = latinOnCard.exec(text)?.groups?.name
  if (
    latin &&
    !/^(?:tel|mob|mobile|phone|fax|email|mail|web|www|add|address|wechat|qq|co|ltd|inc)/.test(latin)
  )
    return latin
  if (name && (gap || isSurname(name[0] as string)) && !notPerson.test(name)) return name
  for (const part of text.split(/[\n,;|]|\s{1,4}/)) {
    const word = trimmed(part)
    if (/^[\p{Script=Han}]{2,4}$/u.test(word) && isSurname(word[0] as string) && !notPerson.test(word))
      return word
  }
  return undefined
}
/** 设备总监 Daniel Yip; Daniel Yip on a line of its own. */
const latinOnCard =
  /(?:总监|经理|主任|主管|厂长|部长|总|工程师|采购|负责人|manager|director|buyer)[ \t:]{1,3}(?<name>[a-z]{2,12}(?: [a-z]{2,12}){0,2})(?=[\n,;]|$)|\n[ \t]*(?<name>[a-z]{2,12}(?: [a-z]\.)?(?: [a-z]{2,12}){1,2})[ \t]*(?=\n|$)/
const titledName =
  /(?:总监|经理|主任|主管|院长|厂长|校长|店长|科长|部长|总|工程师|董事长|老师|处长|局长|股长|站长|所长|会计|出纳|秘书|助理|采购|老板|负责人)+(?<gap>[ \t]{0,4})(?<name>\p{Script=Han}{2,4})(?=[\s,;。\d]|$)/u
const notPerson =
  /[省市区县路街号室楼部处科]$|中心|公司|名片|线索|电话|手机|邮箱|地址|经理|总监|主任|采购|销售|工程|技术|管理|董事|教授|院长|客户|展会|官网|介绍|咨询|需要|想|要/

const sources: readonly (readonly [RegExp, string?])[] = [
  [/老客户(?:转)?介绍|老客户推荐/],
  [/朋友介绍|熟人介绍|同学介绍|亲戚介绍|同行介绍/],
  [/转介绍/],
  [/[\p{Script=Han}]{1,4}(?:介绍|推荐)(?:来|过来)?的/u],
  [/小红书/],
  [/website|web ?form/],
  [/抖音/],
  [/快手/],
  [/视频号/],
  [/公众号/],
  [/b站|哔哩哔哩/],
  [/知乎/],
  [/微博/],
  [/百度(?:推广|竞价)?/],
  [/官网(?:留言|咨询|表单)?/],
  [/美团/],
  [/大众点评/],
  [/阿里巴巴|阿里/],
  [/1688/],
  [/淘宝/],
  [/京东/],
  [/拼多多/],
  [/领英|linkedin/],
  [/头条/],
  [/朋友圈/],
  [/400(?:电话|热线)/],
  [/电话名单|名单/],
  [/地推/],
  [/陌拜|陌生拜访|扫街|扫楼/],
  [
    /[\p{Script=Han}]{0,4}(?:展会|[\p{Script=Han}]博会|博览会|[交展]易?会(?=[上认加碰遇收])|交易会|糖酒会|药交会|器械展|广交会|进博会|展览|展台|展位|展)(?:上)?/u,
  ],
  [/峰会|论坛|沙龙|研讨会|年会|学术会|大会/],
  [/直播/],
  [/广告/],
  [/短信/],
  [/邮件/],
  [/微信群|社群|群里/],
  [/电话/, ''],
]
function sourceIn({ text: { plain: text, ...typed } }: Reading): string | undefined {
  for (const [pattern, fixed] of sources) {
    if (fixed === '') continue
    const found = pattern.exec(text)?.[0]
    if (found) return asTyped(found.replace(/(?:来|过来)?的$|上$/, ''), { plain: text, ...typed })
  }
  return /(?:来源|渠道)(?:是|:|\s)*([\p{Script=Han}a-z0-9]{2,8})/u.exec(text)?.[1]
}

/** What they want: after 想, 要, 需要 or 咨询. */
const noteIn = (reading: Reading): string | undefined =>
  /(?:想要?|需要?|要|咨询|打听|问|了解|有意|感兴趣|备注[:\s]*|需求[:\s]*)[^,。;\n]{2,40}/.exec(
    reading.text.plain,
  )?.[0]
