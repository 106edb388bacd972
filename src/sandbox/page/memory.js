/**
 * What the browser keeps between visits.
 * @typedef {import('./api.js').Identity} Identity
 */

/** @param {Identity} identity */
export const rememberIdentity = (identity) => keep('identity', identity)

/** @returns {Identity | null} */
export const rememberedIdentity = () => recall('identity')

/** Up to when each chat was read: chat id → ISO. @param {Identity} identity @returns {Record<string, string>} */
export const readMarks = (identity) => recall(marksKey(identity)) ?? {}

/** @param {Identity} identity @param {string} chat @param {string} at */
export const markRead = (identity, chat, at) =>
  keep(marksKey(identity), { ...readMarks(identity), [chat]: at })

/** @returns {import('./state.js').Theme} */
export const rememberedTheme = () => recall('theme') ?? 'auto'

/** @param {import('./state.js').Theme} theme */
export const rememberTheme = (theme) => keep('theme', theme)

/** @returns {boolean} */
export const guideIsHidden = () => recall('guide') === 'hidden'

/** @param {boolean} hidden */
export const hideGuide = (hidden) => keep('guide', hidden ? 'hidden' : 'shown')

/** @param {Identity} identity */
const marksKey = ({ platform, person }) => `read.${platform}.${person}`

/** @param {string} key @param {unknown} value */
const keep = (key, value) => localStorage.setItem(`liaodan.${key}`, JSON.stringify(value))

/** @param {string} key */
function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(`liaodan.${key}`) ?? 'null')
  } catch {
    return null
  }
}
