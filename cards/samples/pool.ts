import type { Card } from '../../src/chat/card.ts'
import { claimOffer, claimOver, claimTaken } from '../claim-offer.ts'
import { extensionDecided, extensionRequest } from '../extension.ts'
import { historyCard, type LeadCardView, leadCard } from '../lead.ts'
import { leadConverted } from '../lead-converted.ts'
import { leadReleased } from '../lead-released.ts'
import { poolList } from '../pool-list.ts'
import { type PoolWarning, poolDropped, poolWarning, poolWarnings } from '../pool-warning.ts'
import { id, longName } from './names.ts'

const lead: LeadCardView = {
  kind: 'lead',
  id: id(1),
  name: '苏州富士五金有限公司',
  tone: 'success',
  tags: ['我的', '苏州'],
  notice: '领到了，归你跟进',
  state: '李雷，今天（6月10日）起；6月17日 周三前不跟进就掉公海',
  contact: '张伟 13800000001',
  source: '苏州五金展',
  address: '苏州市虎丘区浒墅关工业园',
  note: '想换掉现在的纸箱供应商',
  lastDrop: '5月20日 周三 韩梅：15 天没有跟进',
  history: [
    { title: '5月5日 周二 韩梅 电话', detail: '采购在外地，下周再约。' },
    { title: '4月28日 周二 韩梅：从公海领取' },
    { title: '4月20日 周一 公海：新建' },
  ],
  moreFrom: 3,
  mayLog: true,
  mayClaim: false,
  mayOffer: false,
  mayConvert: true,
  mayRelease: true,
  undo: id(9),
}

const rows = [
  { name: '苏州富士五金有限公司', detail: '苏州 · 展会 · 张* 138****0001', score: 92 },
  { name: '无锡太湖食品有限公司', detail: '无锡 · 官网 · 李* 139****2210', score: 86 },
  { name: '常州龙城物业管理有限公司', detail: '常州 · 转介绍', score: 71, claimableAt: '今天 11:30' },
  { name: longName, detail: '德清 · 400 电话 · 王* 137****9021', score: 64 },
  { name: '上海静安云起科技有限公司', detail: '上海 · 抖音 · 陈* 186****7781', score: 55 },
  { name: '南京钟山机电有限公司', detail: '南京 · 展会', score: 40 },
].map((row, n) => ({
  kind: n === 3 ? ('account' as const) : ('lead' as const),
  id: id(n),
  claimableAt: null,
  ...row,
}))

const warning: PoolWarning = {
  kind: 'account',
  id: id(1),
  name: '杭州华联超市有限公司',
  days: 3,
  dropsAt: '6月13日 周六 09:30',
  why: 'B 级客户 10 天没有有效跟进',
  lastVisit: '6月3日 周三 谈了报价，张总要等月底的预算会',
}

const offer = {
  kind: 'lead' as const,
  id: id(1),
  name: '苏州富士五金有限公司',
  region: '苏州',
  contact: '张* 138****0001',
  source: '苏州五金展',
  score: 92,
  postedBy: '王芳',
  tappable: true,
}

