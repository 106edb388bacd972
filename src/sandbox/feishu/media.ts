import type { Context } from 'koa'
import { imageType } from '../pictures.ts'
import { formOf, queryOf } from '../requests.ts'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'

/** im/v1/images and files of the app, and the download of what people sent. */
export function createMedia(tenant: Tenant) {
  const { store, ids, now } = tenant

  return {
    async uploadImage(ctx: Context) {
      const form = await readForm(ctx)
      if (form.get('image_type') !== 'message')
        throw new FeishuRefusal(234001, 'Invalid request param: image_type')
      const bytes = await partOf(form, 'image', imageBytes)
      const type = imageType(bytes)
      if (!type) throw new FeishuRefusal(234011, "Can't recognize the image format.")
      const key = ids.hex('img_v3_', 36)
      store.media.put(key, { kind: 'image', bytes, type, name: key, at: now().toISOString(), from: 'bot' })
      return { image_key: key }
    },

    async uploadFile(ctx: Context) {
      const form = await readForm(ctx)
      const kind = String(form.get('file_type'))
      if (!fileTypes.has(kind)) throw new FeishuRefusal(234001, 'Invalid request param: file_type')
      const name = form.get('file_name')
      if (typeof name !== 'string' || !name)
        throw new FeishuRefusal(234001, 'Invalid request param: file_name')
      const bytes = await partOf(form, 'file', fileBytes)
      const key = ids.hex('file_v3_', 36)
      const type = 'application/octet-stream'
      store.media.put(key, { kind: 'file', bytes, type, name, at: now().toISOString(), from: 'bot' })
      return { file_key: key }
    },

    /** GET …/messages/:id/resources/:key answers with the bytes. */
    resource(ctx: Context, messageId: string, key: string) {
      const type = queryOf(ctx, 'type')
      const media = store.media.get(key)
      if (type !== 'image' && type !== 'file') throw new FeishuRefusal(234001, 'Invalid request param: type')
      if (!media) throw new FeishuRefusal(234003, 'File not in msg.')
      if (store.message(messageId)?.type === 'interactive')
        throw new FeishuRefusal(234043, 'Unsupported message type.')
      if (media.message !== messageId) throw new FeishuRefusal(234003, 'File not in msg.')
      ctx.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(media.name)}`)
      ctx.type = media.type
      ctx.body = media.bytes
    },

    /** GET …/images/:key serves only what the app itself uploaded. */
    own(ctx: Context, key: string) {
      const media = store.media.get(key)
      if (media?.from !== 'bot') throw new FeishuRefusal(234002, 'No permission to access this resource.')
      ctx.type = media.type
      ctx.body = media.bytes
    },
  }
}

const fileTypes = new Set(['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream'])
const imageBytes = 10 * 1024 * 1024
const fileBytes = 30 * 1024 * 1024

async function readForm(ctx: Context): Promise<FormData> {
  try {
    return await formOf(ctx)
  } catch {
    throw new FeishuRefusal(234001, 'Invalid request param: multipart/form-data expected')
  }
}

async function partOf(form: FormData, name: string, limit: number): Promise<Buffer> {
  const part = form.get(name)
  if (part === null || typeof part === 'string')
    throw new FeishuRefusal(234001, `Invalid request param: ${name}`)
  if (part.size === 0) throw new FeishuRefusal(234010, "File's size can't be 0.")
  if (part.size > limit) throw new FeishuRefusal(234006, 'The file size exceed the max value.')
  return Buffer.from(await part.arrayBuffer())
}
