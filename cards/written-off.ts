import { button, buttons, type Card, fields, note } from '../src/chat/card.ts'

/** A receivable that was given up, for finance and for who has the account. */
export const writtenOffCard = (view: WrittenOffView): Card => ({
  title: `已记坏账：${view.amount}`,
  tone: 'warning',
  summary: `${view.account}：${view.amount} 记为坏账`,
  blocks: [
    fields([
      ['客户', view.account],
      ['款项', view.title],
      ['应付日', view.dueOn],
      ['原因', view.reason],
      ['经手', view.by],
    ]),
    note('这笔不再催收，也不算逾期。客户以后付了，先撤销坏账再记回款。'),
    buttons(
      button('看客户', 'account.show', { account: view.accountId }),
      view.inboundId !== null &&
        button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销这笔坏账？' }),
    ),
  ],
})

export type WrittenOffView = {
  accountId: string
  account: string
  /** What is given up. */
  amount: string
  title: string
  dueOn: string
  reason: string | null
  by: string | null
  /** `null` for those who only hear of it. */
  inboundId: string | null
}
