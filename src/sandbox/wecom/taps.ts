import type { SandboxPerson } from '../company.ts'
import type { StoredMessage } from '../store.ts'
import type { TapBody } from '../view.ts'
import type { Callbacks, Sent } from './callbacks.ts'
import type { Corp } from './corp.ts'
import type { Messages } from './messages.ts'
import { interactiveTypes, type Selection, type TemplateCard } from './template-card.ts'
import type { Fields } from './xml.ts'

/** Somebody taps a template card: a button, the submit button, or an entry of the corner menu. */
export function createTaps(corp: Corp, callbacks: Callbacks, messages: Messages) {
  return async (person: SandboxPerson, message: StoredMessage, tap: WecomTap): Promise<Tapped> => {
    if (message.recalled || message.body.kind !== 'wecom-card') return { refused: 'The card is gone' }
    if (message.body.disabled) return { refused: 'The card can no longer be clicked' }
    const card = message.body.card as TemplateCard
    const event = eventOf(card, tap)
    if ('refused' in event) return event
    const taskId = message.tag?.taskId ?? ''
    const code = messages.newCode(message.tag?.msgid ?? '', taskId)
    const sent = await callbacks.send({
      ToUserName: corp.settings.corpId,
      FromUserName: corp.identities.userid(person.employeeNo),
      CreateTime: Math.floor(corp.now().getTime() / 1000),
      MsgType: 'event',
      Event: event.name,
      EventKey: tap.key,
      TaskId: taskId,
      CardType: card.card_type,
      ResponseCode: code,
      AgentID: Number(corp.settings.agentId),
      ...event.more,
    })
    return { sent, responseCode: code }
  }
}

function eventOf(card: TemplateCard, tap: WecomTap): { name: string; more: Fields } | { refused: string } {
  if (card.action_menu?.action_list.some((action) => action.key === tap.key)) {
    return { name: 'template_card_menu_event', more: {} }
  }
  const keys = card.button_list?.filter((button) => button.type !== 1).map((button) => button.key)
  const known = keys?.includes(tap.key) || card.submit_button?.key === tap.key
  if (!known || !interactiveTypes.has(card.card_type)) return { refused: 'The card has no such button' }
  const chosen = selectedOn(card, tap)
  if ('refused' in chosen) return chosen
  const items = chosen.map(({ question, options }) => ({
    QuestionKey: question,
    OptionIds: { OptionId: options },
  }))
  const more: Fields = items.length > 0 ? { SelectedItems: { SelectedItem: items } } : {}
  return { name: 'template_card_event', more }
}

/** What is chosen in every question, with the client's defaults; or why it would not send. */
function selectedOn(card: TemplateCard, tap: WecomTap): Selected[] | { refused: string } {
  const given = new Map((tap.selected ?? []).map(({ question, options }) => [question, options]))
  const selects = [...(card.select_list ?? []), ...(card.button_selection ? [card.button_selection] : [])]
  const chosen = selects.map((select) => ({
    question: select.question_key,
    options: given.get(select.question_key) ?? [preset(select)],
    known: select.option_list.map((option) => option.id),
    most: 1,
  }))
  if (card.checkbox) {
    const { question_key: question, option_list: list, mode } = card.checkbox
    const checked = list.filter((option) => option.is_checked).map((option) => option.id)
    const known = list.map((option) => option.id)
    chosen.push({ question, options: given.get(question) ?? checked, known, most: mode === 1 ? 20 : 1 })
  }
  const strange = [...given.keys()].find((question) => !chosen.some((one) => one.question === question))
  if (strange !== undefined) return { refused: `The card does not ask ${strange}` }
  const bad = chosen.find(
    ({ options, known, most }) => options.length > most || options.some((option) => !known.includes(option)),
  )
  if (bad) return { refused: `${bad.options.join(', ')} cannot be chosen for ${bad.question}` }
  if (card.checkbox && chosen.at(-1)?.options.length === 0) return { refused: 'Nothing is chosen' }
  return chosen
}

/** The client shows the first option where none is named. */
const preset = ({ selected_id: selected, option_list: list }: Selection): string =>
  list.find((option) => option.id === selected)?.id ?? (list[0]?.id as string)

type Selected = { question: string; options: string[] }
export type WecomTap = Extract<TapBody, { platform: 'wecom' }>
/** `refused`: the client itself said no and sent nothing. */
export type Tapped = { refused: string } | { refused?: undefined; sent: Sent; responseCode: string }
