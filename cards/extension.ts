import { button, buttons, type Card, fields, note } from '../src/chat/card.ts'

/** A rep asks for more time; the manager decides on the card. */
export function extensionRequest(view: ExtensionRequest): Card {
  const args = { [view.kind]: view.id, asker: view.askerId }
  return {
    title: `延期申请：${view.name}`,
    tone: 'info',
    summary: `${view.asker} 申请把 ${view.name} 延期 ${view.days} 天`,
    blocks: [
      fields([
        ['谁申请', view.asker],
        ['到期', view.dropsAt],
        ['为什么会掉', view.why],
        ['延多久', `${view.days} 天，只有一次`],
        ['最近跟进', view.lastVisit ?? '还没有'],
      ]),
      buttons(
        button('同意', `${view.kind}.extend-grant`, args, { style: 'primary' }),
        button('不同意', `${view.kind}.extend-decline`, args),
      ),
    ],
  }
}

export type ExtensionRequest = {
  kind: 'lead' | 'account'
  id: string
  askerId: string
  asker: string
  name: string
  days: number
  dropsAt: string
  why: string
  lastVisit?: string | null
}

/** What the request turns into, and what the rep is told. */
export const extensionDecided = (view: {
  name: string
  by: string
  granted: boolean
  dropsAt: string
}): Card => ({
  title: view.granted ? `同意延期：${view.name}` : `没同意延期：${view.name}`,
  tone: view.granted ? 'success' : 'warning',
  blocks: [
    fields([
      ['谁定的', view.by],
      ['到期', view.dropsAt],
    ]),
    note(view.granted ? '延期只有一次，到期前记一次有内容的跟进。' : '到期前记一次有内容的跟进，就不会掉。'),
  ],
})
