const known = [
  'blue',
  'wathet',
  'turquoise',
  'green',
  'lime',
  'yellow',
  'orange',
  'red',
  'carmine',
  'violet',
  'purple',
  'indigo',
  'grey',
  'neutral',
]

/**
 * Class name for one of Feishu's colour names (`red`, `red-500`, `gray`); unknown ones mean no colour.
 * @param {unknown} name
 */
export function colorOf(name) {
  const word = String(name ?? '')
    .toLowerCase()
    .replace(/-\d+$/, '')
    .replace('gray', 'grey')
  return known.includes(word) ? `c-${word}` : ''
}
