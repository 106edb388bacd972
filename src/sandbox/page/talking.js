import * as api from './api.js'
import { withMessage, withoutMessage } from './lists.js'
import { reason } from './reason.js'
import { t } from './strings.js'

/**
 * @typedef {import('./state.js').Store} Store
 * @typedef {import('./state.js').ShownMessage} ShownMessage
 * @typedef {import('./api.js').Identity} Identity
 * @typedef {import('../view.ts').Say} Say
 * @typedef {import('../view.ts').ToastView} ToastView
 */

/** How long an answer may take before the page says that it is late, in milliseconds. */
const patience = 20_000

/**
 * What the person says and taps.
 * @param {Store} store
 * @param {() => Identity | null} who
 * @param {(type: ToastView['type'], content: string) => void} toast
 */
export function createTalking(store, who, toast) {
  let serial = 0
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const waiting = new Map()
  return { say, again, tap, answered, fallSilent }

  /** A bubble stands there at once; the service's own takes its place. @param {string} chat @param {Say} said */
  async function say(chat, said) {
    const body = echo(said)
    if (!body) return post(chat, said, null)
    const { world, now } = store.get()
    const me = world?.people.find(({ id }) => id === who()?.person)
    const from = /** @type {const} */ ({ kind: 'person', id: me?.id ?? '', name: me?.name ?? '' })
    const local = { id: `local-${++serial}`, chat, at: now, from, body, sending: true, said }
    show(local)
    await post(chat, said, local)
  }

  /** @param {ShownMessage} message */
  function again(message) {
    const retried = { ...message, sending: true, failed: undefined }
    show(retried)
    return message.said && post(message.chat, message.said, retried)
  }

  /** @param {string} chat @param {Say} said @param {ShownMessage | null} local */
  async function post(chat, said, local) {
    const identity = who()
    if (!identity) return
    expectAnswer(chat, said)
    try {
      const sent = await api.say({ ...identity, chat, say: said })
      if (local) store.set((state) => withoutMessage(state, local.id))
      if (identity === who()) show(sent)
    } catch (error) {
      answered(chat)
      if (local) show({ ...local, sending: false, failed: reason(error) })
      else toast('error', t('failed', reason(error)))
    }
  }

  /**
   * A tap on a card. Resolves when the platform's callback was answered.
   * @param {string} message @param {import('../view.ts').TapBody} action
   */
  async function tap(message, action) {
    const identity = who()
    if (!identity) return
    try {
      const { toast: answer } = await api.tap({ ...identity, message, action })
      if (answer) toast(answer.type, answer.content)
    } catch (error) {
      toast('error', t('tapFailed', reason(error)))
    }
  }

  /** In groups the bot answers only when mentioned. @param {string} chat @param {Say} said */
  function expectAnswer(chat, said) {
    const kind = store.get().chats?.find((view) => view.id === chat)?.kind
    if (kind === 'group' && !('mention' in said && said.mention)) return
    clearTimeout(waiting.get(chat))
    waiting.set(
      chat,
      setTimeout(() => mark(chat, 'late'), patience),
    )
    mark(chat, 'answer')
  }

  /** @param {string} chat @param {'answer' | 'late'} what */
  function mark(chat, what) {
    store.set(({ awaiting }) => ({ awaiting: { ...awaiting, [chat]: what } }))
  }

  /** @param {string} chat */
  function answered(chat) {
    clearTimeout(waiting.get(chat))
    store.set(({ awaiting: { [chat]: _, ...awaiting } }) => ({ awaiting }))
  }

  function fallSilent() {
    for (const timer of waiting.values()) clearTimeout(timer)
    store.set({ awaiting: {} })
  }

  /** @param {ShownMessage} message */
  function show(message) {
    store.set((state) => withMessage(state, message))
  }
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
