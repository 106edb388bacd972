import { preview } from './previews.js'

/**
 * The lists of chats and messages after something happened. Nothing here is changed in place.
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').ShownMessage} ShownMessage
 * @typedef {import('../view.ts').ChatView} ChatView
 */

/** With a message at its end, or in its place if it is there already. @param {State} state @param {ShownMessage} view */
export function withMessage({ messages }, view) {
  const list = messages[view.chat] ?? []
  const known = list.some(({ id }) => id === view.id)
  const next = known ? list.map((message) => (message.id === view.id ? view : message)) : [...list, view]
  return { messages: { ...messages, [view.chat]: next } }
}

/** @param {State} state @param {string} id */
export const withoutMessage = ({ messages }, id) => ({
  messages: Object.fromEntries(
    Object.entries(messages).map(([chat, list]) => [chat, list.filter((message) => message.id !== id)]),
  ),
})

/**
 * The chat's line in the list after a message; `counts` adds one to what is unread.
 * @param {State} state @param {ShownMessage} view @param {boolean} counts
 */
export const withNews = ({ chats, now, unread }, view, counts) => ({
  now: later(view.at, now),
  chats: (chats ?? []).map((chat) =>
    chat.id === view.chat ? { ...chat, last: preview(view.body), lastAt: view.at } : chat,
  ),
  unread: counts ? { ...unread, [view.chat]: Math.max(0, unread[view.chat] ?? 0) + 1 } : unread,
})

/**
 * Unread marks: −1 for chats with news since the last visit, the count for what came while the page was open.
 * @param {State} state @param {ChatView[]} chats @param {Record<string, string>} marks up to when each was read
 */
export function unreadOf({ unread, route }, chats, marks) {
  const open = route.view === 'chat' ? route.chat : undefined
  const news = chats.filter(({ id, lastAt }) => id !== open && lastAt !== null && lastAt > (marks[id] ?? ''))
  return { ...Object.fromEntries(news.map(({ id }) => [id, -1])), ...unread }
}

/** @param {string} a @param {string} b */
const later = (a, b) => (a.localeCompare(b) > 0 ? a : b)
