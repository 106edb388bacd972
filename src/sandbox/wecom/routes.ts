import { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import { createRate } from '../../rate.ts'
import { queryOf } from '../requests.ts'
import { createContact } from './contact.ts'
import type { Corp } from './corp.ts'
import { createGroups } from './groups.ts'
import { createMedia, webhookKinds } from './media.ts'
import { createMenu } from './menu.ts'
import type { Messages } from './messages.ts'
import { WecomRefusal } from './refusal.ts'
import type { Tokens } from './token.ts'

/** The cgi-bin calls that the app may make. Each answers `{errcode, errmsg, …}`. */
export function createRoutes(corp: Corp, tokens: Tokens, messages: Messages) {
  const contact = createContact(corp)
  const groups = createGroups(corp)
  const media = createMedia(corp)
  const menu = createMenu(corp)
  const router = new Router({ prefix: '/sandbox/wecom/cgi-bin' })
  const rate = createRate(corp.limits.wecomApiPerMinute, 60)

  const open = (method: 'get' | 'post', path: string, act: Act) =>
    router[method](path, async (ctx) => {
      const answer = await act(ctx)
      if (answer !== undefined) ctx.body = { errcode: 0, errmsg: 'ok', ...answer }
    })
  const call = (method: 'get' | 'post', path: string, act: Act) =>
    open(method, path, async (ctx) => {
      tokens.check(ctx)
      if (await rate(path)) throw new WecomRefusal(45009, 'api freq out of limit')
      return act(ctx)
    })

  open('get', '/gettoken', (ctx) => tokens.issue(ctx))
  open('post', '/webhook/send', (ctx) => groups.webhook(ctx))
  open('post', '/webhook/upload_media', (ctx) => {
    groups.checkWebhook(ctx)
    return media.upload(ctx, webhookKinds)
  })

  call('post', '/message/send', (ctx) => messages.send(ctx))
  call('post', '/message/update_template_card', (ctx) => messages.update(ctx))
  call('post', '/message/recall', (ctx) => messages.recall(ctx))
  call('post', '/appchat/create', (ctx) => groups.create(ctx))
  call('post', '/appchat/update', (ctx) => groups.update(ctx))
  call('get', '/appchat/get', (ctx) => groups.get(ctx))
  call('post', '/appchat/send', (ctx) => groups.send(ctx))
  call('post', '/media/upload', (ctx) => media.upload(ctx))
  call('get', '/media/get', (ctx) => media.get(ctx))
  call('get', '/department/list', (ctx) => contact.departments(ctx))
  call('get', '/department/simplelist', (ctx) => contact.departmentIds(ctx))
  call('get', '/user/list', (ctx) => contact.users(ctx))
  call('get', '/user/simplelist', (ctx) => contact.userNames(ctx))
  call('get', '/user/get', (ctx) => contact.user(ctx))
  call('post', '/menu/create', (ctx) => menu.create(ctx))
  call('get', '/menu/get', (ctx) => menu.get(ctx))
  call('get', '/menu/delete', (ctx) => menu.remove(ctx))
  call('get', '/agent/get', (ctx) => agentView(corp, queryOf(ctx, 'agentid')))
  call('get', '/getcallbackip', () => ({ ip_list: ['127.0.0.1'] }))

  return router
}

/** The app sees everybody: the root department is in its range. */
function agentView({ settings, botName }: Corp, agentId: string | undefined) {
  if (agentId !== String(settings.agentId)) throw new WecomRefusal(301002, 'not allow operate another agent')
  return {
    agentid: Number(agentId),
    name: botName,
    allow_userinfos: { user: [] },
    allow_partys: { partyid: settings.visibleDepartments ?? [1] },
    close: 0,
  }
}

/** Turns a refusal into the platform's error body; always HTTP 200. */
export const refusals: Middleware = async (ctx, next) => {
  try {
    await next()
    if (ctx.status === 404 && !ctx.body) ctx.body = errorBody(40066, 'invalid url')
  } catch (problem) {
    if (!(problem instanceof WecomRefusal)) throw problem
    ctx.body = errorBody(problem.errcode, problem.message)
  }
}

export const errorBody = (errcode: number | string, errmsg: string) => ({ errcode: Number(errcode), errmsg })

type Answer = Record<string, unknown> | undefined
// biome-ignore lint/suspicious/noConfusingVoidType: an act that wrote the answer itself returns nothing
type Act = (ctx: Context) => Answer | void | Promise<Answer | void>
