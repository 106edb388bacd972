import { type Example, helpCard } from '../../../cards/help.ts'
import type { Role } from '../../db/types.ts'
import type { Command } from '../command.ts'
import { type ExampleNames, exampleNames } from '../example-names.ts'
import { openRecord } from '../open-record.ts'
import { refuseOutOfReach } from '../out-of-reach.ts'
import { say, sayOpenly, type Turn } from '../turn.ts'
import { suggest } from '../understand/index.ts'
import type { Intent } from '../understand/understanding.ts'
import { fromList } from '../wanted.ts'

/** 帮助；also the answer to what was not understood, and the greeting in a new group. */
export const help: Command = {
  intent: 'help',
  async run(turn, { content, scope }) {
    if (content && (await opened(turn, content))) return
    if (content) return lost(turn, content)
    if (scope === 'group' || turn.inbound.chat?.kind === 'group') return inGroup(turn)
    const { name, role } = turn.member
    const names = await exampleNames(turn)
    say(
      turn,
      helpCard({
        title: '我能帮你做什么',
        opening: `${name}，像跟同事说话一样告诉我就行：`,
        examples: examplesFor(role, names),
        moreTitle: `${roleLabels[role]}还可以`,
        more: extrasFor(role, names),
        hint: '记错了发「撤销」，不明白发「为什么」，想停下来发「取消」。',
        buttons: buttonsFor(role),
      }),
    )
  },
}

/** A bare number after a list opens that row. */
async function opened(turn: Turn, sentence: string): Promise<boolean> {
  const ref = fromList(turn, { text: sentence.replace(/^\s*(看看?|打开)\s*/u, '') })
  return ref !== null && openRecord(turn, ref)
}

/** Nothing fitted: the nearest that can be said, else a few usual ones. In a group the answer stays short. */
async function lost(turn: Turn, sentence: string): Promise<void> {
  refuseOutOfReach(turn, sentence)
  const names = await exampleNames(turn)
  const near = suggest(sentence).flatMap((intent) => sayings(names)[intent] ?? [])
  sayOpenly(
    turn,
    helpCard({
      title: '这句我没看懂',
      opening: near.length > 0 ? '你是想说这样的吗？' : '换个说法试试，比如：',
      examples: near.length > 0 ? near : examplesFor(turn.member.role, names).slice(0, 3),
      moreTitle: '',
      more: [],
      hint: '发「帮助」看我会的全部。',
      buttons: ['帮助'],
    }),
  )
}

function inGroup(turn: Turn): void {
  sayOpenly(
    turn,
    helpCard({
      title: '大家好，我是聊单',
      opening: '在群里 @我 说一句就行：',
      examples: [
        { say: '绑定群 华东区', does: '主管绑定后，日榜和喜报发到这个群' },
        { say: '今日排行榜', does: '看看谁领先' },
        { say: '公海', does: '看看有什么可以领' },
        { say: '拜访 华联超市 谈了报价，周五再联系张总', does: '记跟进，下一步到点提醒' },
      ],
      moreTitle: '',
      more: [],
      hint: '客户资料、任务这些，私聊我更方便。',
      buttons: ['今日排行榜', '公海'],
    }),
  )
}

