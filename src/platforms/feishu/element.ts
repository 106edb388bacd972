/** A piece of a card, as Feishu's JSON has it. */
export type Element = Record<string, unknown>

/** Where the card is shown: callbacks do not tell groups from direct chats, so its buttons must. */
export type Scene = 'direct' | 'group'

/** How much of a card is shown; tightened until it fits. */
export type Budget = { rows: number; chars: number; blocks: number; controls: number; options: number }

export type Surroundings = { scene: Scene; budget: Budget; names: Set<string>; tableAllowed: boolean }
