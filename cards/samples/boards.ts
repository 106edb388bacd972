import type { Card } from '../../src/chat/card.ts'
import { channelBound } from '../channel-bound.ts'
import { type DailyBoardView, dailyBoard } from '../daily-board.ts'
import { type LeaderboardView, leaderboard } from '../leaderboard.ts'
import { proofCard } from '../proof.ts'
import { type TargetProgress, targetProgress } from '../target-progress.ts'
import { id } from './names.ts'

const board: LeaderboardView = {
  title: '本月签单榜',
  scope: '华东区',
  summary: '合计 132.6万元，比上月同期多 18.2万元',
  chart: {
    kind: 'bar',
    title: '本月签单榜',
    unit: '万元',
    bars: [
      { label: '韩梅', value: 48.2 },
      { label: '李雷', value: 41 },
      { label: '沈一鸣', value: 21.4 },
      { label: '欧阳诗雨', value: 21.4 },
      { label: '吴桐', value: 0.6 },
    ],
  },
  rows: [
    { rank: 1, name: '韩梅', detail: '48.2万元 · ↑2' },
    { rank: 2, name: '李雷', detail: '41万元 · ↓1 · 差上一名 7.2万元' },
    { rank: 3, name: '沈一鸣', detail: '21.4万元 · 名次没变 · 差上一名 19.6万元' },
    { rank: 3, name: '欧阳诗雨', detail: '21.4万元 · 新上榜 · 差上一名 19.6万元' },
    { rank: 5, name: '吴桐', detail: '6,000元 · 名次没变 · 差上一名 20.8万元' },
  ],
  rest: '还没开张：周小川、方雨萱',
  mine: '你排第 2，离上一名差 7.2万元。',
  switches: {
    args: { period: 'month', metric: 'amount', by: 'people', scope: id(1) },
    metric: 'amount',
    metrics: [
      { label: '签单', value: 'amount' },
      { label: '回款', value: 'payments' },
      { label: '新客户', value: 'new_accounts' },
      { label: '跟进', value: 'visits' },
      { label: '线索', value: 'leads' },
    ],
    periods: [
      { label: '今日', args: { period: 'day', metric: 'amount', by: 'people', scope: id(1) } },
      { label: '本周', args: { period: 'week', metric: 'amount', by: 'people', scope: id(1) } },
      { label: '本季', args: { period: 'quarter', metric: 'amount', by: 'people', scope: id(1) } },
    ],
    other: { label: '部门榜', by: 'departments' },
  },
  more: { period: 'month', metric: 'amount', by: 'people', scope: id(1) },
}

const evening: DailyBoardView = {
  departmentId: id(1),
  department: '华东区',
  day: '6月10日 周三',
  earlier: false,
  totals: [
    { label: '签单', value: '28万元', change: '较昨日+12万元' },
    { label: '回款', value: '3万元', change: '较昨日-6.4万元' },
    { label: '新客户', value: '2家', change: '较昨日持平' },
    { label: '跟进', value: '31次', change: '较昨日+4次' },
  ],
  place: '签单第 2（共 4 个）↑1，差上一名 6.5万元',
  chart: {
    kind: 'bar',
    title: '今日签单',
    unit: '万元',
    bars: [
      { label: '李雷', value: 20 },
      { label: '韩梅', value: 8 },
    ],
  },
  rows: [
    { rank: 1, name: '李雷', climbed: '↑2', detail: '签单 20万元 · 回款 3万元 · 跟进 6次 · 较昨日+20万元' },
    {
      rank: 2,
      name: '韩梅',
      climbed: '↓1',
      detail: '签单 8万元 · 跟进 4次 · 较昨日-8万元 · 差上一名 12万元',
    },
    { rank: null, name: '沈一鸣', climbed: '', detail: '新客户 1家 · 跟进 9次' },
    { rank: null, name: '欧阳诗雨', climbed: '', detail: '跟进 12次' },
  ],
  left: 3,
  idle: '还没开张：周小川、方雨萱',
}

const target: TargetProgress = {
  title: '我的本月目标',
  attainment: '45%',
  pace: '32%',
  target: '20万元',
  done: '9万元',
  gap: '11万元',
  perDay: '7,333.34元（还有 15 个工作日）',
  behind: false,
  standing: '跟上进度',
  advice: '节奏不错，保持住。',
  scope: 'me',
  board: { scope: 'all', period: 'month' },
  periods: [
    { label: '本季', value: 'quarter' },
    { label: '本年', value: 'year' },
  ],
}

const proofArgs = { scope: 'all', period: 'month', metric: 'amount', by: 'people' }

export const boards: [name: string, card: Card][] = [
  ['leaderboard', leaderboard(board)],
  [
    'leaderboard.nobody-yet',
    leaderboard({
      ...board,
      title: '今日签单榜',
      summary: '今日还没有人上榜，等你拿第一。',
      chart: { ...board.chart, bars: [] },
      rows: [],
      rest: null,
      mine: null,
      more: null,
    }),
  ],
  [
    'leaderboard.weekend',
    leaderboard({
      ...board,
      title: '6月5日 周五 签单榜',
      summary: '今天还没人开张，先看上个工作日的。合计 132.6万元，比上一个工作日多 18.2万元',
      rest: '没有记录：周小川、方雨萱',
    }),
  ],
  ['daily-board', dailyBoard(evening)],
  [
    'daily-board.quiet',
    dailyBoard({
      ...evening,
      totals: evening.totals.map(({ label }) => ({ label, value: '0', change: '较昨日持平' })),
      place: null,
      chart: { ...evening.chart, bars: [] },
      rows: [],
      left: 0,
      idle: null,
    }),
  ],
  [
    'daily-board.weekend',
    dailyBoard({
      ...evening,
      day: '6月5日 周五',
      earlier: true,
      chart: { ...evening.chart, title: '签单' },
      idle: '没有记录：周小川、方雨萱',
    }),
  ],
  [
    'proof',
    proofCard({
      title: '李雷 签单 41万元',
      period: '本月',
      memberId: id(1),
      rows: [
        { title: '收银机采购 28万元', detail: '今天（6月10日） · 杭州华联超市有限公司' },
        { title: '年度纸箱框架 13万元', detail: '6月2日 周二 · 嘉兴南湖印务有限公司' },
      ],
      people: [
        { label: '李雷', value: id(1) },
        { label: '韩梅', value: id(2) },
      ],
      args: proofArgs,
      next: 6,
    }),
  ],
  [
    'proof.empty',
    proofCard({
      title: '李雷 回款 0元',
      period: '今日',
      memberId: id(1),
      rows: [],
      people: [{ label: '李雷', value: id(1) }],
      args: proofArgs,
      next: null,
    }),
  ],
  ['target-progress', targetProgress(target)],
  [
    'target-progress.behind',
    targetProgress({
      ...target,
      title: '华东区 本季目标',
      attainment: '18%',
      pace: '64%',
      behind: true,
      standing: '落后进度',
      advice: '落后比较多，先盯手上最大的几单。',
    }),
  ],
  [
    'channel-bound',
    channelBound({ department: '华东区', topics: '每天 18:00 的战报、赢单喜报、逾期提醒', by: '王芳' }),
  ],
]
