import { unreadOf, withMessage, withNews, withoutMessage } from './lists.js'
import { markRead, readMarks } from './memory.js'
import { preview } from './previews.js'
import { t } from './strings.js'

/**
 * @typedef {import('./state.js').Store} Store
 * @typedef {import('./api.js').Identity} Identity
 * @typedef {import('../view.ts').MessageView} MessageView
 */

/**
 * What the stream brings, and what has been read.
 * @param {Store} store
 * @param {() => Identity | null} who
 * @param {{ answered: (chat: string) => void, loadChats: () => void }} then
 */
export function createArrivals(store, who, then) {
  return { received, replaced, recalled, read, markUnread }

  /** @param {MessageView} view */
  function received(view) {
    const { messages, chats } = store.get()
    const mine = view.from.kind === 'person' && view.from.id === who()?.person
    if (view.from.kind === 'bot') then.answered(view.chat)
    if (messages[view.chat]) place(view, mine)
    if (!mine) store.set({ spoken: t('saysNew', view.from.name, preview(view.body)) })
    if (!chats?.some((chat) => chat.id === view.chat)) return then.loadChats()
    const open = isOpen(view.chat)
    store.set((state) => withNews(state, view, !open && !mine))
    if (open) read(view.chat)
  }

  /** One's own words may arrive before the answer to the POST; they replace the bubble that stands for them. */
  function place(/** @type {MessageView} */ view, /** @type {boolean} */ mine) {
    const local = mine && store.get().messages[view.chat]?.find((message) => message.sending)
    if (local) store.set((state) => withoutMessage(state, local.id))
    store.set((state) => withMessage(state, view))
  }

  /** @param {MessageView} view */
  function replaced(view) {
    if (store.get().messages[view.chat]?.some(({ id }) => id === view.id))
      store.set((state) => withMessage(state, view))
  }

  /** @param {string} id */
  function recalled(id) {
    store.set((state) => withoutMessage(state, id))
  }

  /** @param {string} chat */
  function read(chat) {
    const identity = who()
    const { chats, unread } = store.get()
    const lastAt = chats?.find(({ id }) => id === chat)?.lastAt
    if (identity && lastAt) markRead(identity, chat, lastAt)
    if (unread[chat]) store.set({ unread: { ...unread, [chat]: 0 } })
  }

  /** @param {Identity} identity @param {import('../view.ts').ChatView[]} chats */
  function markUnread(identity, chats) {
    store.set((state) => ({ chats, chatsFailure: null, unread: unreadOf(state, chats, readMarks(identity)) }))
    const { route } = store.get()
    if (route.view === 'chat' && route.chat) read(route.chat)
  }

  /** @param {string} chat */
  function isOpen(chat) {
    const { route } = store.get()
    return route.view === 'chat' && route.chat === chat
  }
}
