import type { Context } from './context.ts'
import { named } from './frames/named.ts'
import { read } from './reading.ts'
import type { Arguments, Named } from './understanding.ts'

/**
 * A sentence that is nothing but an answer about this argument: 就华联超市那家, 说好了周五吧. `null` where it has a
 * verb or a subject of its own. What is told in free words, a reason or what was talked about, any sentence answers.
 */
export function bareAnswer(sentence: string, about: keyof Arguments, context: Context): Bare | null {
  const form = forms[about]
  if (!form) return { words: sentence, isSure: false }
  const { masked, mentions } = read(`${form.lead ?? ''}${sentence}`, context)
  const rest = masked.text.replace(form.read, '')
  if (rest.length < masked.text.length) {
    if (rest.replace(everywhere(form), '') !== '') return null
    const mention = mentions.find(({ entries }) => entries.length > 0)
    return { words: sentence, isSure: true, ...(mention && { names: named(mention.text, mention.entries) }) }
  }
  const words = sentence.trim().replace(atEnds(form), '')
  return form.unread?.test(words) && !ofSentences.test(words) ? { words, isSure: false } : null
}

/** `words`: without those around them. `isSure`: what is known has been named, `names` which. */
export type Bare = { words: string; isSure: boolean; names?: Named }

type Form = {
  /** What answers, as the mask has it. */
  read: RegExp
  /** Words around it that say nothing more, beside those of every answer. */
  around: string
  /** Put before it: a bare number is money only behind a word that says so. */
  lead?: string
  /** A name that nobody has stored is an answer too. */
  unread?: RegExp
}

const always =
  '[\\s,，.。!！~、:：]|应该|可能|大概|我(?:是)?说的?是?|说的?是|指的?是|就是|[的了吧呢啊呀哦噢嗯哈嘛对好行那就是也这]'
const everywhere = ({ around }: Form) => new RegExp(`${around}|${always}`, 'gu')
const atEnds = ({ around }: Form) => new RegExp(`^(?:${around}|${always})+|(?:${around}|${always})+$`, 'gu')

const record: Form = {
  read: /[ⒶⓁⓄⒸⓅⒽⒼ]/g,
  around: '(?:那|这)?(?:[一几]?[个家位条]|单|边)|客户|线索|商机|公司|任务|项目|他们',
  unread: /^[\p{L}\p{N}()（）·&.-]{2,20}$/u,
}
const when: Form = {
  read: /[ⒹⓂ]/g,
  around:
    '说好|约好|定好|说定|约定|改[到成]?|推到|放到|等到?|定在|左右|之?前|以前|最晚|最迟|不晚于|可以|[说约定到在要得先再他去来]',
}
const forms: Partial<Record<keyof Arguments, Form>> = {
  account: record,
  target: record,
  contact: record,
  assignee: { ...record, around: `${record.around}|派给|交给|[给让派叫由去来做办]` },
  stage: {
    read: /[ⓈⓌⒻ]/g,
    around: '推进到?|进入|到|进|阶段|这一步|一步',
    unread: /^\p{Script=Han}{2,6}$/u,
  },
  amount: {
    lead: '金额',
    read: /[ⓂⒹ]/g,
    around: '金额|到账|回款|一共|总共|差不多|左右|块钱?|人民币|客户|[共元钱约到收付打来过他们说]',
  },
  dueOn: {
    ...when,
    around: `${when.around}|付清|结清|付款|打款|回款|到账|客户|对方|他们|[付打结还]`,
  },
  dueAt: { ...when, around: `${when.around}|完成|弄好|[做办弄搞好完]` },
  another: {
    read: /(?:不是)?(?:同|另外?|又)一?[笔个]|两笔|重复|不[用要]?记|^(?:[是对嗯]|没错|不是|没有)的?[。！!]*$/g,
    around: '再|记|是|嗯|不|啊|没错|登记',
  },
  closeOn: { ...when, around: `${when.around}|签约?|成交` },
}

/** What no name is made of: 好烦啊, 江屿制药的钱催一下. */
const ofSentences = /[我你您他她它们很太吗么谁把被让给请帮催]|一下|怎么|什么|真的|不是|没有|今天|明天|知道/u
