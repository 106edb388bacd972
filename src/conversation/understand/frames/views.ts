import { isColleague } from '../readers/people.ts'
import type { Reading } from '../reading.ts'
import type { Listing, Metric, Period } from '../understanding.ts'
import { type Fill, needs, only, trimmed } from './frame.ts'
import { accountIn, companyMention, memberMention, named } from './named.ts'
import { pastPeriod } from './past-period.ts'
import { regionIn } from './pool.ts'

export const leaderboard: Fill = (reading) => {
  const { plain } = reading.text
  const by = ofDepartments.test(plain) ? 'departments' : undefined
  const metric = first(metrics, plain) ?? 'amount'
  const missing = notYet.test(plain)
  const isOwnTeam = ofTeam.test(plain) || (missing && reading.context.speaker.role === 'manager')
  return {
    arguments: only({
      period: first(periods, plain) ?? (missing && metric === 'visits' ? 'day' : undefined),
      ...pastPeriod(reading),
      metric,
      by,
      scope: scopeIn(reading) ?? (!by && isOwnTeam ? 'team' : undefined),
    }),
  }
}

/** 谁没写跟进: who asks that leads those people, and means today. */
const notYet = /(?:谁|哪些人|哪个)[^,。]{0,6}没/

const ofDepartments =
  /(?:部门|团队|小组|大区|各组|区域)(?:之间|间)?(?:的)?(?:业绩|回款|拜访|签约|签单|新客|线索)?(?:榜|排行|排名|对比|pk)|哪个(?:部门|团队|小组|大区|组|区)/

/** 团队业绩 is one's own team's, 各团队业绩 that of all. */
const ofTeam = /(?<!各|个)团队/

export const target: Fill = (reading) => ({
  arguments: only({
    period: first(periods, reading.text.plain),
    ...pastPeriod(reading),
    scope:
      colleagueIn(reading) ?? scopeIn(reading) ?? (/我(?!们)/.test(reading.text.plain) ? 'me' : undefined),
  }),
})

export const overdue: Fill = (reading) => ({
  arguments: only({
    scope: scopeIn(reading) ?? (/我(?:的|名下|手上)/.test(reading.text.plain) ? 'me' : undefined),
  }),
})

export const listMine: Fill = (reading) => ({
  arguments: { what: first(listings, reading.text.plain.replace(asList, '')) ?? 'tasks' },
})

/** 拉个单子: the list that is asked for, none of what stands in it. */
const asList =
  /(?:拉|列|出|给|打|导|整理?|弄|做|开)(?:我|出)?(?:个|一个|份|一份|张|一张)(?:单子?|清单|表格?|名单|账)/g

export const showAccount: Fill = (reading) => {
  const account = accountIn(reading) ?? leadShown(reading)
  return { arguments: only({ account }), question: needs('show_account', 'account', account) }
}

export const explain: Fill = (reading) => {
  const mention = reading.mentions[0]
  const text = mention
    ? reading.text.original.slice(mention.start, mention.end)
    : trimmed(reading.text.original)
  return { arguments: only({ target: mention ? { ...named(text, mention.entries), text } : { text } }) }
}

function leadShown(reading: Reading) {
  const mention = companyMention(reading, () => true)
  return mention && named(mention.text, mention.entries)
}

/** 孙浩的本月目标, 小孙目标完成多少: a colleague as stored, or in the words where several are called so. */
function colleagueIn(reading: Reading): string | undefined {
  const mention = memberMention(reading)
  if (mention) {
    const [one, ...others] = mention.entries.filter(({ kind }) => kind === 'member')
    return one && others.length === 0 ? one.name : mention.text
  }
  return reading.titled.find((person) => isColleague(person, reading.context))?.text
}

/** A department by name, a region, everybody. */
function scopeIn(reading: Reading): string | undefined {
  const department = reading.mentions.find((mention) =>
    mention.entries.some((entry) => entry.kind === 'department'),
  )
  const entry = department?.entries.find((one) => one.kind === 'department')
  if (entry) return entry.name
  const { plain } = reading.text
  if (/全国|全公司|全司|公司(?:整体|全部|上下)|整个公司|所有人|大盘/.test(plain)) return 'all'
  const group = /([\p{Script=Han}]{2,4}(?:大区|一组|二组|三组|四组|组|区|部|团队|战区|事业部|分公司))/u.exec(
    plain,
  )?.[1]
  const short = shortDepartment(reading)
  if (short) return short
  const place = regionIn(plain)
  return group?.replace(/^(?:看看|看下|查下|查查|一下|本月|本周|今年|这个|帮我|给我|看|查)+/, '') ?? place
}

/** 湘赣这季度回款: a department by what it is called without 大区 or 组. */
function shortDepartment({ text: { plain }, context }: Reading): string | undefined {
  for (let at = 0; at < Math.min(plain.length - 1, 40); at++)
    for (const length of [4, 3, 2])
      for (const kind of departmentKinds) {
        const [slot] = context.names.called(plain.slice(at, at + length) + kind)
        const entry = slot === undefined ? undefined : context.names.at(slot)
        if (entry?.kind === 'department') return entry.name
      }
  return undefined
}

const departmentKinds = [
  '大区',
  '区',
  '组',
  '部',
  '片区',
  '战区',
  '团队',
  '分公司',
  '事业部',
  '销售部',
  '办事处',
]

function first<T>(table: readonly (readonly [T, RegExp])[], text: string): T | undefined {
  return table.find(([, said]) => said.test(text))?.[0]
}

const periods: readonly (readonly [Period, RegExp])[] = [
  ['quarter', /季|q[1-4]/],
  ['year', /今年|全年|年度|本年|这一年|年榜|一年|年销|整年|年目标|年指标/],
  ['month', /本月|这个?月|当月|月度|月榜|一个月|月目标|月指标|[\d一二三四五六七八九十]月|月排|上个?月|月底/],
  ['week', /本周|这周|这个?(?:星期|礼拜)|周榜|一周|每周|上周|本星期|周排|周目标/],
  ['day', /今天|今日|当天|日榜|当日|本日|每日|今儿|昨天|昨日/],
]

const metrics: readonly (readonly [Metric, RegExp])[] = [
  ['payments', /回款|收款|到账|进账|回钱|入账|回笼|收钱|催款/],
  ['visits', /拜访|跟进|走访|跑客户|见客户|外勤|访客|跑得|最勤|出勤|上门|面访|跑了/],
  [
    'new_accounts',
    /新客|新增客户|新开客户|新开户|开发(?:的)?(?:新)?客户|拓客|新签客户|开客|新户|(?:新|开|拓|拉|发展)(?:开发?|增|签|拓|来)?(?:了)?(?:的)?(?:多少|几家|几个)?(?:新)?客户|新客户/,
  ],
  ['leads', /线索|潜客|询盘/],
  ['amount', /签约|业绩|成交|金额|签单|销售|合同|销冠|卖|开单|订单|出单|赢单|流水/],
]

const listings: readonly (readonly [Listing, RegExp])[] = [
  ['receivables', /应收|欠款|欠着|没收|[待要该]收|未收|回款|没回|尾款|账款|钱|账/],
  ['opportunities', /商机|单子|项目|在谈|pipeline|漏斗|deal|机会|大单|几单|盘子/],
  ['leads', /线索|潜客|询盘/],
  ['tasks', /任务|待办|todo|日程|安排|要做|要办|要干|事|活|该做|该干|忙/],
  ['accounts', /客户|私海|公司|名下|跟谁|联系谁|见谁|跟进|公海|快掉/],
]
