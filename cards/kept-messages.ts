import { bold, button, buttons, type Card, list, note } from '../src/chat/card.ts'

/** Several messages that had waited, in one: a row opens the message itself. */
export const keptMessages = (view: KeptMessagesView): Card => ({
  title: view.from === 0 ? `攒了 ${view.total} 条消息` : '攒着的消息',
  tone: 'info',
  summary: `${view.total} 条消息：${view.rows.map(({ title }) => title).join('、')}`,
  blocks: [
    list(
      view.rows.map(({ id, title, detail }) => ({
        title: [bold(title)],
        ...(detail ? { detail } : {}),
        button: button('看', 'kept.show', { delivery: id }),
      })),
      { numbered: true },
    ),
    ...(view.from === 0 ? [note('不打扰你的时候攒下的，点「看」打开。')] : []),
    buttons(
      view.from + view.rows.length < view.total &&
        button('更多', 'kept.page', { first: view.first, from: String(view.from + view.rows.length) }),
    ),
  ],
})

export type KeptMessagesView = {
  /** The delivery that stands for all of them. */
  first: string
  from: number
  total: number
  rows: { id: string; title: string; detail: string | null }[]
}
