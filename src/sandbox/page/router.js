/**
 * @typedef {{ view: 'gallery' } | { view: 'chat', platform?: Platform, person?: string, chat?: string }} Route
 * @typedef {import('../view.ts').PlatformName} Platform
 */

/**
 * `#/chat/feishu/<person>/<chat>` or `#/gallery`; anything else is the chat view without a choice.
 * @param {string} hash
 * @returns {Route}
 */
export function readRoute(hash) {
  const [view, platform, person, chat] = hash
    .replace(/^#\/?|\?.*$/g, '')
    .split('/')
    .map(decoded)
  if (view === 'gallery') return { view: 'gallery' }
  return {
    view: 'chat',
    platform: platform === 'feishu' || platform === 'wecom' ? platform : undefined,
    person: person || undefined,
    chat: chat || undefined,
  }
}

/** @param {Route} route */
export function hashOf(route) {
  if (route.view === 'gallery') return '#/gallery'
  const { platform, person, chat } = route
  const known = [platform, platform && person, platform && person && chat].filter(
    (part) => part !== undefined,
  )
  return ['#/chat', ...known.map(encodeURIComponent)].join('/')
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
