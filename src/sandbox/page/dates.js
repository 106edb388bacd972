/**
 * Times as people read them, in the business time zone.
 * @typedef {{ zone: string, language: string }} Reader
 */

/** `HH:mm` @param {string} at ISO @param {string} zone */
export const clockTime = (at, zone) => format(at, zone, 'zh-CN', { hour: '2-digit', minute: '2-digit' })

/** `10月16日 周四` @param {string} at @param {Reader} reader */
export function longDay(at, { zone, language }) {
  const day = format(at, zone, locale(language), {
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
  })
  const weekday = format(at, zone, locale(language), { weekday: 'short' })
  return language === 'en' ? `${weekday} ${day}` : `${day} ${weekday}`
}

/** `YYYY-MM-DD` @param {string} at @param {string} zone */
export const dayKey = (at, zone) =>
  format(at, zone, 'sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' })

/**
 * In a list: the time today, `昨天`, else month and day.
 * @param {string} at @param {string} now @param {Reader} reader
 */
export function shortMoment(at, now, { zone, language }) {
  const day = dayKey(at, zone)
  if (day === dayKey(now, zone)) return clockTime(at, zone)
  if (day === dayKey(new Date(Date.parse(now) - 86_400_000).toISOString(), zone))
    return language === 'en' ? 'Yesterday' : '昨天'
  return format(at, zone, locale(language), { month: 'numeric', day: 'numeric' })
}

/**
 * Offset of the zone at a moment as the platform writes it behind a picked date, `+0800`.
 * @param {string} at @param {string} zone
 */
export function zoneOffset(at, zone) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(at))
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  return name === 'GMT' ? '+0000' : name.slice(3).replace(':', '')
}

/** @param {string} at @param {string} zone @param {string} language @param {Intl.DateTimeFormatOptions} shape */
const format = (at, zone, language, shape) =>
  new Intl.DateTimeFormat(language, { timeZone: zone, hour12: false, ...shape }).format(new Date(at))

/** @param {string} language */
const locale = (language) => (language === 'en' ? 'en-GB' : 'zh-CN')
