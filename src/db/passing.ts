/**
 * Whether the database was away or busy: the same work may succeed a moment later, and it says nothing against
 * the message that was being worked on.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isConflict(error) || codesOf(error).some((code) => passing.test(code) || away.test(code))) return true
  return kinds.has(kindOf(error)) || words.test(error.message) || isPassing(error.cause)
}

/** Whether two transactions were in each other's way and this one had to yield, or it took too long. */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (codesOf(error).some((code) => conflict.test(code))) return true
  return kindOf(error) === 'TransactionWriteConflict' || /deadlock/i.test(error.message)
}

/** Whether a transaction was given up that had begun: the database may have been slow, or the work is too much for it. */
export const tookTooLong = (error: unknown): boolean =>
  error instanceof Error && codesOf(error).includes('P2028') && !/unable to start/i.test(error.message)

/** A raw statement that fails is always a P2010: what happened is told by the adapter only. */
function codesOf(error: Error): string[] {
  const { code, meta } = error as { code?: unknown; meta?: Meta }
  const codes = [code, meta?.code, meta?.driverAdapterError?.cause?.originalCode]
  return codes.filter((one) => typeof one === 'string')
}

const kindOf = (error: Error): unknown => (error as { meta?: Meta }).meta?.driverAdapterError?.cause?.kind

type Meta = { code?: unknown; driverAdapterError?: { cause?: { kind?: unknown; originalCode?: unknown } } }

// Prisma's connection and time-out codes; PostgreSQL's classes for connections (08), out of resources (53),
// shutting down (57P).
const passing = /^(P1001|P1002|P1008|P1017|P2024|08\w{3}|53\w{3}|57P\w{2})$/

// The system's, for a server that is not reached and for what is full. Not all of them: a missing file stays missing.
const away =
  /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT|EMFILE|ENFILE)$/

/** Prisma's and PostgreSQL's codes for time-out, deadlock and serialisation. */
const conflict = /^(P2028|P2034|40001|40P01)$/

const kinds: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
])

const words =
  /connection (is )?(terminated|closed|refused|timeout)|connection error|server has closed|terminating connection|the database system is|no space left|could not (extend|write)|timeout exceeded|query read timeout/i
