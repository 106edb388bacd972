import type { NameEntry } from '../book/name-book.ts'
import { sound } from '../book/syllables.ts'
import { ask } from '../questions.ts'
import { mayName } from '../readers/mentions.ts'
import { stageAfter, stageMeant } from '../readers/stages.ts'
import type { Reading } from '../reading.ts'
import { clauses, plainWord } from '../text.ts'
import type { Named } from '../understanding.ts'
import { amountIn } from './amount.ts'
import { rivalsIn } from './follow-up.ts'
import { asTyped, type Fill, needs, only, trimmed } from './frame.ts'
import { accountIn, accountMention, dealMention, idsOf, named } from './named.ts'

export const createOpportunity: Fill = (reading, match) => {
  const account = customerOf(reading)
  const given = only({
    account,
    name: newName(reading, match),
    amount: amountIn(reading, [], true),
    closeOn: closingDay(reading),
  })
  return { arguments: given, question: needs('create_opportunity', 'account', account) }
}

/** Whose it is, when that is said: a deal that is called alike says nothing of a new one. */
const customerOf = (reading: Reading): Named | undefined =>
  accountIn({
    ...reading,
    mentions: reading.mentions.filter(
      (one) => one.entries.length === 0 || one.entries.some((entry) => entry.kind !== 'opportunity'),
    ),
  })

export const advanceStage: Fill = (reading) => {
  const target = dealIn(reading)
  const stage = stageIn(reading, target)
  const question =
    needs('advance_stage', 'target', target) ?? (stage ? undefined : ask('advance_stage', 'stage'))
  return { arguments: only({ target, stage }), question }
}

export const win: Fill = (reading) => {
  const target = dealIn(reading)
  return {
    arguments: only({ target, amount: amountIn(reading, rivalsIn(reading)) }),
    question: needs('win', 'target', target),
  }
}

export const lose: Fill = (reading, match) => {
  const target = dealIn(reading)
  const rivals = rivalsIn(reading)
  const given = only({ target, reason: reasonIn(reading, match), competitor: rivals[0] })
  return { arguments: given, question: needs('lose', 'target', target) }
}

/** The deal a sentence is about: by its name, else the only open one of the account. */
export function dealIn(reading: Reading): Named | undefined {
  const mention = dealMention(reading)
  const account = accountMention(reading)
  const accountIds = idsOf(
    account &&
      named(
        account.text,
        account.entries.filter((entry) => entry.kind === 'account'),
      ),
  )
  if (mention) {
    const deals = mention.entries.filter((entry) => entry.kind === 'opportunity')
    const there = deals.filter((deal) => accountIds.includes(deal.accountId ?? ''))
    return named(mention.text, there.length ? there : deals)
  }
  const about = accountIn(reading)
  if (!about) return undefined
  const open = idsOf(about)
    .flatMap((id) => reading.context.names.of(id, 'opportunity'))
    .filter((deal) => isOpen(deal, reading))
  const meant = open.length > 1 ? open.filter((deal) => sharesWords(deal, reading)) : open
  if (about.candidates && meant.length !== 1) return about
  return meant.length === 1 || open.length
    ? named(about.text, meant.length === 1 ? meant : open)
    : { text: about.text }
}

function isOpen(deal: NameEntry, { context }: Reading): boolean {
  const stage = context.stages.find((one) => one.name === deal.stage)
  return (
    mayName(deal, context) && (!stage || stage.kind === 'open') && (!deal.status || deal.status === 'open')
  )
}

/** 收银 means 门店收银系统 among the deals of that account. */
function sharesWords(deal: NameEntry, reading: Reading): boolean {
  const { plain } = reading.text
  const account = accountMention(reading)
  const rest = account ? plain.slice(0, account.start) + plain.slice(account.end) : plain
  return [deal.name, ...deal.aliases].map(plainWord).some((name) => {
    for (let at = 0; at + 2 <= name.length; at++) {
      const pair = name.slice(at, at + 2)
      if (!generic.has(pair) && rest.includes(pair)) return true
    }
    return sound(rest).includes(sound(name))
  })
}
const generic = new Set([
  '项目',
  '系统',
  '采购',
  '合同',
  '服务',
  '平台',
  '设备',
  '方案',
  '改造',
  '升级',
  '建设',
  '续费',
  '年度',
  '一期',
  '二期',
])

/** The stage named, or what is done in it; the next one for 往前推一步. */
function stageIn(reading: Reading, target: Named | undefined): string | undefined {
  const { plain } = reading.text
  const { stages } = reading.context
  const current = target?.record && reading.context.names.get('opportunity', target.record.id)?.stage
  const goesOn = onward.test(plain)
  const said = reading.stages
    .filter((one) => one.stage.kind === 'open' && !left.test(plain.slice(0, one.start)))
    .at(-1)?.stage.name
  if (said && !(said === current && goesOn)) return said
  const mention = dealMention(reading) ?? accountMention(reading)
  const rest = mention ? `${plain.slice(0, mention.start)} ${plain.slice(mention.end)}` : plain
  const moved = movedTo.exec(rest)?.[1]
  const reached = moved && stageMeant(moved, stages)?.name
  if (reached && reached !== current) return reached
  if (goesOn) return current && stageAfter(current, stages)?.name
  const others = stages.filter((stage) => stage.name !== current)
  return (stageMeant(rest, others) ?? stageMeant(rest, stages))?.name
}

