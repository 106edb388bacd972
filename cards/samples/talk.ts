import type { Card } from '../../src/chat/card.ts'
import { askCard } from '../ask.ts'
import { explainedCard } from '../explained.ts'
import { helpCard } from '../help.ts'
import { keptMessages } from '../kept-messages.ts'
import { mutedCard } from '../muted.ts'
import { proposal, proposalClosed } from '../proposal.ts'
import { proposalWritten } from '../proposal-written.ts'
import { undoneCard } from '../undone.ts'
import { id, longName } from './names.ts'

export const talk: [name: string, card: Card][] = [
  ['muted', mutedCard({ until: '明天（6月11日） 08:00' })],
  ['muted.off', mutedCard({ until: null })],
  [
    'kept-messages',
    keptMessages({
      first: id(1),
      from: 0,
      total: 7,
      rows: [
        { id: id(1), title: '王芳 派给你的任务', detail: '把样机送到莫干山路店，顺便收验收单' },
        { id: id(2), title: '快掉公海了：宁波东海水产有限公司', detail: '6月12日 10:20 掉公海' },
        { id: id(3), title: '杭州华联超市有限公司', detail: '到账 3万元' },
        { id: id(4), title: '任务提醒', detail: '给张总回电' },
        { id: id(5), title: '延期申请：嘉兴南湖印务有限公司', detail: null },
      ],
    }),
  ],
  [
    'ask.which',
    askCard({
      text: '「华联」有好几家，是哪一家？',
      of: id(9),
      candidates: [
        { id: id(1), name: '杭州华联超市有限公司' },
        { id: id(2), name: '宁波华联商厦股份有限公司' },
        { id: id(3), name: '嘉兴华联五金' },
      ],
    }),
  ],
  [
    'ask.unknown',
    askCard({
      text: '没找到叫「西湖食品」的客户或线索。换个叫法试试，或者发「公海」看看。',
      of: id(9),
      offers: [{ label: '新建客户「西湖食品」' }],
    }),
  ],
  ['ask.open', askCard({ text: '杭州华联超市有限公司 · 收银机采购，金额多少？比如「28万」。', of: id(9) })],
  [
    'ask.options',
    askCard({
      text: '杭州华联超市有限公司 · 收银机采购，为什么没成？',
      of: id(9),
      options: ['价格', '需求取消', '竞争对手', '预算不足', '其他'],
    }),
  ],
  [
    'ask.long',
    askCard({
      text: '「德清」有好几家，是哪一家？',
      of: id(9),
      candidates: [1, 2, 3, 4, 5, 6].map((n) => ({ id: id(n), name: `${longName}${n}号仓` })),
    }),
  ],
  [
    'help.rep',
    helpCard({
      title: '我能帮你做什么',
      opening: '李雷，像跟同事说话一样告诉我就行：',
      examples: [
        { say: '拜访 华联超市 谈了报价，周五再联系张总', does: '记跟进，下一步到点提醒' },
        { say: '公海', does: '看能领的线索和客户' },
        { say: '推进 华联超市 商务谈判', does: '商机往前走一步' },
        { say: '看看 华联超市', does: '一张卡看全这个客户' },
        { say: '提醒我周五给张总回电', does: '记一个待办' },
        { say: '华联 回款 3万', does: '登记到账' },
      ],
      moreTitle: '',
      more: [],
      hint: '记错了发「撤销」，不明白发「为什么」，想停下来发「取消」。',
      buttons: ['我的客户', '我的商机', '我的任务', '公海', '今日排行榜'],
    }),
  ],
  [
    'help.manager',
    helpCard({
      title: '我能帮你做什么',
      opening: '王芳，像跟同事说话一样告诉我就行：',
      examples: [
        { say: '拜访 华联超市 谈了报价，周五再联系张总', does: '记跟进，下一步到点提醒' },
        { say: '公海', does: '看能领的线索和客户' },
        { say: '看看 华联超市', does: '一张卡看全这个客户' },
      ],
      moreTitle: '主管还可以',
      more: [
        { say: '给小王派任务：周三前回访华联', does: '派任务，完成或推辞都会告诉你' },
        { say: '绑定群 华东区', does: '在群里说，日榜和喜报发到那里' },
      ],
      hint: '记错了发「撤销」，不明白发「为什么」，想停下来发「取消」。',
      buttons: ['我的客户', '我的商机', '我的任务', '公海', '今日排行榜'],
    }),
  ],
  [
    'help.lost',
    helpCard({
      title: '这句我没看懂',
      opening: '你是想说这样的吗？',
      examples: [{ say: '推进 华联超市 商务谈判', does: '商机往前走一步' }],
      moreTitle: '',
      more: [],
      hint: '发「帮助」看我会的全部。',
      buttons: ['帮助'],
    }),
  ],
  [
    'explained.clock',
    explainedCard({
      title: '杭州华联超市有限公司',
      answer: '不再跟进的话，明天（6月11日）掉公海。记一次有效跟进就重新计时。',
      facts: [
        { label: '规则', value: 'C 级客户 7 天没有有效跟进就掉公海' },
        { label: '最后有效跟进', value: '6月4日 周四' },
        { label: '最近一次跟进', value: '前天（6月8日）（太短，不算有效）' },
        { label: '到期', value: '明天（6月11日） 09:30' },
      ],
      history: [
        '李雷：5月6日 周三 至今',
        '公海：4月29日 周三 到 5月6日 周三，从公海领取',
        '韩梅：3月2日 周一 到 4月29日 周三，到期掉进公海（15 天没有跟进）',
      ],
      waiver: '主管可以延期一次，总监可以改规则',
      buttons: [],
    }),
  ],
  [
    'explained.refusal',
    explainedCard({
      title: '刚才为什么不行',
      answer: '你名下已经有 50 家了，先退回一家再领。',
      facts: [{ label: '规则', value: '每人最多 50 家，新人 30 家；已签约的不算' }],
      history: [],
      waiver: '主管',
      buttons: [],
    }),
  ],
  ['undone', undoneCard({ acts: ['跟进记录：杭州华联超市有限公司'] })],
  [
    'undone.several',
    undoneCard({
      acts: ['跟进记录：嘉兴南湖印务有限公司', '新任务：寄样品', '新客户：嘉兴南湖印务有限公司'],
      by: '王芳',
    }),
  ],
  [
    'proposal',
    proposal({
      title: '看到 3 条可以记',
      of: id(3),
      more: 0,
      lines: [
        {
          title: '记跟进 · 杭州华联超市有限公司',
          detail: '见了张总，报价5万；联系人 张总；5万元；6月17日 周三',
        },
        { title: '登记回款 · 嘉兴南湖印务有限公司', detail: '3万元；今天（6月10日）' },
        { title: '新任务', detail: '把样品寄给王经理；还缺：什么时候做？' },
      ],
    }),
  ],
  [
    'proposal.one',
    proposal({
      title: '是这个意思吗？',
      of: id(3),
      more: 0,
      lines: [{ title: '登记回款 · 嘉兴南湖印务有限公司', detail: '3万元' }],
    }),
  ],
  ['proposal.dropped', proposalClosed(false)],
  ['proposal.written', proposalClosed(true)],
  [
    'proposal-written',
    proposalWritten({
      of: id(3),
      receipts: [
        { title: '已记录拜访：杭州华联超市有限公司', detail: '见了张总，报价5万' },
        { title: '登记回款 · 嘉兴南湖印务有限公司', refused: '这个客户不在你名下，登记不了回款。' },
      ],
    }),
  ],
]
