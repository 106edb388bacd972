import type { Card } from '../../src/chat/card.ts'
import { moneyAlarm } from '../money-alarm.ts'
import { overdueList } from '../overdue-list.ts'
import { type PaymentRecorded, paymentRecorded } from '../payment-recorded.ts'
import { type PromiseRecorded, promiseRecorded } from '../promise-recorded.ts'
import { type ReceivableCard, receivableCard } from '../receivable.ts'
import { writtenOffCard } from '../written-off.ts'
import { id, longName } from './names.ts'

const payment: PaymentRecorded = {
  accountId: id(1),
  account: '杭州华联超市有限公司',
  amount: '3万元',
  paidOn: '今天（6月10日）',
  paid: [
    { title: '收银机采购 首付款', amount: '2万元', rest: null },
    { title: '收银机采购 二期款', amount: '1万元', rest: '4.6万元' },
  ],
  surplus: null,
  open: '5.4万元',
  overdue: '1万元',
  keptPromise: true,
  inboundId: id(2),
}

const promise: PromiseRecorded = {
  accountId: id(1),
  account: '杭州华联超市有限公司',
  dueOn: '6月12日 周五',
  amount: '3万元',
  open: '8.4万元',
  replaced: false,
  inboundId: id(2),
}

const receivable: ReceivableCard = {
  id: id(1),
  accountId: id(2),
  account: '杭州华联超市有限公司',
  title: '收银机采购 二期款',
  rest: '4.6万元',
  dueOn: '5月25日 周一',
  age: '逾期 16 天',
  overdue: true,
  owner: '李雷',
  promise: '答应6月5日 周五付，没兑现',
  mayWriteOff: false,
  proposal: null,
}

export const money: [name: string, card: Card][] = [
  ['payment-recorded', paymentRecorded(payment)],
  [
    'payment-recorded.cleared',
    paymentRecorded({
      ...payment,
      amount: '12,345.67元',
      open: '已全部结清',
      overdue: null,
      surplus: '345.67元',
      keptPromise: false,
      inboundId: null,
    }),
  ],
  ['promise-recorded', promiseRecorded(promise)],
  [
    'promise-recorded.again',
    promiseRecorded({ ...promise, account: longName, amount: null, replaced: true }),
  ],
  ['receivable.overdue', receivableCard(receivable)],
  [
    'receivable.stop-supply',
    receivableCard({
      ...receivable,
      age: '逾期 31 天',
      dueOn: '5月10日 周日',
      mayWriteOff: true,
      proposal: '逾期满 30 天，建议先停止供货，和主管、财务商量。',
    }),
  ],
  [
    'written-off',
    writtenOffCard({
      accountId: id(1),
      account: '湖州安吉竹业集团有限公司',
      amount: '18.6万元',
      title: '设备采购 尾款',
      dueOn: '4月9日 周四',
      reason: '公司注销了',
      by: '钱进',
      inboundId: id(2),
    }),
  ],
  [
    'money-alarm',
    moneyAlarm({
      lines: [
        { title: '超过 50万元 的逾期有 4 笔', detail: '一笔一笔问清楚：谁去谈、什么时候付。' },
        { title: '本月到期的款只收回 62%', detail: '到期 318万元，收回 197.2万元' },
      ],
      rule: '超过 50万元 的逾期满 3 笔，或本月到期的款收回不到 80%，每周提醒一次。',
    }),
  ],
  [
    'receivable.coming',
    receivableCard({ ...receivable, overdue: false, age: '还有 3 天', dueOn: '6月13日 周六', promise: null }),
  ],
  [
    'overdue-list',
    overdueList({
      title: '逾期应收 · 全公司',
      summary: '23 笔逾期，共 186.4万元',
      ages: [
        { label: '1–7 天', value: '32.5万元（6 笔）' },
        { label: '8–15 天', value: '48万元（7 笔）' },
        { label: '16–30 天', value: '61.2万元（6 笔）' },
        { label: '30 天以上', value: '44.7万元（4 笔）' },
      ],
      rows: [
        { id: id(1), title: '湖州安吉竹业集团有限公司 18.6万元', detail: '逾期 62 天 · 韩梅' },
        {
          id: id(2),
          title: '宁波东海水产有限公司 12万元',
          detail: '逾期 41 天 · 李雷 · 答应6月5日 周五付，没兑现',
        },
        { id: id(3), title: `${longName} 9.3万元`, detail: '逾期 33 天 · 赵敏' },
        {
          id: id(4),
          title: '杭州华联超市有限公司 4.6万元',
          detail: '逾期 16 天 · 李雷 · 答应6月12日 周五付',
        },
        { id: id(5), title: '嘉兴南湖印务有限公司 8,640元', detail: '逾期 9 天 · 李雷' },
      ],
      note: null,
      more: { label: '更多 18 笔', args: { scope: 'all', offset: '5' } },
    }),
  ],
  [
    'overdue-list.ladder',
    overdueList({
      title: '2 笔款快到期',
      tone: 'warning',
      summary: '共 7.2万元',
      ages: [],
      rows: [
        { id: id(1), title: '杭州华联超市有限公司 4.6万元', detail: '还有 3 天 · 李雷' },
        { id: id(2), title: '嘉兴南湖印务有限公司 2.6万元', detail: '今天到期 · 李雷' },
      ],
      more: null,
    }),
  ],
  [
    'overdue-list.empty',
    overdueList({ title: '逾期应收 · 我', summary: '', ages: [], rows: [], more: null }),
  ],
]
