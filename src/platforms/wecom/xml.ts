import { XMLParser } from 'fast-xml-parser'
import { Malformed } from '../../errors.ts'

/**
 * WeCom's XML as text: no numbers (MsgId is beyond 2^53), no entities, no DOCTYPE. Throws `Malformed`.
 */
export function parseXml(xml: string): Record<string, unknown> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(withoutCdata(xml))) throw new Malformed('XML with a DOCTYPE')
  const root = parsed(xml)?.xml
  if (typeof root !== 'object' || root === null || Array.isArray(root))
    throw new Malformed('the body is not <xml>')
  return root as Record<string, unknown>
}

/**
 * What people write stands in CDATA and may well mention a DOCTYPE. A pattern for this would begin anew at every
 * opening: a megabyte of them took a quarter of a minute.
 */
function withoutCdata(xml: string): string {
  let outside = ''
  for (let from = 0; ; ) {
    const open = xml.indexOf('<![CDATA[', from)
    const close = open < 0 ? -1 : xml.indexOf(']]>', open)
    if (close < 0) return outside + xml.slice(from)
    outside += xml.slice(from, open)
    from = close + 3
  }
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  isArray: (name) => name === 'SelectedItem' || name === 'OptionId',
})

function parsed(xml: string): Record<string, unknown> | undefined {
  try {
    return parser.parse(xml, true)
  } catch {
    throw new Malformed('the body is not XML')
  }
}
