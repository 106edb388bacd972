import { button, buttons, type Card, fields, list, note } from '../src/chat/card.ts'

/** What a payment has paid and what is still open. */
export function paymentRecorded(view: PaymentRecorded): Card {
  return {
    title: `到账 ${view.amount}`,
    tone: 'success',
    summary: `${view.account}：到账 ${view.amount}`,
    blocks: [
      fields([
        ['客户', view.account],
        ['到账日', view.paidOn],
        ['剩余应收', view.open],
        ['其中逾期', view.overdue],
      ]),
      ...(view.paid.length > 0
        ? [
            list(
              view.paid.slice(0, 5).map(({ title, amount, rest }) => ({
                title,
                detail: `核销 ${amount}${rest ? `，还差 ${rest}` : '，结清'}`,
              })),
            ),
          ]
        : []),
      ...(view.surplus ? [note(`${view.surplus} 没有对应的应收，先挂在这笔回款上。`)] : []),
      ...(view.keptPromise ? [note('客户说到做到，承诺已兑现。')] : []),
      buttons(
        button('看客户', 'account.show', { account: view.accountId }),
        view.inboundId !== null &&
          button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销这笔回款？' }),
      ),
    ],
  }
}

export type PaymentRecorded = {
  accountId: string
  account: string
  amount: string
  paidOn: string
  paid: { title: string; amount: string; rest: string | null }[]
  surplus: string | null
  /** What is still owed, or that nothing is; `null` where there has been nothing to pay. */
  open: string | null
  overdue: string | null
  keptPromise: boolean
  /** `null` for those who only hear of it: they cannot take it back. */
  inboundId: string | null
}
