import { type DestinationStream, type Logger, pino } from 'pino'
import { lineOf } from './errors.ts'

/**
 * The service's log: ids, codes and counts. What people say, their numbers, and tokens have no place in it, so an
 * error is told by its line, its code and where it happened, never with the values that it carries.
 */
export const createLog = (level: string, stream?: DestinationStream): Logger =>
  pino({ level, serializers: { err: traceOf } }, stream as DestinationStream)

function traceOf(error: unknown): object {
  const { code, stack, cause } = (error ?? {}) as { code?: unknown; stack?: string; cause?: unknown }
  return {
    error: lineOf(error),
    ...(typeof code === 'string' ? { code } : {}),
    at: stack
      ?.split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .map((line) => line.trim()),
    ...(cause instanceof Error ? { cause: traceOf(cause) } : {}),
  }
}
