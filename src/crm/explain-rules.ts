import type { Rules } from './settings/rules.ts'

/** A rule in words: what it says with its numbers of today, and who may waive or change it. */
export type Explained = { rule: string; waiver: string }

/** What stands behind a refusal of this name; `null` for those that say everything themselves. */
export const explainRule = (name: string, rules: Rules): Explained | null => texts[name]?.(rules) ?? null

const administrators = '销管可以改规则里的数字'
const managers = '你的主管'

const claimLimits = ({ pool }: Rules): Explained => ({
  rule: `一天最多领 ${pool.claimsPerDay} 条，一周最多 ${pool.claimsPerWeek} 条，两次之间隔 ${pool.secondsBetweenClaims} 秒，让每个人都有机会。`,
  waiver: `主管可以直接把客户分给你，不占次数；${administrators}`,
})

const lineage = ({ pool }: Rules): Explained => ({
  rule: `客户回公海后，原负责人 ${pool.formerOwnerDays} 天内、以前跟过的人 ${pool.lineageDays} 天内不能再领，免得在手里倒来倒去。`,
  waiver: '主管可以直接分给你',
})

const reach = (): Explained => ({
  rule: '资料对下公开，对上和对平级不公开：自己的自己能看，主管看得到团队的。公海里的谁都能看，联系人要领了才显示。',
  waiver: '管这个客户的主管可以转给你',
})

const pipeline = (): Explained => ({
  rule: '商机只能往后推进，或者说明原因退一步；任何在谈阶段都能直接赢单、输单；结束的商机不再动。',
  waiver: '负责人的主管可以重开已经结束的商机',
})

const undoing = ({ undoMinutes }: Rules): Explained => ({
  rule: `按钮在 ${undoMinutes} 分钟内有效，当天之内发「撤销」也行；后面又动过的，先撤后面那一步。`,
  waiver: '当天的操作，你的主管也能撤；隔天的找主管或销管改',
})

/** Refusals by name. Several names may be one rule. */
const texts: Readonly<Record<string, (rules: Rules) => Explained>> = {
  capacity: ({ pool }) => ({
    rule: `名下最多 ${pool.capacity} 家（入职 ${pool.newRepDays} 天内 ${pool.capacityNewRep} 家），签约的不算。满了要先退一家。`,
    waiver: administrators,
  }),
  'claims-per-day': claimLimits,
  'claims-per-week': claimLimits,
  'claims-apart': claimLimits,
  'former-owner': lineage,
  lineage,
  posting: ({ pool }) => ({
    rule: `客户回到公海后先公示 ${pool.postingHours} 小时才能领，大家机会均等。`,
    waiver: '没有人，公示时间一到就能领',
  }),
  region: () => ({
    rule: '部门各管各的区域：区域内的线索和客户，只有负责它的部门能领。没设区域的部门哪里都能领。',
    waiver: '主管或销管可以直接分；区域由管理员在部门设置里改',
  }),
  'pool-views': ({ pool }) => ({
    rule: `一天最多看 ${pool.viewsPerDay} 条不同的公海客户，看过的再看不算；联系人领了才显示。`,
    waiver: administrators,
  }),
  'claimed-already': () => ({ rule: '先点的人领到，系统里只会有一个赢家。', waiver: '没有人，下次手快一点' }),
  'signed-stays': () => ({ rule: '签约客户不掉公海，也不占名额，所以退不回去。', waiver: managers }),
  'not-in-reach': reach,
  'log-not-your-role': () => ({
    rule: '跟进由负责人、他的主管、销管来记，客户成功也能记客户的跟进：它会重新计时，别人不能替负责人保住客户。',
    waiver: administrators,
  }),
  'still-a-lead': () => ({
    rule: '回款、承诺、商机都挂在客户上，线索要先转成客户。',
    waiver: '负责人自己就能转',
  }),
  'account-taken': reach,
  'lead-taken': reach,
  'not-your-task': () => ({ rule: '任务只有执行人、派单人和他们的主管能动。', waiver: managers }),
  'not-assignable': () => ({
    rule: '主管可以给自己团队的人派任务，同部门同事之间可以提请求，跨部门要走对方主管。',
    waiver: '对方的主管',
  }),
  'stage-back-too-far': pipeline,
  'stage-elsewhere': pipeline,
  'deal-closed': pipeline,
  'field-missing': () => ({
    rule: '每个阶段有必填项：方案报价要金额，商务谈判要金额和预计成交日，输单要原因。',
    waiver: administrators,
  }),
  'write-off-not-your-role': () => ({
    rule: '坏账只有财务能记：记了就不再催收，也不算逾期，操作留痕，当天可以撤销。',
    waiver: '财务',
  }),
  'undo-button-over': undoing,
  'undo-too-late': undoing,
  'newer-change': undoing,
  'not-your-act': undoing,
}

