import { fitChars } from './characters.ts'

/** A rule says no. Told to the person as it is: what is wrong and what to do next. */
export class Refusal extends Error {
  override name = 'Refusal'
  /** Stable name of the rule, for 为什么, tests and metrics. */
  readonly rule: string
  constructor(rule: string, message: string) {
    super(message)
    this.rule = rule
  }
}

/** The request does not come from who it says. Answered with one status, whatever failed. */
export class Unauthentic extends Error {
  override name = 'Unauthentic'
}

/** The request is authentic or harmless, but cannot be read. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/**
 * An error in one line, for logs and for the books. The database's messages and those of readers repeat what they
 * were given: of these only the last line is told, without what stands in quotation marks.
 */
export function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { name, message } = error
  const line = repeatsValues.test(name) ? bare(message) : message
  return fitChars(`${name}: ${line}`, 500)
}

/** What the database says stands in quotation marks as a whole; what it repeats, in some of its own within. */
function bare(message: string): string {
  const last = message.trim().split('\n').at(-1) ?? ''
  const [, code, said] = reported.exec(last) ?? []
  return (said === undefined ? last : `${code} ${said}`).replace(quoted, '…')
}

const reported = /Code: `([^`]*)`\. Message: `(.*)`$/

const repeatsValues = /^(Prisma|DriverAdapter|error$|DatabaseError|SyntaxError|ZodError)/
const quoted = /"[^"]*"|'[^']*'|`[^`]*`|\([^()]*\)/g