export const pool: [name: string, card: Card][] = [
  [
    'pool-list',
    poolList({
      search: {},
      from: 0,
      perPage: 6,
      total: 143,
      hasMore: true,
      rows,
      mayClaim: true,
      mayOffer: false,
    }),
  ],
  [
    'pool-list.manager',
    poolList({
      search: { region: '苏州' },
      from: 6,
      perPage: 6,
      total: 31,
      hasMore: true,
      rows,
      mayClaim: true,
      mayOffer: true,
    }),
  ],
  [
    'pool-list.few',
    poolList({
      search: { keyword: '物业' },
      from: 0,
      perPage: 6,
      total: 2,
      hasMore: false,
      rows: rows.slice(1, 3),
      mayClaim: true,
      mayOffer: false,
    }),
  ],
  [
    'pool-list.empty',
    poolList({
      search: { keyword: '航天' },
      from: 0,
      perPage: 6,
      total: 0,
      hasMore: false,
      rows: [],
      mayClaim: true,
      mayOffer: false,
    }),
  ],
  [
    'pool-list.looking',
    poolList({
      search: {},
      from: 0,
      perPage: 6,
      total: 143,
      hasMore: true,
      rows,
      mayClaim: false,
      mayOffer: true,
    }),
  ],
  ['lead.claimed', leadCard(lead)],
  [
    'lead.new',
    leadCard({
      ...lead,
      notice: '已记下，归你跟进',
      lastDrop: null,
      history: [],
      moreFrom: undefined,
      address: null,
      note: null,
    }),
  ],
  [
    'lead.pool',
    leadCard({
      ...lead,
      tone: 'plain',
      tags: ['公海', '苏州'],
      notice: undefined,
      state: '在公海，没人在跟',
      contact: '张* 138****0001',
      mayLog: false,
      mayClaim: true,
      mayOffer: true,
      mayConvert: false,
      mayRelease: false,
      undo: undefined,
    }),
  ],
  [
    'lead.history',
    historyCard({
      kind: 'lead',
      id: id(1),
      name: '苏州富士五金有限公司',
      from: 0,
      perPage: 6,
      total: 9,
      rows: lead.history,
    }),
  ],
  [
    'lead-released',
    leadReleased({
      name: '南京钟山机电有限公司',
      inboundId: id(2),
      reason: '没预算',
      claimableAt: '今天 11:30',
      barredDays: 7,
    }),
  ],
  [
    'lead-converted',
    leadConverted({
      accountId: id(1),
      opportunityId: id(2),
      inboundId: id(3),
      name: '无锡太湖食品有限公司',
      contact: '李强 13900002210',
      deal: '无锡太湖食品',
      stage: '初步沟通',
    }),
  ],
  ['claim-offer', claimOffer(offer)],
  ['claim-offer.webhook', claimOffer({ ...offer, tappable: false })],
  [
    'claim-offer.taken',
    claimTaken({ name: '苏州富士五金有限公司', owner: '李雷', since: '今天 09:32', how: '领走' }),
  ],
  [
    'claim-offer.over',
    claimOver({
      kind: 'lead',
      id: id(1),
      name: '苏州富士五金有限公司',
      text: '在公海，没人在跟',
      free: true,
    }),
  ],
  ['pool-warning', poolWarning(warning)],
  [
    'pool-warning.last-day',
    poolWarning({ ...warning, days: 1, dropsAt: '明天 09:30', lastVisit: null, name: longName }),
  ],
  [
    'pool-warning.several',
    poolWarnings({
      rows: rows.slice(0, 5).map(({ kind, id, name }) => ({ ...warning, kind, id, name })),
      total: 8,
    }),
  ],
  [
    'pool-warning.dropped',
    poolDropped({
      rows: [{ name: '杭州华联超市有限公司', why: 'B 级客户 10 天没有有效跟进' }],
      total: 1,
      claimableAt: '今天 11:30',
      barredDays: 7,
      waiver: '王芳',
    }),
  ],
  [
    'pool-warning.dropped-several',
    poolDropped({
      rows: rows.slice(0, 5).map(({ name }) => ({ name, why: 'C 级客户 7 天没有有效跟进' })),
      total: 12,
      claimableAt: '今天 11:30',
      barredDays: 7,
    }),
  ],
  [
    'extension.request',
    extensionRequest({
      kind: 'account',
      id: id(1),
      askerId: id(2),
      asker: '李雷',
      name: '杭州华联超市有限公司',
      days: 10,
      dropsAt: '6月13日 周六 09:30',
      why: 'B 级客户 10 天没有有效跟进',
      lastVisit: '6月3日 周三 谈了报价，张总要等月底的预算会',
    }),
  ],
  [
    'extension.granted',
    extensionDecided({
      name: '杭州华联超市有限公司',
      by: '王芳',
      granted: true,
      dropsAt: '6月23日 周二 09:30',
    }),
  ],
  [
    'extension.declined',
    extensionDecided({
      name: '杭州华联超市有限公司',
      by: '王芳',
      granted: false,
      dropsAt: '6月13日 周六 09:30',
    }),
  ],
]
