/** Key → slots, small: most keys have one slot, kept without an array. Knows the longest key per head. */
export type Postings = {
  add(key: string, slot: number): void
  remove(key: string, slot: number): void
  get(key: string): readonly number[]
  /** Parts of the longest key that begins with this head, 0 for none. It may be too long after a removal. */
  longest(head: string): number
}

/** `headParts`: how many parts (characters, or pieces between `separator`) make a head; 0 keeps no heads. */
export function createPostings(headParts: number, separator = ''): Postings {
  const slots = new Map<string, number | number[]>()
  const heads = new Map<string, number>()

  function noteHead(key: string): void {
    const parts = key.split(separator)
    const head = parts.slice(0, headParts).join(separator)
    if ((heads.get(head) ?? 0) < parts.length) heads.set(head, parts.length)
  }

  return {
    add(key, slot) {
      const held = slots.get(key)
      if (held === undefined) slots.set(key, slot)
      else if (typeof held === 'number') held !== slot && slots.set(key, [held, slot])
      else if (held.at(-1) !== slot) held.push(slot)
      if (headParts) noteHead(key)
    },
    remove(key, slot) {
      const held = slots.get(key)
      if (held === slot) slots.delete(key)
      else if (Array.isArray(held))
        slots.set(
          key,
          held.filter((one) => one !== slot),
        )
    },
    get(key) {
      const held = slots.get(key)
      return held === undefined ? none : typeof held === 'number' ? [held] : held
    },
    longest: (head) => heads.get(head) ?? 0,
  }
}

const none: readonly number[] = []