const movedTo =
  /(?:推进到?|推到|进入?到?|到|挪到|改成|改到|改为|调到|调成|更新到|更新为|升到|转到|走到|变成|算|切到|移到|该)(?:了)?([^,。\n]{2,10})/

/** 别停在初步沟通了: not the stage it goes to. */
const left = /(?:停在|卡在|还在|不在|从)$/

const onward =
  /下一(?:步|个?阶段|环节)|往[前下后](?:推|走|挪|拨|动|调|移|拉|进|提|拱)?(?!推|走|挪|拨|动|调|移|一下|一把|一推|推一?推|走一?走)|推一步|前进|进阶|升一[级档]|[挪移推进升跳走](?:进|动)?(?:一|1)?[格步级档]/

/** The name of a new deal: what stands after the command, without account, sum and day. */
function newName(reading: Reading, match: { start: number; end: number }): string | undefined {
  const { plain } = reading.text
  const spoken = /(?:名称|名字|叫做?|叫)[:\s]*([^,。\n]{2,20})/.exec(plain)?.[1]
  if (spoken) return asTyped(trimmed(spoken), reading.text)
  const { origin } = reading.masked
  const command = { start: origin[match.start] ?? 0, end: origin[match.end] ?? plain.length }
  const blank = blanked(plain, [
    ...reading.dates,
    ...reading.amounts,
    ...titledHere(reading),
    accountMention(reading),
  ])
  const parts = `${blank.slice(command.end)},${blank.slice(0, command.start)}`
    .split(/[,。;:\n\s]/)
    .map(nameOf)
  const inside = nameOf(blank.slice(command.start, command.end).replace(commandWords, ' '))
  const name =
    parts.find((part) => part.length >= 2 && !notName.test(part)) ?? (inside.length >= 2 ? inside : undefined)
  return name && asTyped(name, reading.text)
}

/** The text with these spans made blank, positions kept. */
function blanked(text: string, spans: readonly ({ start: number; end: number } | undefined)[]): string {
  let out = text
  for (const span of spans)
    if (span) out = out.slice(0, span.start) + ' '.repeat(span.end - span.start) + out.slice(span.end)
  return out
}

const titledHere = (reading: Reading) => reading.titled
const nameOf = (part: string): string => trimmed(part.replace(filler, ''))
const notName =
  /^有(?:个|了)?新|^\d+(?:元|块)?(?:一|\/|每)|^(?:预计|预估|估计|大概|预算|金额|左右|总价|一共|合计|共|争取|每月|每年|全年|再|又|有|给|帮我|请|的|约|总|需求是|想做?|一个|个|一条|一张|张|新|新的|有戏|报备|商机)$|^(?:一|每)?[年月个台套吨]\d|^(?:之?前|以前|内)?(?:能|可以|要|争取)?(?:签|签约|成交|敲定|定下?|拿下|落地|完成|搞定|签完|签单|签下)(?:来|了)?$/

const filler =
  /^(?:的|了|是|给|关于|做|要|想|他们|客户|吧|一下|呢|啊|录成|建成|存成|录|建)+|(?:预计|大概|大约|约|金额|预算|报价|总价|合同额|签单?|签约|成交|前签|左右|吧|的?(?:项目|商机|单子|需求)?(?:,)?$)|(?:项目|商机)$/g
const commandWords =
  /^\s*(?:新商机|新建商机|建商机|立(?:个|一个)?项|开(?:个|一个|一)?单|新单|新项目|商机)|(?:帮我|给我|请|建|开|立|加|录|登|起|挂|报|新建|新增|创建|一个|个|一条|商机|项目|单子|项|机会)/g

/** Why it was lost: what is given as the cause, else the clauses beside the one that names the deal. */
function reasonIn(reading: Reading, match: { start: number; end: number }): string | undefined {
  const { plain, original } = reading.text
  const cause = /(?:因为|原因是?|理由是?|主要是|由于|说是|嫌)[:,\s]*([^。\n]{2,60})/.exec(plain)
  if (cause)
    return asTyped(
      trimmed(cause[0].replace(/^(?:因为|原因是?|理由是?|主要是|由于)[:,\s]*/, '')),
      reading.text,
    )
  const named = dealMention(reading) ?? accountMention(reading)
  const parts = clauses(plain.replace(/ /g, ','))
  const told = parts
    .map((part) =>
      trimmed(
        original.slice(
          named && part.start <= named.start && named.start < part.end ? named.end : part.start,
          part.end,
        ),
      ),
    )
    .filter((part) => part.length >= 2 && !bareOutcome.test(part))
  return told.length ? told.join('，') : trimmed(original.slice(reading.masked.origin[match.start]))
}

const bareOutcome =
  /^(?:这|那|的)?(?:个|单|家|边)?(?:项目|单子|标)?(?:又|也|都|最后|还是|算)?(?:丢|输|黄|没|飞|凉|吹)(?:单|掉|戏|中|标)?了?(?:处理)?[。!！]*$/

/** The day a deal is to close: a plain day before a stretch of time or a feast. */
function closingDay({ dates }: Reading): string | undefined {
  const ahead = dates.filter((date) => date.days >= 0)
  return (ahead.find((date) => !date.vague) ?? ahead[0])?.when.slice(0, 10)
}
