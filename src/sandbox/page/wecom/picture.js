import { html } from '../html.js'

/** Pictures of this server are shown; one from elsewhere is named, for the page loads nothing from outside. */
export function Picture(
  /** @type {{ url: unknown, alt: string, class: string, ratio?: number }} */ {
    url,
    alt,
    class: look,
    ratio,
  },
) {
  const style = ratio ? { aspectRatio: String(ratio) } : {}
  const at = URL.parse(String(url ?? ''), location.origin)
  if (at?.origin === location.origin)
    return html`<img class=${look} src=${at.pathname + at.search} alt=${alt} style=${style} />`
  return html`<span class=${`${look} placeholder`} style=${style} role=${alt ? 'img' : undefined} aria-label=${alt || undefined}>${ratio ? at?.host : ''}</span>`
}
