import { bold, button, buttons, type Card, fields, note, toned } from '../src/chat/card.ts'

/** One receivable with what can be done about it. */
export function receivableCard(view: ReceivableCard): Card {
  return {
    title: view.account,
    tone: view.overdue ? 'danger' : 'info',
    tags: [{ text: view.overdue ? '逾期' : '应收', ...(view.overdue ? { tone: 'danger' as const } : {}) }],
    summary: `${view.account}：${view.rest} ${view.age}`,
    blocks: [
      fields([
        ['待收', [bold(view.rest)]],
        ['款项', view.title],
        [
          '应付日',
          view.overdue ? [`${view.dueOn} `, toned('danger', view.age)] : `${view.dueOn} ${view.age}`,
        ],
        ['负责人', view.owner],
        ['承诺', view.promise],
      ]),
      ...(view.proposal ? [note(view.proposal)] : []),
      buttons(
        button(
          '记承诺',
          'promise.ask',
          { account: view.accountId, receivable: view.id },
          { style: 'primary' },
        ),
        button('记回款', 'payment.ask', { account: view.accountId, receivable: view.id }),
        button('看客户', 'account.show', { account: view.accountId }),
        view.mayWriteOff &&
          button(
            '记坏账',
            'receivable.write-off',
            { receivable: view.id },
            { style: 'danger', confirm: `${view.rest} 收不回来了，记成坏账？` },
          ),
      ),
    ],
  }
}

export type ReceivableCard = {
  id: string
  accountId: string
  account: string
  title: string
  rest: string
  dueOn: string
  /** `逾期 16 天`, `还有 3 天`. */
  age: string
  overdue: boolean
  owner: string | null
  promise: string | null
  /** Finance gives up what cannot be collected. */
  mayWriteOff: boolean
  /** What we suggest, where it has got this far: to stop supplying. */
  proposal: string | null
}
