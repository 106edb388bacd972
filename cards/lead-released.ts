import { button, buttons, type Card, fields, note } from '../src/chat/card.ts'

/** Given back to the pool. */
export const leadReleased = (view: LeadReleased): Card => ({
  title: `已退回：${view.name}`,
  tone: 'plain',
  summary: `${view.name} 已退回公海`,
  blocks: [
    fields([
      ['原因', view.reason],
      ['何时能领', `${view.claimableAt} 起`],
    ]),
    note(`${view.barredDays} 天内你不能再领它。点错了可以撤销，前提是还没被别人领走。`),
    buttons(button('撤销', 'undo', { of: view.inboundId }, { style: 'danger' })),
  ],
})

export type LeadReleased = {
  name: string
  inboundId: string
  reason?: string | null
  claimableAt: string
  barredDays: number
}
