import { button, buttons, type Card, fields } from '../src/chat/card.ts'

/** Somebody has become a contact of a customer. */
export function contactSaved(view: ContactSaved): Card {
  return {
    title: `已存联系人：${view.name}`,
    tone: 'success',
    blocks: [
      fields([
        ['客户', view.account],
        ['职务', view.title],
        ['电话', view.phone],
      ]),
      buttons(
        button('看客户', 'account.show', { account: view.accountId }),
        button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销这位联系人？' }),
      ),
    ],
  }
}

export type ContactSaved = {
  accountId: string
  account: string
  name: string
  title?: string | undefined
  phone?: string | undefined
  inboundId: string
}
