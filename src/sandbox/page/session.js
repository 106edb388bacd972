import * as api from './api.js'
import { preview } from './previews.js'
import { hashOf, readRoute } from './router.js'
import { t } from './strings.js'
import { markRead, readMarks, rememberIdentity, rememberedIdentity } from './memory.js'

/**
 * @typedef {import('./state.js').Store} Store
 * @typedef {import('./api.js').Identity} Identity
 * @typedef {import('../view.ts').MessageView} MessageView
 * @typedef {import('../view.ts').Say} Say
 * @typedef {ReturnType<typeof createSession>} Session
 */

/** How long an answer may take before the page says that it is late, in milliseconds. */
const patience = 20_000
const toastLife = 4_500

/**
 * Everything the page does, as acts on the store.
 * @param {Store} store
 */
export function createSession(store) {
  let closeStream = () => {}
  /** @type {Identity | null} */
  let shown = null
  let serial = 0
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  const waiting = {}

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
    for (const timer of Object.values(waiting)) clearTimeout(timer)
    store.set({ chats: null, messages: {}, unread: {}, awaiting: {}, connected: true })
    let wasLost = false
    closeStream = api.stream(identity, {
      message: (view) => received(view),
      update: (view) => replaced(view),
      clock: ({ now, busy }) => store.set({ now, forwarding: busy }),
      recall: ({ id }) => removed(id),
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
      store.set((state) => ({ chats, chatsFailure: null, unread: unreadOf(identity, chats, state) }))
      openFirst(identity, chats)
    } catch (error) {
      store.set({ chatsFailure: reason(error) })
    }
  }

  /** A wide window has room for a conversation, so the bot's chat is opened at once; a phone shows the list. */
  function openFirst(/** @type {Identity} */ identity, /** @type {import('../view.ts').ChatView[]} */ chats) {
    const { route } = store.get()
    const first = chats.find((chat) => chat.kind === 'bot') ?? chats[0]
    if (route.view !== 'chat' || route.chat || !first || matchMedia('(max-width: 720px)').matches) return
    replace({ view: 'chat', ...identity, chat: first.id })
  }

  /** @param {string} chat */
  function openChat(chat) {
    read(chat)
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

  /** @param {string} chat @param {Say} said */
  async function say(chat, said) {
    const { world } = store.get()
    const me = world?.people.find((person) => person.id === shown?.person)
    const body = echo(said)
    const local = /** @type {import('./state.js').ShownMessage} */ ({
      id: `local-${++serial}`,
      chat,
      at: store.get().now,
      from: { kind: 'person', id: me?.id ?? '', name: me?.name ?? '' },
      body,
      sending: true,
    })
    if (body) put(local)
    await post(chat, said, local)
  }

  /** @param {string} chat @param {Say} said @param {import('./state.js').ShownMessage} local */
  async function post(chat, said, local) {
    if (!shown) return
    await_(chat, said)
    try {
      const sent = await api.say({ ...shown, chat, say: said })
      drop(local)
      if (sent?.id) put(sent)
    } catch (error) {
      answered(chat)
      if (local.body) patch(local, { sending: false, failed: reason(error), said })
      else toast('error', t('failed', reason(error)))
    }
  }

  /** @param {import('./state.js').ShownMessage & { said?: Say }} message */
  function again(message) {
    patch(message, { sending: true, failed: undefined })
    return post(message.chat, /** @type {Say} */ (message.said), message)
  }

  /** @param {string} chat @param {Say} said */
  function await_(chat, said) {
    const kind = store.get().chats?.find((view) => view.id === chat)?.kind
    if (kind === 'group' && !('mention' in said && said.mention)) return
    clearTimeout(waiting[chat])
    store.set((state) => ({ awaiting: { ...state.awaiting, [chat]: 'answer' } }))
    waiting[chat] = setTimeout(
      () => store.set((state) => ({ awaiting: { ...state.awaiting, [chat]: 'late' } })),
      patience,
    )
  }

  /** @param {string} chat */
  function answered(chat) {
    clearTimeout(waiting[chat])
    store.set(({ awaiting: { [chat]: _, ...awaiting } }) => ({ awaiting }))
  }

  /**
   * A tap on a card. Resolves when the platform's callback was answered.
   * @param {string} message @param {import('../view.ts').TapBody} action
   */
  async function tap(message, action) {
    if (!shown) return
    try {
      const { toast: answer } = await api.tap({ ...shown, message, action })
      if (answer) toast(answer.type, answer.content)
    } catch (error) {
      toast('error', t('tapFailed', reason(error)))
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

  /** @param {MessageView} view */
  function received(view) {
    const { messages } = store.get()
    const mine = view.from.kind === 'person' && view.from.id === shown?.person
    if (view.from.kind === 'bot') answered(view.chat)
    if (messages[view.chat]) put(view)
    bump(view, mine)
    if (!mine) speak(view)
  }

  /** The chat moves to its place in the list; one that the list does not know yet is fetched. */
  function bump(/** @type {MessageView} */ view, /** @type {boolean} */ mine) {
    const { chats, route } = store.get()
    if (chats && !chats.some((chat) => chat.id === view.chat)) return loadChats()
    const open = route.view === 'chat' && route.chat === view.chat
    store.set((state) => ({
      now: view.at > state.now ? view.at : state.now,
      chats: (state.chats ?? []).map((chat) =>
        chat.id === view.chat ? { ...chat, last: preview(view.body), lastAt: view.at } : chat,
      ),
      unread: open || mine ? state.unread : { ...state.unread, [view.chat]: (state.unread[view.chat] ?? 0) + 1 },
    }))
    if (open) read(view.chat)
  }

  /** @param {MessageView} view */
  function speak(view) {
    store.set({ spoken: t('saysNew', view.from.name, preview(view.body)) })
  }

  /** @param {MessageView} view */
  function put(view) {
    store.set(({ messages }) => {
      const list = messages[view.chat] ?? []
      const known = list.some((message) => message.id === view.id)
      const next = known ? list.map((message) => (message.id === view.id ? view : message)) : [...list, view]
      return { messages: { ...messages, [view.chat]: next } }
    })
  }

  /** @param {MessageView} view */
  function replaced(view) {
    if (store.get().messages[view.chat]?.some((message) => message.id === view.id)) put(view)
  }

  /** @param {import('./state.js').ShownMessage} message @param {object} change */
  function patch(message, change) {
    Object.assign(message, change)
    put({ ...message })
  }

  /** @param {import('./state.js').ShownMessage} message */
  function drop(message) {
    if (message.body) removed(message.id)
  }

  /** @param {string} id */
  function removed(id) {
    store.set(({ messages }) => ({
      messages: Object.fromEntries(
        Object.entries(messages).map(([chat, list]) => [chat, list.filter((message) => message.id !== id)]),
      ),
    }))
  }

  /** @param {string} chat */
  function read(chat) {
    const { chats, unread } = store.get()
    const lastAt = chats?.find((view) => view.id === chat)?.lastAt
    if (shown && lastAt) markRead(shown, chat, lastAt)
    if (unread[chat]) store.set({ unread: { ...unread, [chat]: 0 } })
  }

  /** @param {import('../view.ts').ToastView['type']} type @param {string} content */
  function toast(type, content) {
    const id = ++serial
    store.set(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, type, content }] }))
    setTimeout(() => dismiss(id), toastLife)
  }

  /** @param {number} id */
  function dismiss(id) {
    store.set(({ toasts }) => ({ toasts: toasts.filter((shownToast) => shownToast.id !== id) }))
  }
}

