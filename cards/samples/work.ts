import type { Card } from '../../src/chat/card.ts'
import { type DealView, dealCard } from '../deal.ts'
import { morningBrief } from '../morning-brief.ts'
import { postponeCard, type TaskCardView, taskCard } from '../task.ts'
import { taskReminders } from '../task-reminders.ts'
import { tasksEnded } from '../tasks-ended.ts'
import { winNews, winTakenBack } from '../win-news.ts'
import { id, longName } from './names.ts'

const deal: DealView = {
  id: id(1),
  stageId: id(2),
  name: '收银机采购',
  account: '杭州华联超市有限公司',
  accountId: id(3),
  stage: '商务谈判',
  status: 'open',
  owner: null,
  amount: '28万元',
  closeOn: '6月30日 周二',
  since: '今天进入这个阶段',
  notice: '从「方案报价」推进到「商务谈判」。',
  moves: [{ label: '退回 方案报价', value: id(4) }],
  canWin: true,
  undo: id(5),
}

const task: TaskCardView = {
  id: id(1),
  state: 'open',
  heading: '任务',
  title: '把样机送到莫干山路店，顺便收验收单',
  due: '6月12日 周五',
  overdue: false,
  account: { id: id(2), name: '杭州华联超市有限公司' },
  mayDecline: false,
}

