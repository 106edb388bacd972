import type { NameEntry } from '../book/name-book.ts'
import { ask } from '../questions.ts'
import { isColleague } from '../readers/people.ts'
import { overlap, type Span } from '../readers/span.ts'
import type { Reading } from '../reading.ts'
import { plainWord } from '../text.ts'
import type { Named } from '../understanding.ts'
import { type Fill, only, trimmed } from './frame.ts'
import { accountIn, memberMention, named, refOf } from './named.ts'

/** A reminder for oneself, or a task for a colleague. */
export const createTask: Fill = (reading) => {
  const assignee = assigneeIn(reading)
  const title = titleOf(reading, assignee?.span)
  const account = accountIn(reading)
  const given = only({
    title,
    assignee: assignee?.named,
    dueAt: dueAt(reading),
    account: account?.record ? account : undefined,
  })
  const question = assignee?.named.candidates
    ? ask('create_task', 'assignee', assignee.named.candidates, assignee.named.text)
    : title
      ? !assignee && somebody.test(reading.text.plain)
        ? ask('create_task', 'assignee')
        : undefined
      : ask('create_task', 'title')
  return { arguments: given, question }
}

/** 给他挂个任务, 叫他明天去一趟: for whom is not said. */
const somebody =
  /^\s*(?:给|让|叫|派|安排|通知|喊|提醒|催)(?:一下)?(?:他|ta)(?:们)?(?!俩?家)|^\s*(?:给|让|叫|派|安排|通知)(?:个|一个|谁|哪个|组里|下面)(?:人|同事|销售|小伙子?|兄弟)?(?!事|活|任务|待办)|^\s*(?:给|让|叫|派|安排|通知)(?:同事|组员|下属|下面人|手下)|(?:任务|待办|活儿?)(?:派|交|安排)?给(?:他|ta)/

/** The task of one's own list that the words mean, else the words. */
export const completeTask: Fill = (reading) => {
  const said = doneWords(reading)
  const words = vague.test(said) ? '' : said
  const own = reading.context.names.owned(reading.context.speaker.id).filter((entry) => entry.kind === 'task')
  const position = /^\s*(?:完成|done|划掉|勾掉)\s*(?:第)?\s*(\d{1,3})\s*(?:个|条|号)?\s*$/.exec(
    reading.text.plain,
  )?.[1]
  if (position) return { arguments: { target: { text: position } } }
  const fitting = best(own, reading.text.plain)
  const target: Named | undefined = fitting.length
    ? named(words || reading.text.plain, fitting)
    : words
      ? { text: words }
      : undefined
  const question =
    target?.record || (target && !target.candidates && own.length === 0)
      ? undefined
      : ask('complete_task', 'target', target?.candidates ?? [], target?.text)
  return { arguments: only({ target }), question }
}

function assigneeIn(reading: Reading): Assignee | undefined {
  const nickname = nicknamed(reading)
  if (nickname) return nickname
  const mention = memberMention(reading)
  const own = mention?.entries.filter((entry) => entry.kind === 'member') ?? []
  if (!mention || own.every((entry) => entry.id === reading.context.speaker.id)) return undefined
  return { named: named(mention.text, own), span: mention }
}

type Assignee = { named: Named; span: Span }

/**
 * 给小林派任务: those within reach of that family name, where nobody is called so. One alone is asked about, too: it
 * is a guess.
 */
function nicknamed({ text: { plain }, mentions, context }: Reading): Assignee | undefined {
  const found = givenTo.exec(plain) ?? toldTo.exec(plain)
  const { who = '', surname = '' } = found?.groups ?? {}
  if (!found) return undefined
  const start = found.index + found[0].indexOf(who)
  const span = { start, end: start + who.length }
  if (mentions.some((mention) => overlap(mention, span))) return undefined
  // Who is only told something may be somebody at a customer's.
  if (!givenTo.test(plain) && !isColleague({ ...span, text: who, surname, title: '' }, context))
    return undefined
  const { names, sees, speaker } = context
  const theirs = names
    .family(surname)
    .filter(({ kind, id }) => kind === 'member' && id !== speaker.id && (sees === 'all' || sees.has(id)))
  return theirs.length > 0 ? { named: { text: who, candidates: theirs.map(refOf) }, span } : undefined
}

const nickname = '(?<who>[小老阿](?<surname>\\p{Script=Han}))'
const chore = '(?:任务|待办|提醒|活儿?)'
const givenTo = new RegExp(
  `给${nickname}(?=(?:派|安排|布置|建|加|挂|下|记|设)(?:一?[个条])?(?:新)?${chore})|(?:派|安排|布置|建|加)(?:一?[个条])?${chore}给(?<who>[小老阿](?<surname>\\p{Script=Han}))`,
  'u',
)
const toldTo = new RegExp(`^\\s*(?:请|麻烦)?(?:提醒|让|叫|派|安排|通知|催|喊)(?:一下)?${nickname}`, 'u')

function dueAt({ dates }: Reading): string | undefined {
  const ahead = dates.filter((date) => date.days >= 0)
  return (ahead.find((date) => !date.vague) ?? ahead[0])?.when
}

/** What is to be done: the sentence without the day, the person and the words that only call the bot. */
function titleOf(reading: Reading, assignee: Span | undefined): string | undefined {
  const { original } = reading.text
  const first = reading.dates.find((date) => date.days >= 0)
  const cut = [assignee, first].filter((span) => span !== undefined).sort((a, b) => b.start - a.start)
  let text = original
  for (const span of cut) text = `${text.slice(0, span.start)}Ⓧ${text.slice(span.end)}`
  for (const words of taskWords) text = text.replace(words, '')
  const title = trimmed(
    text
      .replaceAll('Ⓧ', '')
      .replace(/[,，\s]+(?:之?前|以前|左右)$/, '')
      .replace(/^(?:之?前|以前|左右|的时候|要|去|我要?|得|需要|把(?=.{0,2}$)|,|，|\s)+/, ''),
  )
  return title.length >= 2 && !merelyDone.test(title) ? title : undefined
}

