/** What sales people write. `{need}` is what the customer wants, `{who}` whom they met, `{price}` an amount. */

export type Saying = { text: string; next?: string }

export const firstTalks: Saying[] = [
  {
    text: '第一次上门，{who}带着看了实验室，现有的{need}用了七年，经常飘，想年内换掉',
    next: '发产品资料和同行案例',
  },
  { text: '电话里聊了二十分钟，{who}说新厂房下季度投产，{need}要配两台', next: '约上门看现场' },
  { text: '展会上加的微信，{who}对{need}感兴趣，问了量程和精度', next: '寄样本册' },
  { text: '{who}介绍了他们的检测流程，样品量每天一百多个，瓶颈就在{need}', next: '出一版选型建议' },
  { text: '跟{who}通了电话，在用的设备是别家的，售后响应慢，有换的想法', next: '了解现有合同到期时间' },
  { text: '上门没见到{who}，和设备科的人聊了聊，说今年有二十多万的设备预算', next: '约{who}面谈' },
]

export const needsTalks: Saying[] = [
  { text: '和{who}确认了参数：{need}要带自动进样，数据能进他们的实验室系统', next: '和技术确认接口' },
  { text: '{who}拉上使用部门开了个会，老师傅们担心新设备不好上手，我们答应现场培训', next: '安排演示' },
  { text: '约好下周带样机过去，{who}让我们用他们自己的样品跑一遍', next: '准备样机和耗材' },
  { text: '样机演示很顺利，{who}当场让助理记了数据，重复性比他们现在的好', next: '整理演示报告' },
  { text: '{who}说立项报告在写，采购要走比价，至少三家', next: '提供比价材料' },
  { text: '去看了安装条件，电源和排风都够，台面要加固', next: '发安装要求清单' },
]

export const quoteTalks: Saying[] = [
  { text: '给{who}报了{price}，含安装培训和两年维保，他说要和领导过一下', next: '追问报价反馈' },
  { text: '{who}嫌{need}贵，拿{rival}的报价来压，差百分之十左右', next: '申请折扣' },
  { text: '方案改到第二版，去掉了自动进样器，总价降到{price}', next: '送第二版方案' },
  { text: '{who}问能不能分期，首付三成，验收付六成，质保金一成', next: '和财务确认付款方式' },
  { text: '和{who}对了技术协议，剩两条验收标准没谈拢', next: '改技术协议' },
]

export const closingTalks: Saying[] = [
  { text: '{who}说总经理基本同意了，合同走法务，价格{price}不再动', next: '催合同盖章' },
  { text: '价格谈到{price}，{who}要求月底前到货，已经和仓库确认有现货', next: '送合同' },
  { text: '合同条款过了一遍，违约金比例双方各退一步', next: '寄合同原件' },
  { text: '{who}说{rival}还在找他们领导，我们要抓紧，约了总监一起去', next: '陪总监拜访' },
]

export const careTalks: Saying[] = [
  { text: '设备装好了，带工程师做了验收，{who}签了单，数据全部合格', next: '催验收款' },
  { text: '回访，{need}运行正常，{who}提到二期实验室明年启动，可以提前介入', next: '问二期预算' },
  { text: '{who}反映软件偶尔断连，已经让工程师远程处理，当天解决', next: '回访使用情况' },
  { text: '给使用人员做了第二次培训，来了九个人，{who}很满意', next: '推耗材年度协议' },
  { text: '聊耗材年框，{who}说一年用量大概{price}，愿意签年度协议', next: '报年框价' },
  { text: '对账，{who}说尾款已经提交付款申请，等财务排款', next: '确认付款日期' },
]

export const thinTalks = ['继续跟进', '已联系', '客户考虑中', '没接电话', '再联系']

export const leadTalks: Saying[] = [
  { text: '打通了，{who}在出差，说对{need}有需求，让下周再打', next: '再打电话' },
  { text: '加上微信，发了{need}的资料，{who}回复说会看', next: '问资料看得怎么样' },
  { text: '{who}说今年没有采购计划，但愿意先了解，留了邮箱', next: '发电子样本' },
  { text: '确认是终端用户，不是贸易商，{who}负责设备采购', next: '约上门时间' },
]

export const leadNotes = [
  '想了解{need}，要报价',
  '实验室扩建，问{need}',
  '现有设备老化，考虑换{need}',
  '只要耗材，量不大',
  '做认证，急用{need}',
  '对比几家，{need}要三台',
  '先要样本',
  '新建实验室整体方案',
]

export const assignedTasks = [
  '把本月的报价单整理给我',
  '核对客户联系人电话',
  '补全上周拜访的下一步',
  '准备周会的重点商机',
  '陪我去见他们总经理',
]

export const ownTasks = [
  '寄样本册',
  '打印合同',
  '约工程师上门',
  '提交折扣申请',
  '整理演示报告',
  '给客户发验收资料',
]
