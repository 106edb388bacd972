import { type Button, button, buttons, type Card, list, note, type Text, text } from '../src/chat/card.ts'

/** A page of a list: numbered, so that `领取 3` or `3` means a row. */
export function recordsCard(view: RecordsView): Card {
  const { what, whose, from, rows, total } = view
  const page = (start: number, of = whose) => ({ what, whose: of, from: String(start) })
  const next = from + rows.length
  return {
    title: view.title,
    tone: 'info',
    tags: total > 0 ? [{ text: `共 ${total}` }] : [],
    blocks: [
      ...(rows.length > 0
        ? [list(rows.map(shown), { numbered: true })]
        : [text(view.empty.text), ...(view.empty.next ? [note(view.empty.next)] : [])]),
      ...(view.note ? [note(view.note)] : []),
      buttons(
        from > 0 && button('上一页', 'list.page', page(Math.max(0, from - view.perPage))),
        next < total && button('更多', 'list.page', page(next)),
        view.other && button(view.other.label, 'list.page', page(0, view.other.whose)),
        ...(rows.length === 0 ? view.empty.buttons.map(sayButton) : []),
      ),
    ],
  }
}

export type RecordsView = {
  title: string
  what: string
  /** As it goes into the buttons. */
  whose: string
  from: number
  perPage: number
  total: number
  rows: RecordRow[]
  /** Said where there is nothing: what that means, and what to do next. */
  empty: { text: string; next?: string; buttons: { label: string; sentence: string }[] }
  note?: string
  /** The list to go over to: the team's, or only one's own. */
  other?: { label: string; whose: string } | undefined
}
export type RecordRow = { title: Text; detail?: Text; button?: Button }

const shown = ({ title, detail, button: tap }: RecordRow) => ({
  title,
  ...(detail ? { detail } : {}),
  ...(tap ? { button: tap } : {}),
})

const sayButton = ({ label, sentence }: { label: string; sentence: string }) =>
  button(label, 'say', { sentence })
