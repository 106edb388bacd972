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
