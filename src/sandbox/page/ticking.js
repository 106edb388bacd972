/** How often the time on the page moves, in milliseconds. It shows minutes. */
const step = 10_000

/**
 * Lets business time pass between the words of the service, as its clock does.
 * @param {import('./state.js').Store} store
 */
export function keepTime(store) {
  let { now } = store.get()
  let heardAt = performance.now()
  store.subscribe(() => {
    if (store.get().now === now) return
    now = store.get().now
    heardAt = performance.now()
  })
  setInterval(() => {
    const { world, forwarding } = store.get()
    if (!world || forwarding) return
    store.set({ now: new Date(Date.parse(now) + performance.now() - heardAt).toISOString() })
  }, step)
}
