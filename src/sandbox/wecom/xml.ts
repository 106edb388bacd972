/** XML as WeCom writes it: texts in CDATA, numbers bare, a list as repeated siblings. */
export const xml = (fields: Fields): string => `<xml>${inner(fields)}</xml>`

export const inner = (fields: Fields): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => element(name, one)))
    .join('')

function element(name: string, value: Value): string {
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (typeof value === 'string')
    return `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
  return `<${name}>${inner(value)}</${name}>`
}

type Value = string | number | Fields
export type Fields = { [name: string]: Value | Value[] }
