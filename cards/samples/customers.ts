import type { Card } from '../../src/chat/card.ts'
import { type AccountCardView, accountCard, poolAccountCard } from '../account.ts'
import { contactSaved } from '../contact-saved.ts'
import { recordsCard } from '../records.ts'
import { type VisitLogged, visitLogged } from '../visit-logged.ts'
import { visitMend } from '../visit-mend.ts'
import { id, longName } from './names.ts'

const visit: VisitLogged = {
  visitId: id(1),
  of: { kind: 'account', id: id(2) },
  inboundId: id(3),
  account: '杭州华联超市有限公司',
  channel: '拜访',
  content: '谈了报价，张总觉得首批 20 台可以，但要等月底的预算会。',
  valid: true,
  contact: '张总',
  next: { when: '6月12日 周五', action: '再联系张总' },
  amount: '28万元',
  competitor: null,
  dropsOn: '6月20日 周六',
}

const account: AccountCardView = {
  id: id(2),
  name: '杭州华联超市有限公司',
  tags: ['A 级', '杭州'],
  owner: '李雷（我）',
  clock: '还有 12 天，6月22日 周一掉公海',
  urgent: false,
  owed: ['8.4万元，', { tone: 'danger', text: '逾期 3万元' }],
  paid: '21.6万元',
  address: '杭州市拱墅区莫干山路 868 号',
  contacts: {
    rows: [
      { title: '张建国（采购总监）', detail: '13800001234' },
      { title: '陆敏（财务）', detail: '13900005678' },
    ],
    total: 4,
  },
  deals: {
    rows: [
      { title: '收银机采购', detail: '方案报价 · 28万元', deal: id(4) },
      { title: '门店巡检维保', detail: '初步沟通', deal: id(5) },
    ],
    total: 2,
  },
  dealCount: 2,
  visits: {
    rows: [
      { title: '6月8日 周一 李雷 拜访', detail: '谈了报价，张总觉得首批 20 台可以，但要等月底的预算会。' },
      { title: '6月2日 周二 李雷 电话', detail: '约了周一上门，带上样机。' },
    ],
    total: 2,
  },
  tasks: { rows: [{ title: '把样机送到莫干山路店', detail: '6月12日 周五' }], total: 1 },
  mayLog: true,
  mayWork: true,
  mayRelease: true,
}

const none = { rows: [], total: 0 }
const stripped = { contacts: none, deals: none, dealCount: 0, visits: none, tasks: none }

