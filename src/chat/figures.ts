import type { Column } from './card.ts'

/** A table's cell as people read it: `30000.5` in a money column is `¥30,000.50`. Anything that is no figure stays. */
export function cellText(value: string | number | undefined, kind: Column['kind'] = 'text'): string {
  const written = String(value ?? '')
  const figure = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written)
  if (kind === 'text' || !figure) return written
  const [, sign = '', whole = '', fraction = ''] = figure
  const grouped = `${sign}${kind === 'money' ? '¥' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}`
  if (kind === 'number') return fraction === '' ? grouped : `${grouped}.${fraction}`
  return /^0*$/.test(fraction) ? grouped : `${grouped}.${fraction.padEnd(2, '0').slice(0, 2)}`
}
