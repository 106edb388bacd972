import type { Context } from 'koa'
import { z } from 'zod'
import { jsonOf, queryOf } from '../requests.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** The app's menu: three buttons, five below each. developer.work.weixin.qq.com/document/path/90231 */
export function createMenu({ store, settings }: Corp) {
  const checkAgent = (ctx: Context) => {
    if (queryOf(ctx, 'agentid') !== String(settings.agentId)) throw new WecomRefusal(40056, 'invalid agentid')
  }
  return {
    async create(ctx: Context) {
      checkAgent(ctx)
      const parsed = menu.safeParse(await jsonOf(ctx))
      if (!parsed.success)
        throw new WecomRefusal(40018, `invalid menu: ${parsed.error.issues[0]?.path.join('.')}`)
      store.setMenu(parsed.data)
      return {}
    },
    get(ctx: Context) {
      checkAgent(ctx)
      return (store.menu() as Menu | null) ?? { button: [] }
    },
    remove(ctx: Context) {
      checkAgent(ctx)
      store.setMenu(null)
      return {}
    },
  }
}

const bytes = (most: number) => z.string().refine((text) => Buffer.byteLength(text) <= most)
const entry = (name: number) => ({
  type: z.string().optional(),
  name: bytes(name),
  key: bytes(128).optional(),
  url: bytes(1024).optional(),
})
const menu = z.object({
  button: z
    .array(
      z.object({
        ...entry(16),
        sub_button: z
          .array(z.object(entry(40)))
          .max(5)
          .optional(),
      }),
    )
    .min(1)
    .max(3),
})

type Menu = z.infer<typeof menu>
