import { useEffect, useState } from 'preact/hooks'

/**
 * @typedef {import('../view.ts').World} World
 * @typedef {import('../view.ts').ChatView} ChatView
 * @typedef {import('../view.ts').MessageView} MessageView
 * @typedef {import('../view.ts').ToastView} ToastView
 *
 * `sending`, `failed` and `said` are only here: words on their way to the service.
 * @typedef {MessageView & { sending?: boolean, failed?: string, said?: import('../view.ts').Say }} ShownMessage
 * @typedef {ToastView & { id: number }} ShownToast
 * @typedef {'auto' | 'light' | 'dark'} Theme
 * @typedef {{
 *   world: World | null, failure: string | null, language: string, theme: Theme,
 *   route: import('./router.js').Route,
 *   chats: ChatView[] | null, chatsFailure: string | null,
 *   messages: Record<string, ShownMessage[]>, messagesFailure: string | null,
 *   unread: Record<string, number>,
 *   awaiting: Record<string, 'answer' | 'late'>,
 *   connected: boolean, now: string, forwarding: boolean,
 *   toasts: ShownToast[], spoken: string }} State
 *
 * @typedef {ReturnType<typeof createStore>} Store
 */

/** @returns {State} */
export const emptyState = () => ({
  world: null,
  failure: null,
  language: 'zh',
  theme: 'auto',
  route: { view: 'chat' },
  chats: null,
  chatsFailure: null,
  messages: {},
  messagesFailure: null,
  unread: {},
  awaiting: {},
  connected: true,
  now: '1970-01-01T00:00:00Z',
  forwarding: false,
  toasts: [],
  spoken: '',
})

/** One record of state; whoever subscribes is told after each change. @param {State} state */
export function createStore(state) {
  /** @type {Set<() => void>} */
  const listeners = new Set()
  return {
    get: () => state,
    /** @param {Partial<State> | ((state: State) => Partial<State>)} change */
    set(change) {
      state = { ...state, ...(typeof change === 'function' ? change(state) : change) }
      for (const listener of listeners) listener()
    },
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** @param {Store} store @returns {State} */
export function useStore(store) {
  const [state, setState] = useState(store.get())
  useEffect(() => {
    setState(store.get())
    const stop = store.subscribe(() => setState(store.get()))
    return () => void stop()
  }, [store])
  return state
}