export const work: [name: string, card: Card][] = [
  ['deal', dealCard(deal)],
  [
    'deal.new',
    dealCard({
      ...deal,
      stage: '初步沟通',
      amount: null,
      closeOn: null,
      notice: '商机已建好。',
      hint: '金额还没填，报价前补上就行：推进时会问你。',
      moves: ['确定意向', '方案报价', '商务谈判'].map((label, n) => ({ label, value: id(10 + n) })),
    }),
  ],
  [
    'deal.won',
    dealCard({
      ...deal,
      stage: '赢单',
      status: 'won',
      competitor: '优云包装',
      since: '今天（6月10日）',
      notice: '赢单了，辛苦！业绩已经记上。',
      moves: [],
      canWin: false,
    }),
  ],
  [
    'deal.lost',
    dealCard({
      ...deal,
      account: longName,
      stage: '输单',
      status: 'lost',
      owner: '韩梅',
      since: '今天（6月10日）',
      lost: '价格，对手 优云包装',
      notice: '已记为输单：价格。',
      moves: ['初步沟通', '确定意向', '方案报价', '商务谈判'].map((label, n) => ({
        label,
        value: id(10 + n),
      })),
      canWin: false,
    }),
  ],
  [
    'deal.watched',
    dealCard({ ...deal, owner: '韩梅', notice: undefined, moves: [], canWin: false, undo: undefined }),
  ],
  ['task.own', taskCard({ ...task, heading: '记下了，到点提醒你', undo: id(3) })],
  [
    'task.given',
    taskCard({
      ...task,
      heading: '王芳 给你派了任务',
      assignee: '李雷',
      giver: '王芳',
      notice: '做不了就点「推辞」，说一句原因。',
      mayDecline: true,
    }),
  ],
  ['task.overdue', taskCard({ ...task, due: '昨天（6月9日）', overdue: true })],
  ['task.done', taskCard({ ...task, state: 'done', heading: '已完成', undo: id(3) })],
  [
    'task.declined',
    taskCard({
      ...task,
      state: 'cancelled',
      heading: '李雷 推辞了任务',
      assignee: '李雷',
      giver: '王芳',
      notice: '推辞原因：这周排满了。可以改派别人，或者找对方聊聊。',
    }),
  ],
  [
    'task.postpone',
    postponeCard({
      id: id(1),
      title: task.title,
      due: '6月12日 周五',
      days: [
        { label: '明天', day: '2026-06-11' },
        { label: '后天', day: '2026-06-12' },
        { label: '下周一', day: '2026-06-15' },
      ],
    }),
  ],
  [
    'task-reminders',
    taskReminders({
      title: '3 件事到点了',
      late: false,
      rows: [
        {
          id: id(1),
          title: '给张总回电，确认样机数量',
          detail: '今天（6月10日） 10:00 · 杭州华联超市有限公司',
        },
        { id: id(2), title: '周报里补上竞品价格', detail: '今天（6月10日）' },
        { id: id(3), title: '去东海水产收验收单', detail: '今天（6月10日） · 宁波东海水产有限公司' },
      ],
      left: 0,
      mine: true,
    }),
  ],
  [
    'task-reminders.given',
    taskReminders({
      title: '你派的 7 件任务逾期了',
      late: true,
      rows: [1, 2, 3, 4, 5].map((n) => ({
        id: id(n),
        title: `回访 ${n === 3 ? longName : '宁波东海水产有限公司'}，问清楚为什么停单`,
        detail: `韩梅 · 6月${n}日 到期`,
      })),
      left: 2,
      mine: false,
    }),
  ],
  [
    'morning-brief',
    morningBrief({
      name: '李雷',
      day: '6月10日 周三',
      summary: '先做：盯 杭州华联超市有限公司：今天该付款',
      counts: [
        { label: '今日任务', value: '3 件' },
        { label: '逾期任务', value: '1 件' },
        { label: '快掉公海', value: '2 家' },
        { label: '付款承诺', value: '1 笔' },
        { label: '该催的款', value: '2 笔' },
      ],
      lost: [
        { title: '绍兴黄酒集团有限公司', detail: '7 天没有有效跟进（6月3日 跟进算起） · 10:10 起大家都能领' },
      ],
      first: [
        {
          title: '盯 杭州华联超市有限公司：今天该付款',
          detail: '今天（6月10日） · 3万元',
          button: { label: '记回款', act: 'payment.ask', args: { account: id(1) } },
        },
        {
          title: '催 嘉兴南湖印务有限公司：2万元 逾期 1 天',
          detail: '首付款 · 答应6月12日 周五付',
          button: { label: '处理', act: 'receivable.show', args: { receivable: id(5) } },
        },
        {
          title: '跟进 宁波东海水产有限公司：快掉公海了',
          detail: '明天（6月11日） 09:30 到期',
          button: { label: '处理', act: 'account.warned', args: { account: id(2) } },
        },
        {
          title: '给张总回电，确认样机数量',
          detail: '已逾期 · 昨天（6月9日） · 杭州华联超市有限公司',
          button: { label: '完成', act: 'task.complete', args: { task: id(3) } },
        },
      ],
      leads: [
        { title: '苏州富士五金有限公司', detail: '苏州 · 展会 · 评分 92' },
        { title: '无锡太湖食品有限公司', detail: '无锡 · 官网 · 评分 86' },
      ],
      target: '本月目标 20万元，已完成 45%，时间过了 32%。',
      more: [
        { label: '我的任务', act: 'say', args: { sentence: '我的任务' } },
        { label: '快掉公海的', act: 'drops.show', args: {} },
      ],
    }),
  ],
  [
    'morning-brief.manager',
    morningBrief({
      name: '王芳',
      day: '6月10日 周三',
      summary: '先做：催 嘉兴南湖印务有限公司：2万元 逾期 7 天',
      counts: [
        { label: '派出逾期', value: '2 件' },
        { label: '该催的款', value: '1 笔' },
      ],
      lost: [],
      first: [
        {
          title: '催 嘉兴南湖印务有限公司：2万元 逾期 7 天',
          detail: '李雷 · 首付款',
          button: { label: '处理', act: 'receivable.show', args: { receivable: id(5) } },
        },
        {
          title: '催 韩梅：把合同寄出',
          detail: '你派的，已逾期 · 昨天（6月9日）',
          button: { label: '看', act: 'task.show', args: { task: id(3) } },
        },
      ],
      leads: [],
      target: null,
      more: [{ label: '派出逾期的', act: 'tasks.given', args: {} }],
    }),
  ],
  [
    'morning-brief.quiet',
    morningBrief({
      name: '赵敏',
      day: '6月10日 周三',
      summary: '今天没有待办，去公海看看。',
      counts: [],
      first: [],
      lost: [],
      leads: [{ title: '苏州富士五金有限公司', detail: '苏州 · 展会 · 评分 92' }],
      target: null,
      more: [{ label: '公海', act: 'say', args: { sentence: '公海' } }],
    }),
  ],
  [
    'win-news',
    winNews({
      owner: '李雷',
      department: '华东区',
      account: '杭州华联超市有限公司',
      name: '收银机采购',
      amount: '28万元',
      days: '从立项到签约 36 天',
      month: '61.5万元',
      first: true,
    }),
  ],
  [
    'tasks-ended',
    tasksEnded({
      rows: [
        { title: '把验收单收回来', account: '宁波东海水产有限公司', assignee: '李雷' },
        { title: '补一份报价', account: '宁波东海水产有限公司', assignee: '李雷' },
      ],
    }),
  ],
  ['win-news.taken-back', winTakenBack('李雷')],
]
