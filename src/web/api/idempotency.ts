import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import type { Db, Tx } from '../../db/types.ts'
import { Problem } from './problem.ts'

export type Answer = { status: number; body: object }

/** What a request says about being repeated; `null` when it says nothing. Throws `Problem`. */
export function keyOf(ctx: Context, raw: Buffer): Key | null {
  const given = ctx.get('idempotency-key')
  if (!given) return null
  if (given.length > 200) throw new Problem(422, 'Idempotency-Key is longer than 200 characters')
  const fingerprint = createHash('sha256').update(`${ctx.method} ${ctx.path}\n`).update(raw).digest('hex')
  return { key: given, fingerprint }
}

export type Key = { key: string; fingerprint: string }

/**
 * Does the work once per key: the answer is stored in the transaction of the work, and a repeat gets it again.
 * Another request at the same time waits for the first. Throws `Problem` when the key was another request's.
 */
export async function once(
  db: Db,
  now: Date,
  key: Key | null,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  return db.$transaction(async (tx) => {
    if (!key) return { ...(await work(tx)), replayed: false }
    const stored = await reserve(tx, now, key)
    if (stored) return { ...stored, replayed: true }
    const answer = await work(tx)
    await tx.idempotencyKey.update({ where: { key: key.key }, data: answer })
    return { ...answer, replayed: false }
  })
}

/** The same for work that has transactions of its own and is harmless twice. */
export async function onceOutside(
  db: Db,
  now: Date,
  key: Key | null,
  work: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const stored = key && (await storedFor(db, key))
  if (stored) return { ...stored, replayed: true }
  const answer = await work()
  const row = { ...answer, createdAt: now }
  if (key) await db.idempotencyKey.createMany({ data: { ...key, ...row }, skipDuplicates: true })
  return { ...answer, replayed: false }
}

async function reserve(tx: Tx, now: Date, key: Key): Promise<Answer | null> {
  const kept = new Date(now.getTime() - keptDays * 86_400_000)
  await tx.idempotencyKey.deleteMany({ where: { createdAt: { lt: kept } } })
  const { count } = await tx.idempotencyKey.createMany({
    data: { ...key, status: 0, body: {}, createdAt: now },
    skipDuplicates: true,
  })
  return count === 1 ? null : storedFor(tx, key)
}

const keptDays = 30

async function storedFor(tx: Tx, { key, fingerprint }: Key): Promise<Answer | null> {
  const stored = await tx.idempotencyKey.findUnique({ where: { key } })
  if (!stored) return null
  if (stored.fingerprint !== fingerprint)
    throw new Problem(422, 'Idempotency-Key was used for another request', {
      errors: [{ field: 'Idempotency-Key', detail: 'was used for another request' }],
    })
  return { status: stored.status, body: stored.body as object }
}
