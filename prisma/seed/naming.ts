import type { Chance } from './chance.ts'
import { brands, givenNames, places, streets, surnames, type Trade, trades } from './words.ts'

export type CompanyName = {
  name: string
  /** What people call it. */
  short: string
  city: string
  region: string
  address: string
  trade: Trade
}

/** Invents customers: each name comes once, some brands come in several trades, as in life. */
export function createNamer(chance: Chance) {
  const pairs = brands.flatMap((brand) => trades.map((trade) => ({ brand, trade })))
  const left = chance.shuffled(pairs)
  let phones = 0
  return {
    company(side: keyof typeof places): CompanyName {
      const pair = left.pop()
      if (!pair) throw new Error('out of company names')
      const [city, region] = chance.pick(places[side])
      const [suffix, short] = chance.pick(pair.trade.suffixes)
      return {
        name: `${city}${pair.brand}${suffix}`,
        short: `${pair.brand}${short}`,
        city,
        region,
        address: `${city}市${chance.pick(streets)}${chance.int(8, 980)}号`,
        trade: pair.trade,
      }
    },
    person: (): string => `${chance.pick(surnames)}${chance.pick(givenNames)}`,
    /** Numbers of the block 1910000xxxx, which nobody has. */
    phone: (): string => `1910000${String(++phones).padStart(4, '0')}`,
  }
}

export type Namer = ReturnType<typeof createNamer>
