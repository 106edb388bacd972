import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { Router } from '@koa/router'
import type { Context } from 'koa'
import { contentSecurityPolicy, modules, pageFolder } from './page/served.ts'
import { ownHosts } from './page-guard.ts'

/** The chat page at `/`, its files under `/sandbox/page/`, and the few packages that it imports. */
export function createPageFiles(hosts: string[] = []) {
  const router = new Router()
  const own = ownHosts(hosts)

  router.get('/', own, async (ctx) => {
    const html = await readFile(new URL('index.html', pageFolder), 'utf8')
    ctx.set('content-security-policy', contentSecurityPolicy(html))
    ctx.set('referrer-policy', 'no-referrer')
    serve(ctx, '.html', html)
  })
  router.get('/sandbox/modules/:name', own, async (ctx) => {
    const name = String(ctx.params.name)
    if (Object.hasOwn(modules, name)) serve(ctx, '.js', await readFile(modules[name] as URL))
  })
  router.get('/sandbox/page/*path', own, async (ctx) => {
    const file = new URL(ctx.path.slice('/sandbox/page/'.length), pageFolder)
    if (!file.href.startsWith(pageFolder.href) || !types[extname(file.pathname)]) return
    const content = await readFile(file).catch(() => null)
    if (content) serve(ctx, extname(file.pathname), content)
  })
  return router.routes()
}

function serve(ctx: Context, extension: string, content: string | Buffer) {
  ctx.set('cache-control', 'no-cache')
  ctx.set('x-content-type-options', 'nosniff')
  ctx.type = types[extension] as string
  ctx.body = content
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}
