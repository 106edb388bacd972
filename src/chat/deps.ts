/** What a platform is handed from outside; the same for every platform. */
export type PlatformDeps = {
  now: () => Date
  log: Log
  /** 0 ≤ x < 1, as `Math.random`. */
  random: () => number
  /** How long one call to the platform may take, 10 s unless told. */
  timeoutMs?: number
}

/** The part of a pino logger that platforms use. */
export type Log = { warn(fields: object, message: string): void }
