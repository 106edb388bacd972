import { asked, button, buttons, type Card, type FormField, form, note } from '../src/chat/card.ts'

/** What was understood of a follow-up, to be put right: in a form, or by a sentence where cards take no text. */
export const visitMend = (view: VisitMend): Card => ({
  title: `改一下：${view.account}`,
  tone: 'info',
  blocks: [
    asked([
      ['客户', view.account],
      ['联系人', view.contact || '没记'],
      ['下次', view.nextLabel || '没定'],
      ['金额', view.amount || '没记'],
    ]),
    form(
      'mend',
      formFields(view),
      button('改好了', 'visit.mend', { visit: view.visitId }, { style: 'primary' }),
      button('说一句来改', 'visit.ask-mend', { visit: view.visitId }),
    ),
    buttons(button('不改了', 'visit.keep', { visit: view.visitId })),
    note('也可以直接说：「金额改成8万」「不对，是下周四」「不是张总是李总」。'),
  ],
})

export type VisitMend = {
  visitId: string
  account: string
  contact: string
  /** As people write it: 5万元. */
  amount: string
  /** `YYYY-MM-DD`, or empty. */
  nextOn: string
  nextLabel: string
  /** `15:00` where it has a time: a day is picked without one. */
  nextTime?: string | undefined
  nextAction: string
  content: string
}

const formFields = (view: VisitMend): FormField[] => [
  { kind: 'text', name: 'account', label: '客户', maxLength: 100, initial: view.account },
  { kind: 'text', name: 'contact', label: '联系人', maxLength: 40, initial: view.contact },
  {
    kind: 'date',
    name: 'nextOn',
    label: view.nextTime ? `下次联系（${view.nextTime}）` : '下次联系',
    initial: view.nextOn,
  },
  { kind: 'text', name: 'nextAction', label: '做什么', maxLength: 100, initial: view.nextAction },
  {
    kind: 'text',
    name: 'amount',
    label: '金额',
    placeholder: '比如 5万',
    maxLength: 40,
    initial: view.amount,
  },
  { kind: 'paragraph', name: 'content', label: '内容', maxLength: 1000, initial: view.content },
]
