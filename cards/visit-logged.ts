import {
  bold,
  button,
  buttons,
  type Card,
  fields,
  form,
  note,
  type Text,
  text,
  toned,
} from '../src/chat/card.ts'

/** What was understood of a follow-up, with what can still be added. */
export function visitLogged(view: VisitLogged): Card {
  return {
    title: `已记录：${view.account}`,
    tone: view.valid ? 'success' : 'warning',
    tags: [{ text: view.channel }],
    summary: `已记录${view.channel}：${view.account}`,
    blocks: [
      ...(view.changes?.length ? [text([toned('success', '已更正 '), view.changes.join('；')])] : []),
      text(view.content),
      fields([
        ['联系人', view.contact],
        ['下一步', view.next && nextStep(view.next)],
        ['金额', view.amount],
        ['竞品', view.competitor],
        ['掉公海', view.dropsOn && `${view.dropsOn} 前再跟进一次就不会掉`],
      ]),
      ...(view.valid ? [] : [note('这条太短，不算有效跟进，保护期没有延长。补一句聊了什么就算。')]),
      ...(view.next ? [] : [addForm(view)]),
      buttons(
        view.of.kind === 'account'
          ? button('看客户', 'account.show', { account: view.of.id })
          : button('看线索', 'lead.show', { lead: view.of.id }),
        view.stranger
          ? button(`存联系人：${view.stranger}`, 'visit.save-contact', { visit: view.visitId })
          : false,
        button('改一下', 'visit.fix', { visit: view.visitId }),
        button('撤销', 'undo', { of: view.inboundId }, { style: 'danger', confirm: '撤销刚才这一步？' }),
      ),
    ],
  }
}

export type VisitLogged = {
  visitId: string
  /** The account or lead that was followed up. */
  of: { kind: 'account' | 'lead'; id: string }
  inboundId: string
  account: string
  channel: string
  content: string
  valid: boolean
  contact?: string | null
  /** Somebody it speaks of who is no contact yet. */
  stranger?: string | undefined
  next?: { when: string; action: string } | null
  amount?: string | null
  competitor?: string | null
  dropsOn?: string | null
  /** What a correction changed: `下一步：6月12日 → 6月18日`. */
  changes?: string[] | undefined
}

const nextStep = (next: { when: string; action: string }): Text => [bold(next.when), ` ${next.action}`]

const addForm = (view: VisitLogged) =>
  form(
    'more',
    [
      { kind: 'date', name: 'nextOn', label: '下次联系', placeholder: '选个日子' },
      { kind: 'text', name: 'nextAction', label: '做什么', placeholder: '比如：送样、报价', maxLength: 100 },
    ],
    button('补上下一步', 'visit.more', { visit: view.visitId }, { style: 'primary' }),
    button('补上下一步', 'visit.ask-more', { visit: view.visitId }),
  )
