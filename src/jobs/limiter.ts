import type { Pool } from 'pg'
import type { RateLimit } from '../chat/platform.ts'
import { gathered } from '../db/gathered.ts'

/**
 * Gives out places within the platforms' rates. A place is kept: who has to wait comes back once, when it is
 * their turn, instead of asking again and again.
 */
export type Limiter = {
  /** Takes a place under each rate in turn, beginning behind the first `held`. */
  take(limits: RateLimit[], held: number): Promise<Place>
}

/** To be used `waitMs` from now; `held` rates are taken by then. */
export type Place = { waitMs: number; held: number }

/** The places of one process: the embedded database has no second one. `now` in ms, from anywhere. */
export function memoryLimiter(factor = 1, now: () => number = () => performance.now()): Limiter {
  const next = new Map<string, number>()
  return {
    async take(limits, held) {
      for (const [index, limit] of limits.entries()) {
        if (index < held) continue
        const { burst, spacing } = paceOf(limit, factor)
        const at = Math.max(next.get(limit.key) ?? 0, now()) + spacing * 1000
        next.set(limit.key, at)
        const waitMs = at - burst * spacing * 1000 - now()
        if (waitMs > rounding) return { waitMs, held: index + 1 }
      }
      if (next.size > keptKeys) forget(next, now())
      return { waitMs: 0, held: limits.length }
    },
  }
}

/**
 * The places of all processes on one PostgreSQL. They live in a schema of their own, outside the migrations, and
 * may be lost at any time. Call it exclusively: it makes what is missing.
 */
export async function sharedLimiter(pool: Pool, factor = 1): Promise<Limiter> {
  await pool.query(setUp)
  const takeNext = gathered((batch: Asked[]) => takeAll(pool, batch))
  return {
    async take(limits, held) {
      const paces = limits.map((limit) => paceOf(limit, factor))
      const { wait, taken } = await takeNext({
        keys: limits.map(({ key }) => key),
        bursts: paces.map(({ burst }) => burst),
        spacings: paces.map(({ spacing }) => spacing),
        held,
      })
      return { waitMs: wait * 1000, held: taken }
    },
  }
}

type Asked = { keys: string[]; bursts: number[]; spacings: number[]; held: number }
type Given = { wait: number; taken: number }

async function takeAll(pool: Pool, batch: Asked[]): Promise<Given[]> {
  const text = 'SELECT wait, taken FROM limiter.take_all($1)'
  const { rows } = await pool.query<Given>({ name: 'take-all', text, values: [JSON.stringify(batch)] })
  return rows
}

/**
 * A fifth at once, the rest evenly spread: then no window of the platform's length has more than it allows,
 * wherever the platform begins to count. A fiftieth of it, `leastSlack` at least, is left for the way there, which takes
 * one longer than another. Several calls take their places together and wait for the last.
 */
function paceOf({ points, seconds, calls = 1 }: RateLimit, factor: number): Pace {
  const allowed = points * factor
  const burst = Math.min(Math.max(2, Math.floor(allowed / 5)), allowed)
  const spacing = (seconds + Math.max(seconds / 50, leastSlack)) / Math.max(allowed - burst, 1)
  return { burst: burst / calls, spacing: spacing * calls }
}

type Pace = { burst: number; spacing: number }

/** In seconds. */
const leastSlack = 0.2

/** In ms: what sums of fractions leave over is no wait. */
const rounding = 1e-6

const keptKeys = 10_000

/** What lies in the past holds nobody up. */
function forget(next: Map<string, number>, now: number): void {
  for (const [key, at] of next) if (at < now) next.delete(key)
}

/** Any number will do, as long as nothing else in the database locks the same one. */
const takersLock = 7_310_579

// The next free place of each rate, in seconds since 1970. Not logged: a place costs no flush to disk. The
// function takes places in turn and stops at the first that is not free yet (GCRA). `noted` is when the last one
// was taken: when the server's clock was put back since, the places move with it. Many take places in one statement,
// and the lock keeps two such statements from waiting for each other.
const setUp = `
CREATE SCHEMA IF NOT EXISTS limiter;
CREATE UNLOGGED TABLE IF NOT EXISTS limiter.place (key text PRIMARY KEY, at double precision NOT NULL);
ALTER TABLE limiter.place ADD COLUMN IF NOT EXISTS noted double precision NOT NULL DEFAULT 0;
CREATE OR REPLACE FUNCTION limiter.take_places(keys text[], bursts double precision[], spacings double precision[],
  held int, OUT wait double precision, OUT taken int) LANGUAGE plpgsql AS $$
DECLARE
  moment double precision := extract(epoch FROM clock_timestamp());
BEGIN
  wait := 0;
  taken := held;
  WHILE taken < cardinality(keys) AND wait <= ${rounding / 1000} LOOP
    taken := taken + 1;
    INSERT INTO limiter.place AS p (key, at, noted) VALUES (keys[taken], moment + spacings[taken], moment)
      ON CONFLICT (key) DO UPDATE SET noted = moment, at = spacings[taken] +
        greatest(p.at - CASE WHEN p.noted > moment + 1 THEN p.noted - moment ELSE 0 END, moment)
      RETURNING p.at - bursts[taken] * spacings[taken] - moment INTO wait;
  END LOOP;
  wait := CASE WHEN wait > ${rounding / 1000} THEN wait ELSE 0 END;
END $$;
CREATE OR REPLACE FUNCTION limiter.take_all(asked jsonb) RETURNS TABLE (wait double precision, taken int)
  LANGUAGE plpgsql AS $$
DECLARE
  one record;
BEGIN
  PERFORM pg_advisory_xact_lock(${takersLock});
  FOR one IN SELECT * FROM jsonb_to_recordset(asked)
    AS a(keys text[], bursts double precision[], spacings double precision[], held int) LOOP
    RETURN QUERY SELECT p.wait, p.taken FROM limiter.take_places(one.keys, one.bursts, one.spacings, one.held) p;
  END LOOP;
END $$`
