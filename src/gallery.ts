import { gallery } from '../cards/gallery.ts'
import type { Chart } from './chat/card.ts'
import { drawChart } from './chat/chart-picture.ts'
import type { Part } from './chat/platform.ts'
import { renderFeishu } from './platforms/feishu/render.ts'
import { renderWeCom } from './platforms/wecom/render.ts'
import type { Body, GalleryCard } from './sandbox/view.ts'

/** Every card of ours as each platform would receive it, for the chat page. Drawn once, when first asked for. */
export function createExhibition(): () => Promise<GalleryCard[]> {
  let exhibits: Promise<GalleryCard[]> | null = null
  return () => {
    exhibits ??= Promise.all(gallery.map(exhibit))
    return exhibits
  }
}

async function exhibit({ name, card }: (typeof gallery)[number]): Promise<GalleryCard> {
  const message = { card }
  const user = { kind: 'user', id: 'gallery' } as const
  const group = { kind: 'chat', id: 'gallery', via: 'appchat' } as const
  const shown = (parts: Part[]) => Promise.all(parts.map(bodyOf))
  const [feishu, wecom, wecomGroup] = await Promise.all([
    shown(renderFeishu(message, user)),
    shown(renderWeCom(message, user, 'gallery')),
    shown(renderWeCom(message, group, 'gallery')),
  ])
  return { name, feishu, wecom, wecomGroup }
}

async function bodyOf({ kind, payload }: Part): Promise<Body> {
  switch (kind) {
    case 'card':
      return { kind: 'feishu-card', card: payload }
    case 'template_card':
      return { kind: 'wecom-card', card: payload.card, disabled: false }
    case 'markdown':
      return { kind: 'markdown', text: String(payload.content) }
    case 'image':
      return { kind: 'image', media: await pictureOf(payload.chart as Chart) }
    default:
      return { kind: 'text', text: String(payload.content ?? payload.text) }
  }
}

/** The gallery's pictures are in no chat and so on no shelf: the page gets them with the card. */
const pictureOf = async (chart: Chart): Promise<string> =>
  `data:image/png;base64,${Buffer.from(await drawChart(chart)).toString('base64')}`