export const customers: [name: string, card: Card][] = [
  ['visit-logged', visitLogged(visit)],
  [
    'visit-logged.amended',
    visitLogged({ ...visit, changes: ['下次：6月12日 周五 → 6月18日 周四', '金额：5万元 → 28万元'] }),
  ],
  [
    'visit-mend',
    visitMend({
      visitId: id(1),
      account: visit.account,
      contact: '张总',
      amount: '28万元',
      nextOn: '2026-06-12',
      nextLabel: '6月12日 周五',
      nextAction: '再联系张总',
      content: visit.content,
    }),
  ],
  [
    'visit-logged.bare',
    visitLogged({
      ...visit,
      channel: '电话',
      content: '约了下周看样',
      contact: null,
      next: null,
      amount: null,
    }),
  ],
  [
    'visit-logged.stranger',
    visitLogged({ ...visit, content: '谈了报价，周五再联系孙主任', contact: null, stranger: '孙主任' }),
  ],
  [
    'contact-saved',
    contactSaved({
      accountId: id(2),
      account: visit.account,
      name: '王经理',
      title: '采购',
      phone: '13900001234',
      inboundId: id(3),
    }),
  ],
  [
    'visit-logged.thin',
    visitLogged({ ...visit, content: '继续跟进', valid: false, contact: null, next: null, amount: null }),
  ],
  [
    'visit-logged.long',
    visitLogged({
      ...visit,
      account: longName,
      of: { kind: 'lead', id: id(2) },
      content:
        '上午在厂里开了两个小时的会，采购、生产和品控都在。对方现在用的是同行的纸箱，边压不稳定，南方梅雨天塌箱赔了十几万，所以愿意换。价格上采购压得很死，要求比现在低 5%；品控更在意检测报告和交期。生产提出要先做 500 个小批量试装。',
      competitor: '优云包装',
      next: { when: '6月15日 周一 14:00', action: '带检测报告和小批量报价过去' },
    }),
  ],
  ['account', accountCard(account)],
  [
    'account.urgent',
    accountCard({
      ...account,
      ...stripped,
      tags: ['D 级'],
      clock: [{ tone: 'danger', text: '今天掉公海，赶紧跟进一次' }],
      urgent: true,
      owed: null,
      paid: null,
      address: null,
    }),
  ],
  [
    'account.watched',
    accountCard({
      ...account,
      name: longName,
      owner: '韩梅',
      clock: '已签约，不会掉公海',
      mayLog: false,
      mayWork: false,
      mayRelease: false,
    }),
  ],
  [
    'account.pool',
    poolAccountCard({
      id: id(2),
      name: '绍兴鉴湖酒业有限公司',
      tags: ['C 级', '绍兴'],
      why: '6月9日 周二 到期掉进公海',
      claimable: '今天（6月10日） 11:30',
    }),
  ],
  [
    'records.accounts',
    recordsCard({
      title: '我的客户',
      what: 'accounts',
      whose: 'mine',
      from: 0,
      perPage: 6,
      total: 27,
      rows: [
        ['杭州华联超市有限公司', 'A 级 · 还有 3 天掉公海'],
        ['宁波东海水产有限公司', 'B 级 · 还有 5 天掉公海'],
        ['嘉兴南湖印务有限公司', 'C 级 · 还有 6 天掉公海'],
        ['湖州安吉竹业集团有限公司', '重点客户 · 已签约'],
        ['绍兴鉴湖酒业有限公司', 'C 级 · 还有 7 天掉公海'],
        [longName, 'D 级 · 今天掉公海'],
      ].map(([title = '', detail = ''], n) => ({
        title,
        detail,
        button: { label: '看', act: 'account.show', args: { account: id(n) } },
      })),
      empty: { text: '', buttons: [] },
    }),
  ],
  [
    'records.tasks',
    recordsCard({
      title: '我的任务',
      what: 'tasks',
      whose: 'mine',
      from: 0,
      perPage: 6,
      total: 3,
      other: { label: '看团队', whose: 'team' },
      rows: [
        {
          title: '给张总回电，确认样机数量',
          detail: [{ tone: 'danger', text: '昨天（6月9日）' }, ' · 杭州华联超市有限公司'],
          button: {
            label: '完成',
            act: 'list.done',
            args: { task: id(1), what: 'tasks', whose: 'mine', from: '0' },
          },
        },
        {
          title: '周报里补上竞品价格',
          detail: ['今天（6月10日） 18:00'],
          button: {
            label: '完成',
            act: 'list.done',
            args: { task: id(2), what: 'tasks', whose: 'mine', from: '0' },
          },
        },
        {
          title: '去东海水产收验收单',
          detail: ['6月12日 周五', ' · 宁波东海水产有限公司'],
          button: {
            label: '完成',
            act: 'list.done',
            args: { task: id(3), what: 'tasks', whose: 'mine', from: '0' },
          },
        },
      ],
      note: '点「完成」划掉，或者回复「完成 序号」。',
      empty: { text: '', buttons: [] },
    }),
  ],
  [
    'records.empty',
    recordsCard({
      title: '我的客户',
      what: 'accounts',
      whose: 'mine',
      from: 0,
      perPage: 6,
      total: 0,
      rows: [],
      empty: {
        text: '名下还没有客户。',
        next: '去公海领一条，或者说「新线索 公司名 联系人 电话」。',
        buttons: [{ label: '看公海', sentence: '公海' }],
      },
    }),
  ],
]
