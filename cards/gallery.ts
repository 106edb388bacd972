import type { Card } from '../src/chat/card.ts'
import { boards } from './samples/boards.ts'
import { customers } from './samples/customers.ts'
import { money } from './samples/money.ts'
import { pool } from './samples/pool.ts'
import { talk } from './samples/talk.ts'
import { work } from './samples/work.ts'

/**
 * Every card with its important states, by sample views: shown on the page's gallery, kept as golden payloads by
 * the tests. A name is the card's file, and the state after a dot where there are several.
 */
export const gallery: { name: string; card: Card }[] = [
  ...talk,
  ...customers,
  ...pool,
  ...work,
  ...money,
  ...boards,
].map(([name, card]) => ({ name, card }))
