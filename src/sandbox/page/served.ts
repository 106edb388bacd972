import { createHash } from 'node:crypto'

/** What `/sandbox/modules/<name>` is: the packages' own ES modules, unbundled. The import map names the same. */
export const modules: Record<string, URL> = {
  'preact.js': packaged('preact/dist/preact.mjs'),
  'hooks.js': packaged('preact/hooks/dist/hooks.mjs'),
  'htm.js': packaged('htm/dist/htm.mjs'),
  'marked.js': packaged('marked/lib/marked.esm.js'),
}

/** The folder behind `/sandbox/page/`; its `index.html` is the page at `/`. */
export const pageFolder = new URL('.', import.meta.url)

/** Value of the `Content-Security-Policy` header for the page. The import map is its only inline script. */
export function contentSecurityPolicy(indexHtml: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${inlineScripts(indexHtml).map(hashOf).join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script type="importmap">([\s\S]*?)<\/script>/g)].map(
    ([, script]) => script ?? '',
  )
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}

function packaged(path: string): URL {
  return new URL(`../../../node_modules/${path}`, import.meta.url)
}
