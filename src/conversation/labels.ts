import type { AccountLevel, OwnershipReason, VisitChannel } from '../db/types.ts'

export const channelLabels: Record<VisitChannel, string> = {
  visit: '拜访',
  call: '电话',
  message: '微信',
  meeting: '会议',
  demo: '演示',
  other: '跟进',
}

export const levelLabels: Record<AccountLevel, string> = {
  A: 'A 级',
  B: 'B 级',
  C: 'C 级',
  D: 'D 级',
  key: '重点客户',
}

/** How a stretch of ownership began or ended. */
export const reasonLabels: Record<OwnershipReason, string> = {
  create: '新建',
  claim: '从公海领取',
  assign: '主管分配',
  release: '主动退回公海',
  recycle: '到期掉进公海',
  convert: '线索转客户',
  hand_over: '离职交接',
  undo: '撤销',
}
