/**
 * Whether the database was away or busy: the same work may succeed a moment later, and it says nothing against
 * the message that was being worked on.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, meta } = error as { code?: unknown; meta?: Meta }
  // A raw statement that fails is always a P2010: what happened is told by the adapter only.
  const { kind, originalCode } = meta?.driverAdapterError?.cause ?? {}
  if ([code, meta?.code, originalCode].some((one) => typeof one === 'string' && passing.test(one)))
    return true
  return kinds.has(kind) || words.test(error.message) || isPassing(error.cause)
}

type Meta = { code?: unknown; driverAdapterError?: { cause?: { kind?: unknown; originalCode?: unknown } } }

// Prisma's connection and time-out codes; PostgreSQL's classes for connections (08), out of resources (53),
// shutting down (57P), deadlock and serialisation (40).
const passing = /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|08\w{3}|53\w{3}|57P\w{2}|40001|40P01|E[A-Z]+)$/

const kinds: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
])

const words =
  /connection (is )?(terminated|closed|refused|timeout)|connection error|server has closed|terminating connection|the database system is|no space left|could not (extend|write)|timeout exceeded|deadlock/i
