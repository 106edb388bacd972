import { rememberedIdentity } from './memory.js'
import { roleKey } from './phrases.js'

/**
 * Who a route means. What it leaves open comes from the last visit, else it is the first rep on the first platform.
 * @param {{ platform?: import('./router.js').Platform, person?: string }} route
 * @param {import('../view.ts').World} world
 * @returns {import('./api.js').Identity | undefined} nobody in an empty company
 */
export function complete(route, world) {
  const before = rememberedIdentity()
  const known = (/** @type {string | undefined} */ id) => world.people.find((person) => person.id === id)
  const person = known(route.person) ?? known(before?.person) ?? world.people.find(isRep) ?? world.people[0]
  const platform = [route.platform, before?.platform].find((name) => name && world.platforms.includes(name))
  return person && { platform: platform ?? world.platforms[0] ?? 'feishu', person: person.id }
}

/** @param {import('../view.ts').PersonView} person */
const isRep = ({ role }) => roleKey(role) === 'rep'
