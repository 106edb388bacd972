import type { Context } from 'koa'
import { imageType } from '../pictures.ts'
import { formOf, queryOf } from '../requests.ts'
import { mediaOf } from './content.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** media/upload and media/get. What is uploaded lives for three days, for the whole corp. */
export function createMedia(corp: Corp) {
  const { store, ids, now } = corp

  return {
    async upload(ctx: Context, kinds: Set<string> = allKinds) {
      const type = String(queryOf(ctx, 'type'))
      const kind = kinds.has(type) ? (type as Kind) : undefined
      if (!kind) throw new WecomRefusal(40005, 'invalid type')
      const part = await partOf(ctx)
      const bytes = Buffer.from(await part.arrayBuffer())
      const problem = sizeProblem(kind, bytes)
      if (problem) throw new WecomRefusal(problem, 'invalid media size or format')
      const id = ids.hex('', 64)
      const mime = kind === 'image' ? (imageType(bytes) ?? '') : 'application/octet-stream'
      store.media.put(id, { kind, bytes, type: mime, name: part.name, at: now().toISOString(), from: 'bot' })
      return { type: kind, media_id: id, created_at: String(Math.floor(now().getTime() / 1000)) }
    },

    get(ctx: Context) {
      const media = mediaOf(corp, String(queryOf(ctx, 'media_id')))
      ctx.set('content-disposition', `attachment; filename="${encodeURIComponent(media.name)}"`)
      ctx.type = media.type
      ctx.body = media.bytes
    },
  }
}

type Kind = 'image' | 'voice' | 'video' | 'file'
const allKinds = new Set<string>(['image', 'voice', 'video', 'file'])
export const webhookKinds = new Set<string>(['file', 'voice'])
const megabytes: Record<Kind, number> = { image: 10, voice: 2, video: 10, file: 20 }
const tooLarge: Record<Kind, number> = { image: 40009, voice: 40010, video: 40011, file: 40006 }

function sizeProblem(kind: Kind, bytes: Buffer): number | null {
  if (bytes.length <= 5) return 40006
  if (bytes.length > megabytes[kind] * 1024 * 1024) return tooLarge[kind]
  const type = kind === 'image' ? imageType(bytes) : 'any'
  return type === 'image/png' || type === 'image/jpeg' || type === 'any' ? null : 40004
}

async function partOf(ctx: Context): Promise<File> {
  const part = await formOf(ctx).then(
    (form) => form.get('media'),
    () => null,
  )
  if (part === null || typeof part === 'string') throw new WecomRefusal(41005, 'media data missing')
  return part
}
