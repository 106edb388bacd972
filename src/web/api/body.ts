import type { Context } from 'koa'
import { bodyBytes } from '../body-bytes.ts'
import { Problem } from './problem.ts'

const deepest = 32

/** The JSON of a request with its bytes. Throws `Problem` for another type, too much, too deep or no JSON. */
export async function readJson(ctx: Context): Promise<{ raw: Buffer; json: unknown }> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(ctx.get('content-type')))
    throw new Problem(415, 'Send JSON', { detail: 'content-type must be application/json' })
  if (ctx.get('content-encoding') && ctx.get('content-encoding') !== 'identity')
    throw new Problem(415, 'Send plain JSON', { detail: 'compressed bodies are not read' })
  const raw = await bytesOf(ctx)
  const text = raw.toString('utf8')
  if (depthOf(text) > deepest) throw new Problem(400, 'Nested too deep')
  try {
    return { raw, json: JSON.parse(text) }
  } catch {
    throw new Problem(400, 'Not JSON')
  }
}

/** Whether anything was sent along, be it empty. */
export const hasBody = (ctx: Context): boolean =>
  Boolean(ctx.get('transfer-encoding') || ctx.request.length || ctx.get('content-type'))

async function bytesOf(ctx: Context): Promise<Buffer> {
  try {
    return await bodyBytes(ctx)
  } catch (error) {
    ctx.set('connection', 'close')
    const status = (error as { status?: number }).status === 413 ? 413 : 400
    throw new Problem(status, status === 413 ? 'Too much: 1 MiB at most' : 'The body broke off')
  }
}

/** How deep brackets are nested, without building anything; brackets in strings do not count. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  // By hand: a pattern for strings begins anew at every quote of a text that never closes one.
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]
    if (quoted && mark === '\\') at++
    else if (mark === '"') quoted = !quoted
    else if (quoted) continue
    else if (mark === '[' || mark === '{') most = Math.max(most, ++depth)
    else if (mark === ']' || mark === '}') depth--
  }
  return most
}
