import { Router, type RouterContext } from '@koa/router'
import type { Context, Middleware } from 'koa'
import { createRate } from '../../rate.ts'
import { jsonOf } from '../requests.ts'
import { createChats } from './chats.ts'
import { createContact } from './contact.ts'
import { createMedia } from './media.ts'
import type { Messages } from './messages.ts'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'
import type { Tokens } from './token.ts'
import type { UpdateTokens } from './update-tokens.ts'

/** The open-apis that the app may call. Each answers `{code, msg, data}`. */
export function createRoutes(
  tenant: Tenant,
  parts: { tokens: Tokens; messages: Messages; updates: UpdateTokens },
) {
  const { tokens, messages, updates } = parts
  const contact = createContact(tenant)
  const chats = createChats(tenant)
  const media = createMedia(tenant)
  const router = new Router({ prefix: '/sandbox/feishu/open-apis' })
  const gate = createGate(tenant, tokens)
  const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, act: Act) =>
    router[method](path, gate(`${method} ${path}`), async (ctx: RouterContext) => {
      const data = await act(ctx, (name) => String(ctx.params[name]))
      if (data !== undefined) ctx.body = { code: 0, msg: 'success', data }
    })

  router.post('/auth/v3/tenant_access_token/internal', async (ctx) => {
    ctx.body = tokens.issue(await jsonOf(ctx))
  })
  router.get('/bot/v3/info', gate('get /bot/v3/info'), (ctx) => {
    ctx.body = { code: 0, msg: 'ok', bot: botView(tenant) }
  })

  call('post', '/im/v1/messages', (ctx) => messages.create(ctx))
  call('get', '/im/v1/messages/:id', (_, param) => messages.read(param('id')))
  call('patch', '/im/v1/messages/:id', (ctx, param) => messages.patch(ctx, param('id')))
  call('delete', '/im/v1/messages/:id', (_, param) => messages.recall(param('id')))
  call('post', '/im/v1/messages/:id/reply', (ctx, param) => messages.reply(ctx, param('id')))
  call('get', '/im/v1/messages/:id/resources/:key', (ctx, param) =>
    media.resource(ctx, param('id'), param('key')),
  )
  call('post', '/im/v1/images', (ctx) => media.uploadImage(ctx))
  call('get', '/im/v1/images/:key', (ctx, param) => media.own(ctx, param('key')))
  call('post', '/im/v1/files', (ctx) => media.uploadFile(ctx))
  call('get', '/im/v1/files/:key', (ctx, param) => media.own(ctx, param('key')))
  call('post', '/interactive/v1/card/update', (ctx) => updates.update(ctx))

  call('get', '/im/v1/chats', (ctx) => chats.list(ctx))
  call('get', '/im/v1/chats/:id', (_, param) => chats.get(param('id')))
  call('get', '/im/v1/chats/:id/members', (ctx, param) => chats.members(ctx, param('id')))

  call('get', '/contact/v3/scopes', () => contact.scopes())
  call('get', '/contact/v3/departments/:id', (_, param) => contact.department(param('id')))
  call('get', '/contact/v3/departments/:id/children', (ctx, param) => contact.children(ctx, param('id')))
  call('get', '/contact/v3/users/find_by_department', (ctx) => contact.findByDepartment(ctx))
  call('get', '/contact/v3/users/batch', (ctx) => contact.batch(ctx))
  call('post', '/contact/v3/users/batch_get_id', (ctx) => contact.batchGetId(ctx))
  call('get', '/contact/v3/users/:id', (_, param) => contact.user(param('id')))
  call('get', '/application/v6/scopes', () => ({ scopes: scopesOf(tenant) }))
  call('get', '/event/v1/outbound_ip', () => ({ ip_list: ['127.0.0.1'], has_more: false }))

  return router
}

/** Turns a refusal into the platform's error body. */
export const refusals: Middleware = async (ctx, next) => {
  try {
    await next()
    if (ctx.status === 404 && !ctx.body) Object.assign(ctx, { status: 404, body: '404 page not found' })
  } catch (problem) {
    if (!(problem instanceof FeishuRefusal)) throw problem
    ctx.status = problem.status
    ctx.set(problem.headers)
    ctx.body = errorBody(problem.code, problem.message)
  }
}

export const errorBody = (code: number | string, message: string) => ({
  code: Number(code),
  msg: message,
  error: {},
})

/** The token, then the rate of this API: 50 a second and 1000 a minute for each. */
function createGate({ limits }: Tenant, tokens: Tokens) {
  const perSecond = createRate(limits.feishuApiPerSecond, 1)
  const perMinute = createRate(limits.feishuApiPerMinute, 60)
  return (api: string): Middleware =>
    async (ctx, next) => {
      tokens.check(ctx)
      const wait = Math.max(await perSecond(api), await perMinute(api))
      if (wait) {
        const headers = {
          'x-ogw-ratelimit-limit': '1000',
          'x-ogw-ratelimit-reset': String(Math.ceil(wait / 1000)),
        }
        throw new FeishuRefusal(99991400, 'request trigger frequency limit', 400, headers)
      }
      await next()
    }
}

const botView = ({ botName, identities }: Tenant) => ({
  activate_status: 2,
  app_name: botName,
  avatar_url: '',
  ip_white_list: [],
  open_id: identities.botOpenId,
})

/** What the app has asked for: granted, but for what the settings leave out. */
const scopesOf = ({ settings }: Tenant) =>
  scopes.map((scope_name) => ({
    scope_name,
    scope_type: 'tenant',
    grant_status: settings.missingScopes?.includes(scope_name) ? 2 : 1,
  }))

const scopes = [
  'im:message:send_as_bot',
  'im:message:update',
  'im:message.p2p_msg:readonly',
  'im:message.group_at_msg:readonly',
  'im:resource',
  'im:chat:readonly',
  'contact:contact.base:readonly',
  'contact:department.base:readonly',
  'contact:user.base:readonly',
  'contact:user.employee:readonly',
  'contact:user.employee_id:readonly',
  'contact:user.email:readonly',
  'contact:user.phone:readonly',
]

type Act = (ctx: Context, param: (name: string) => string) => unknown
