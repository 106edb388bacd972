import { button, buttons, type Card, fields, note } from '../src/chat/card.ts'

/** A lead that has become an account, with what was made of it. */
export const leadConverted = (view: LeadConverted): Card => ({
  title: `已转客户：${view.name}`,
  tone: 'success',
  summary: `${view.name} 已转成客户，商机也建好了`,
  blocks: [
    fields([
      ['联系人', view.contact],
      ['商机', `${view.deal}（${view.stage}）`],
    ]),
    note('以前的跟进都带过来了。知道金额和时间了，就在商机上补一下。'),
    buttons(
      button('看客户', 'account.show', { account: view.accountId }, { style: 'primary' }),
      button('看商机', 'opportunity.show', { opportunity: view.opportunityId }),
      button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销转客户？' }),
    ),
  ],
})

export type LeadConverted = {
  accountId: string
  opportunityId: string
  inboundId: string
  name: string
  contact?: string | null
  deal: string
  stage: string
}