/** One sentence for each thing that can be said. */
const sayings = ({ account, contact }: ExampleNames): Partial<Record<Intent, Example>> => ({
  log_follow_up: { say: `拜访 ${account} 谈了报价，周五再联系${contact}`, does: '记跟进，下一步到点提醒' },
  create_lead: { say: '新线索 江南食品 王经理 13800000000', does: '录一条线索' },
  browse_pool: { say: '公海', does: '看能领的线索和客户' },
  claim: { say: '领取 3', does: '领公海列表里的第 3 条' },
  release: { say: `退回 ${account} 暂时没预算`, does: '退回公海' },
  convert_lead: { say: '转客户 江南食品', does: '线索转成客户和商机' },
  create_opportunity: { say: `新商机 ${account} 设备采购 28万 月底签`, does: '建商机' },
  advance_stage: { say: `推进 ${account} 商务谈判`, does: '商机往前走一步' },
  win: { say: `${account} 赢单 28万`, does: '赢了，群里报喜' },
  lose: { say: `${account} 输单 价格，输给优云`, does: '输了，记下原因' },
  show_account: { say: `看看 ${account}`, does: '一张卡看全这个客户' },
  list_mine: { say: '我的客户', does: '线索、商机、任务、应收也这样查' },
  create_task: { say: `提醒我周五给${contact}回电`, does: '记一个待办' },
  complete_task: { say: '完成 2', does: '划掉列表里的第 2 个任务' },
  show_leaderboard: { say: '今日排行榜', does: '看看谁领先' },
  show_target: { say: '我的目标', does: '完成了多少，还差多少' },
  record_payment: { say: `${account} 回款 3万`, does: '登记到账' },
  promise_payment: { say: `${account}答应周五付款`, does: '记下承诺，到期提醒' },
  show_overdue: { say: '逾期应收', does: '看谁欠着没付' },
  undo: { say: '撤销', does: '撤掉刚才那一步' },
  explain: { say: `${account}为什么掉公海`, does: '规则、数字、谁能放宽' },
})

/** What each role says most: six at most. */
const usual: Record<Kind, Intent[]> = {
  sales: ['log_follow_up', 'browse_pool', 'advance_stage', 'show_account', 'create_task', 'record_payment'],
  finance: ['show_overdue', 'record_payment', 'promise_payment', 'show_account', 'list_mine', 'create_task'],
  other: ['show_account', 'create_lead', 'show_leaderboard', 'browse_pool', 'list_mine', 'create_task'],
}
type Kind = 'sales' | 'finance' | 'other'
const kindOf = (role: Role): Kind => (role === 'finance' ? 'finance' : selling.has(role) ? 'sales' : 'other')
const selling = new Set<Role>(['rep', 'manager', 'director'])

const examplesFor = (role: Role, names: ExampleNames): Example[] => {
  const known = sayings(names)
  return usual[kindOf(role)].flatMap((intent) => known[intent] ?? [])
}

/** Sentences that need nothing filled in. */
const buttonsFor = (role: Role): string[] =>
  ({
    sales: ['我的客户', '我的商机', '我的任务', '公海', '今日排行榜'],
    finance: ['逾期应收', '应收款', '我的任务', '今日排行榜'],
    other: ['公海', '今日排行榜', '我的任务'],
  })[kindOf(role)]

/** What a role can do beyond the rest. */
function extrasFor(role: Role, { account, colleague, theirAccount, team }: ExampleNames): Example[] {
  const binding = (department: string): Example => ({
    say: `绑定群 ${department}`,
    does: '在群里说，日榜和喜报发到那里',
  })
  switch (role) {
    case 'rep':
      return [
        { say: '免打扰 到明天', does: '推送先攒着，到时合成一条' },
        { say: '为什么收到这个', does: '哪条规则发的、谁能改' },
      ]
    case 'manager':
    case 'director':
      return [
        { say: `给${colleague}派任务：周三前回访${theirAccount}`, does: '派任务，完成或推辞都会告诉你' },
        { say: '团队商机', does: `客户、线索、任务也这样查；「${colleague}的客户」看一个人的` },
        { say: `${team}本月排行榜`, does: '看部门的榜' },
        binding(team),
      ]
    case 'finance':
      return [
        { say: '华东区逾期', does: '按部门看逾期' },
        { say: `坏账 ${account}`, does: '收不回来的，当天能撤销' },
        { say: `${account} 回款 3万 昨天`, does: '补登以前的到账' },
      ]
    case 'sales_ops':
      return [{ say: '全部商机', does: '全公司的客户、线索、任务也这样查' }, binding('华东区')]
    case 'marketing':
      return [{ say: '新线索 公司 联系人 电话 来源展会', does: '录进公海，销售来领' }]
    default:
      return []
  }
}

const roleLabels: Record<Role, string> = {
  rep: '销售',
  manager: '主管',
  director: '总监',
  finance: '财务',
  sales_ops: '销管',
  marketing: '市场',
  customer_success: '客户成功',
}
