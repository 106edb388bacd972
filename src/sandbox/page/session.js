import * as api from './api.js'
import { createArrivals } from './arrivals.js'
import { complete } from './identity.js'
import { rememberIdentity } from './memory.js'
import { reason } from './reason.js'
import { hashOf, readRoute } from './router.js'
import { t } from './strings.js'
import { createTalking } from './talking.js'

/**
 * @typedef {import('./state.js').Store} Store
 * @typedef {import('./api.js').Identity} Identity
 * @typedef {import('../view.ts').ChatView} ChatView
 * @typedef {ReturnType<typeof createSession>} Session
 */

const toastLife = 4_500

/**
 * Everything the page does, as acts on the store: who one is, which chat is open, the clock.
 * @param {Store} store
 */
export function createSession(store) {
  let closeStream = () => {}
  /** @type {Identity | null} */
  let shown = null
  let toastSerial = 0
  const who = () => shown
  const { say, again, tap, answered, fallSilent } = createTalking(store, who, toast)
  const arrivals = createArrivals(store, who, { answered, loadChats })
  return { start, follow, go, say, again, tap, turnClock, toast, dismiss, loadChats, loadMessages }

  async function start() {
    store.set({ failure: null })
    try {
      const world = await api.world()
      store.set({ world, now: world.now })
      follow()
    } catch (error) {
      store.set({ failure: reason(error) })
    }
  }

  /** Brings the page to what the address says; choices that it leaves open are filled in. */
  function follow() {
    const { world } = store.get()
    const route = readRoute(location.hash)
    store.set({ route })
    if (!world || route.view === 'gallery') return
    const identity = complete(route, world)
    if (!identity) return
    if (identity.platform !== route.platform || identity.person !== route.person)
      return replace({ view: 'chat', ...identity })
    if (shown?.platform !== identity.platform || shown.person !== identity.person) become(identity)
    else if (!route.chat) openFirst(identity, store.get().chats ?? [])
    if (route.chat) openChat(route.chat)
  }

  /** @param {import('./router.js').Route} route */
  function go(route) {
    if (hashOf(route) === location.hash) follow()
    else location.hash = hashOf(route)
  }

  /** @param {import('./router.js').Route} route */
  function replace(route) {
    history.replaceState(null, '', hashOf(route))
    follow()
  }

  /** @param {Identity} identity */
  function become(identity) {
    shown = identity
    rememberIdentity(identity)
    closeStream()
    fallSilent()
    store.set({ chats: null, messages: {}, unread: {}, connected: true })
    let wasLost = false
    closeStream = api.stream(identity, {
      message: arrivals.received,
      update: arrivals.replaced,
      recall: ({ id }) => arrivals.recalled(id),
      clock: ({ now, busy }) => store.set({ now, forwarding: busy }),
      connection(open) {
        store.set({ connected: open })
        if (open && wasLost) catchUp()
        wasLost = !open
      },
    })
    loadChats()
  }

  /** What was missed while the stream was down is read again. */
  function catchUp() {
    loadChats()
    const { route } = store.get()
    if (route.view === 'chat' && route.chat) loadMessages(route.chat)
  }

  async function loadChats() {
    const identity = shown
    if (!identity) return
    try {
      const chats = await api.chats(identity)
      if (identity !== shown) return
      arrivals.markUnread(identity, chats)
      openFirst(identity, chats)
    } catch (error) {
      store.set({ chatsFailure: reason(error) })
    }
  }

  /**
   * A wide window has room for a conversation, so the bot's chat is opened at once; a phone shows the list.
   * @param {Identity} identity @param {ChatView[]} chats
   */
  function openFirst(identity, chats) {
    const { route } = store.get()
    const first = chats.find((chat) => chat.kind === 'bot') ?? chats[0]
    if (route.view !== 'chat' || route.chat || !first || matchMedia('(max-width: 720px)').matches) return
    replace({ view: 'chat', ...identity, chat: first.id })
  }

  /** @param {string} chat */
  function openChat(chat) {
    arrivals.read(chat)
    if (!store.get().messages[chat]) loadMessages(chat)
  }

  /** @param {string} chat */
  async function loadMessages(chat) {
    const identity = shown
    if (!identity) return
    try {
      const messages = await api.messages({ ...identity, chat })
      if (identity !== shown) return
      store.set((state) => ({ messages: { ...state.messages, [chat]: messages }, messagesFailure: null }))
    } catch (error) {
      store.set({ messagesFailure: reason(error) })
    }
  }

  /** @param {string} to */
  async function turnClock(to) {
    store.set({ forwarding: true })
    try {
      const { now } = await api.turnClock(to)
      store.set({ now })
    } catch (error) {
      toast('error', t('clockFailed', reason(error)))
    } finally {
      store.set({ forwarding: false })
    }
  }

  /** @param {import('../view.ts').ToastView['type']} type @param {string} content */
  function toast(type, content) {
    const id = ++toastSerial
    store.set(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, type, content }] }))
    setTimeout(() => dismiss(id), toastLife)
  }

  /** @param {number} id */
  function dismiss(id) {
    store.set(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))
  }
}