/** 明天弄完: what, is not said. */
const merelyDone = /^(?:要|得|必须|务必|给我)?(?:弄|做|办|搞|干|处理|完成|搞定|交)(?:完|好|妥|定|掉|了|差)*$/

const taskWords: readonly RegExp[] = [
  /^\s*(?:请|麻烦)?(?:帮|替|给)?我?记(?:个|一个|一下|下|住|着)(?:事儿?|件事|待办)?[\s:：,，]*/,
  /^\s*(?:请|麻烦)?(?:帮|替|给)?我?(?:派|安排|布置|加|建|记|设)(?:一?个|一条|点)?(?:活儿?|任务|待办|提醒|事)(?:给)?(?:Ⓧ)?\s*$/,
  /[,，。\s]*(?:帮我|给我|请|麻烦|记得|到时候?)?(?:设|定|上|弄|建|加|挂|记|派|安排|布置|下|来)(?:一?个|一下|成|条|一条|好|进|到|入)?(?:闹钟|提醒|待办|备忘录?|todo|日程|任务)(?:给)?(?:他|她|TA|一下|吧|里|Ⓧ)?[。!！]*$/i,
  /^\s*(?:请|麻烦|你)?(?:帮|给|替)?(?:我)?(?:新建|建|加|派|创建|记|添加|添|设|安排|布置|挂|下|开|来|定)(?:一?个|一条|条|一下)?(?:新的?)?(?:任务|待办|提醒|todo|备忘|闹钟|日程)[\s:：,，]*/i,
  /^\s*(?:请|麻烦|你|务必|到时候?|记得|Ⓧ|[\s,，]){0,6}(?:提醒|喊|叫|通知|催|cue|ping|remind)(?:一下|下)?(?:我|me)(?:一下|一声|下)?(?:to)?[\s:：,，]*/i,
  /^\s*(?:请|麻烦|你|帮我|[\s,，]){0,3}(?:给|帮|让|叫|派|安排|通知|催|喊|要求|指派|交代|嘱咐|告诉|转告|提醒|盯|请)(?:一下|着)?(?=Ⓧ)/,
  /Ⓧ(?:派|安排|布置|建|加|挂|下|记|设|弄)(?:了)?(?:一?个|一条|条)?(?:任务|待办|提醒|活儿?)[\s:：,，]*/,
  /(?:提醒|喊|叫|通知|催)(?:一下|下)?我(?:一下|一声)?[\s:：,，]*/,
  /^\s*(?:记得|记着|别忘了?|不要忘了?|务必|千万|可别忘了?|别让我忘了?|得记得|[\s,，]){1,3}/,
  /[,，\s]*(?:别忘了?|不要忘了?|记得啊?|记下|记上|提个醒|提醒我?(?:一下|下)?)[。!！]*$/,
  /[,，\s]*(?:加|记|放|列|写|存|添)(?:到|进|入|个|一条)?(?:我的?)?(?:待办|任务|todo|日程|备忘录?|清单)(?:里|上)?[。!！]*$/i,
]

/** 那个任务: which is not said. */
const vague =
  /^(?:我)?(?:有|还有|把)?(?:那|这|刚才那|上面那|刚刚?那|昨天那|今天那|其中|最后|第)?(?:一)?(?:个|条|件|项)?(?:任务|待办|提醒|事情?|活儿?)?$/

/** The words for what is done, without the words for doing. */
const doneWords = (reading: Reading): string =>
  trimmed(
    reading.text.original
      .replace(/✅|✔|☑|√|\ufe0f/g, '')
      .replace(
        /[,，。\s]*(?:可以|帮我|给我|请|麻烦)?(?:把它)?(?:划掉|勾掉|打勾|打个勾|打个钩|打钩|勾选|勾上|销掉|销项|标(?:记)?(?:为|成)?(?:已)?完成|点(?:个)?完成|划了吧?|勾了吧?|关掉|结掉|消掉|算完成|清掉)(?:吧|了|一下)?[。!！]*$/,
        '',
      )
      .replace(
        /^\s*(?:完成|做完|办完|done|finish|完结|勾掉|划掉|打勾|标记完成|销项|搞完|把|我|已经|刚|刚刚)(?:了|任务|待办)?[\s:：,，]*/i,
        '',
      )
      .replace(
        /[,，\s]*(?:我)?(?:已经|都|刚|刚刚|也)?(?:完成|做完|办完|搞完|干完|弄完|搞定|办好|办妥|弄好|处理完|处理好|处理|做好|ok|done)(?:了|啦|掉|毕)*[。!！]*$/i,
        '',
      ),
  )

/** The tasks that share most with what was said, by pairs of characters. */
function best(tasks: readonly NameEntry[], said: string): NameEntry[] {
  const scored = tasks.slice(0, 300).map((entry) => ({ entry, score: likeness(plainWord(entry.name), said) }))
  const top = Math.max(0, ...scored.map(({ score }) => score))
  return top >= 0.3 ? scored.filter(({ score }) => score >= top - 0.05).map(({ entry }) => entry) : []
}

function likeness(title: string, said: string): number {
  if (title.length < 2) return 0
  let shared = 0
  for (let at = 0; at + 2 <= title.length; at++) if (said.includes(title.slice(at, at + 2))) shared++
  return shared / (title.length - 1)
}