/** Why a scheduled message was sent, by the name of its schedule. */
export const explainPush = (schedule: string, rules: Rules): Explained | null =>
  pushes[schedule]?.(rules) ?? null

/** What does not wait is what the pushes mark as `urgent`, and what colleagues do: that is no scheduled push. */
const budget = ({ perDay }: Rules['push']): string =>
  perDay > 0
    ? `一人一天最多 ${perDay} 条推送，多的留到第二天早上一起看；早报、到点的任务、款项报警和同事找你的事不受这个限，照发。`
    : ''

const pushes: Readonly<Record<string, (rules: Rules) => Explained>> = {
  'morning-brief': ({ push }) => ({
    rule: `工作日早上 8:30 给每个销售和主管发一条：今天和逾期的任务、快掉公海的客户、到期的付款承诺、该催的款，都在里面，不再另发。${budget(push)}`,
    waiver: `不想被打扰，发「免打扰」；${administrators}`,
  }),
  'task-reminders': () => ({
    rule: '定了时间的任务到点提醒执行人，推送满了也照发；当天的和逾期的，销售和主管在早报里看，别人早上 9 点收到；派单人的任务逾期了也会知道。',
    waiver: '把任务完成或改期就不再提醒',
  }),
  kept: ({ push, quiet }) => ({
    rule: `晚上 ${quiet.from} 到早上 ${quiet.to}，或者你开着免打扰，消息先攒着，到时候合成一条。${budget(push)}`,
    waiver: `发「免打扰 2小时」「关闭免打扰」自己定；${administrators}`,
  }),
  'daily-leaderboard': () => ({
    rule: '每天 18:00 发给部门的群和主管：签约额、回款、新客户、拜访，同分并列，跟昨天比名次。',
    waiver: '群由主管用「绑定群」决定',
  }),
  'overdue-receivables': ({ overdue }) => ({
    rule: `应收到期前后在第 ${overdue.ladder.join('、')} 天提醒负责人（负数是到期前），财务每天一份汇总；逾期 ${overdue.managerFromDays} 天起告诉主管，${overdue.directorFromDays} 天起告诉总监，${overdue.stopSupplyFromDays} 天建议停止供货。超过 ${overdue.bigAmount / 10_000} 万的逾期满 ${overdue.bigCount} 笔，或者本月到期的款收回不到 ${overdue.collectionPercent}%，给财务和负责人报警。`,
    waiver: '收到钱登记回款，或者记下客户答应付款的日子；收不回来的，财务记坏账',
  }),
  'lead-recycling': ({ pool }) => ({
    rule: `没有有效跟进，A/B/C/D 级客户 ${pool.idleDays.A}/${pool.idleDays.B}/${pool.idleDays.C}/${pool.idleDays.D} 天、重点客户 ${pool.idleDays.key} 天掉公海，提前 ${pool.warnDays.join('、')} 天提醒。`,
    waiver: '跟进一次就重新计时；主管可以延长一次',
  }),
}
