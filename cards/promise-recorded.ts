import { bold, button, buttons, type Card, fields, note } from '../src/chat/card.ts'

/** A customer's word, with the day on which we look whether it was kept. */
export function promiseRecorded(view: PromiseRecorded): Card {
  return {
    title: '已记下付款承诺',
    tone: 'info',
    summary: `${view.account} 答应 ${view.dueOn} 付款`,
    blocks: [
      fields([
        ['客户', view.account],
        ['哪天付', [bold(view.dueOn)]],
        ['金额', view.amount ?? '到那天为止该付的'],
        ['剩余应收', view.open],
      ]),
      note(view.replaced ? '之前的承诺作废，以这次为准。' : '当天早上我会提醒你；到期没到账，会记一次失约。'),
      ...(view.left ? [note(`一次记一笔，「${view.left}」还没记。这笔到了再说一声。`)] : []),
      buttons(
        button('记回款', 'payment.ask', { account: view.accountId }, { style: 'primary' }),
        button('看客户', 'account.show', { account: view.accountId }),
        button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销这个承诺？' }),
      ),
    ],
  }
}

export type PromiseRecorded = {
  accountId: string
  account: string
  dueOn: string
  amount: string | null
  open: string | null
  replaced: boolean
  /** What was said of a further payment, which is not written down. */
  left?: string | null
  inboundId: string
}