/** The identity that a route means; what it leaves open comes from the last visit, else the first rep. */
function complete(
  /** @type {{ platform?: import('./router.js').Platform, person?: string }} */ route,
  /** @type {import('../view.ts').World} */ world,
) {
  const remembered = rememberedIdentity()
  const known = (/** @type {string | undefined} */ id) => world.people.find((person) => person.id === id)
  const person = known(route.person) ?? known(remembered?.person) ?? world.people.find(isRep) ?? world.people[0]
  const platform = [route.platform, remembered?.platform].find((name) => name && world.platforms.includes(name))
  return person && { platform: platform ?? world.platforms[0] ?? 'feishu', person: person.id }
}

/** @param {import('../view.ts').PersonView} person */
const isRep = (person) => person.role.toLowerCase().includes('rep')

/** Marks from earlier visits, for chats that have news since; those counted live keep their number. */
function unreadOf(
  /** @type {Identity} */ identity,
  /** @type {import('../view.ts').ChatView[]} */ chats,
  /** @type {import('./state.js').State} */ { unread, route },
) {
  const marks = readMarks(identity)
  const open = route.view === 'chat' ? route.chat : undefined
  const hasNews = (/** @type {import('../view.ts').ChatView} */ { id, lastAt }) =>
    id !== open && lastAt !== null && lastAt > (marks[id] ?? '')
  return { ...Object.fromEntries(chats.filter(hasNews).map(({ id }) => [id, -1])), ...unread }
}

/** What was said, as its bubble; a menu click has none. @param {Say} said @returns {import('../view.ts').Body | null} */
function echo(said) {
  if (said.kind === 'text') return { kind: 'text', text: said.text }
  if (said.kind === 'file') return { kind: 'file', name: said.name }
  if (said.kind === 'location') return said
  if (said.kind === 'sticker') return { kind: 'text', text: `[${t('sticker')}]` }
  if (said.kind === 'image') return { kind: 'text', text: `[${t('picturePlace')}]` }
  return null
}

/** @param {unknown} error */
const reason = (error) => (error instanceof Error ? error.message : String(error))
