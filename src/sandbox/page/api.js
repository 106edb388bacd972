/**
 * @typedef {import('../view.ts').World} World
 * @typedef {import('../view.ts').ChatView} ChatView
 * @typedef {import('../view.ts').MessageView} MessageView
 * @typedef {import('../view.ts').Say} Say
 * @typedef {import('../view.ts').TapBody} TapBody
 * @typedef {import('../view.ts').ToastView} ToastView
 * @typedef {import('../view.ts').GalleryCard} GalleryCard
 * @typedef {import('./router.js').Platform} Platform
 * @typedef {{ platform: Platform, person: string }} Identity
 * @typedef {{ now: string, busy: boolean }} ClockState
 * @typedef {{ message?: (view: MessageView) => void, update?: (view: MessageView) => void,
 *   clock?: (clock: ClockState) => void, recall?: (gone: { id: string }) => void,
 *   connection?: (open: boolean) => void }} Listeners
 */

const base = '/sandbox/api'

/** @returns {Promise<World>} */
export const world = () => call('/world')

/** @param {Identity} identity @returns {Promise<ChatView[]>} */
export const chats = (identity) => call(`/chats?${query(identity)}`)

/** @param {Identity & { chat: string }} where @returns {Promise<MessageView[]>} */
export const messages = (where) => call(`/messages?${query(where)}`)

/** @param {Identity & { chat: string, say: Say }} said @returns {Promise<MessageView>} */
export const say = (said) => post('/messages', said)

/** @param {Identity & { message: string, action: TapBody }} tapped @returns {Promise<{ toast: ToastView | null }>} */
export const tap = (tapped) => post('/actions', tapped)

/** @param {string} to @returns {Promise<{ now: string }>} */
export const turnClock = (to) => post('/clock', { to })

/** @returns {Promise<GalleryCard[]>} */
export const gallery = () => call('/gallery')

/** A picture's address; the gallery's come with their content. @param {string} key */
export const mediaUrl = (key) =>
  /^(\/|data:image\/)/.test(key) ? key : `${base}/media/${encodeURIComponent(key)}`

/**
 * Live updates. The browser reconnects by itself; after an answer that ends the stream for good (a 5xx while
 * the service restarts) it gives up, so a new stream is opened then.
 * @param {Identity} identity
 * @param {Listeners} listeners
 * @returns {() => void} closes it
 */
export function stream(identity, listeners) {
  let source = open()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry
  return () => {
    clearTimeout(retry)
    source.close()
  }

  function open() {
    const events = new EventSource(`${base}/stream?${query(identity)}`)
    events.onopen = () => listeners.connection?.(true)
    events.onerror = () => {
      listeners.connection?.(false)
      if (events.readyState === EventSource.CLOSED) retry = setTimeout(() => (source = open()), 2000)
    }
    for (const name of /** @type {const} */ (['message', 'update', 'clock', 'recall']))
      events.addEventListener(name, (event) => listeners[name]?.(JSON.parse(event.data)))
    return events
  }
}

/** @param {string} path @param {unknown} body */
const post = (path, body) =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
async function call(path, init) {
  const response = await fetch(base + path, init)
  const type = response.headers.get('content-type') ?? ''
  const answer = type.includes('json') ? await response.json() : null
  if (!response.ok)
    throw new Error(answer?.detail ?? answer?.title ?? answer?.error ?? `HTTP ${response.status}`)
  return answer
}

/** @param {Record<string, string>} values */
const query = (values) => new URLSearchParams(values).toString()
