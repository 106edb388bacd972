import type { Context } from 'koa'
import rawBody from 'raw-body'

/** The bytes of the request. Throws an HTTP error with status 413 above the limit. */
export const bytesOf = (ctx: Context, limit = '40mb'): Promise<Buffer> => rawBody(ctx.req, { limit })

/** The JSON object in the body; `null` if it is none. */
export async function jsonOf(ctx: Context): Promise<Record<string, unknown> | null> {
  const text = (await bytesOf(ctx)).toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/** The fields and files of a multipart body. Throws if it is not one. */
export async function formOf(ctx: Context): Promise<FormData> {
  const bytes = await bytesOf(ctx)
  const type = ctx.get('content-type')
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
}

/** One query parameter; the first where it was given several times. */
export const queryOf = (ctx: Context, name: string): string | undefined => {
  const value = ctx.query[name]
  return Array.isArray(value) ? value[0] : value
}
