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

/**
 * The same for work that has transactions of its own. The key is taken first: a repeat at the same time is told
 * that the first is still at work (409), and a failed one gives the key back.
 */
export async function onceOutside(
  db: Db,
  now: Date,
  key: Key | null,
  work: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (!key) return { ...(await work()), replayed: false }
  const stored = await db.$transaction((tx) => reserve(tx, now, key))
  if (stored?.status === atWork)
    throw new Problem(409, 'Still at work', {
      errors: [{ field: 'Idempotency-Key', detail: 'its request is still at work: ask again in a moment' }],
    })
  if (stored) return { ...stored, replayed: true }
  try {
    const answer = await work()
    await db.idempotencyKey.update({ where: { key: key.key }, data: answer })
    return { ...answer, replayed: false }
  } catch (error) {
    await db.idempotencyKey.deleteMany({ where: { key: key.key, status: atWork } })
    throw error
  }
}

/** In place of a status, as long as there is no answer. */
const atWork = 0

async function reserve(tx: Tx, now: Date, key: Key): Promise<Answer | null> {
  const kept = new Date(now.getTime() - keptDays * 86_400_000)
  const alive = new Date(now.getTime() - longestWorkMs)
  await tx.idempotencyKey.deleteMany({
    where: { OR: [{ createdAt: { lt: kept } }, { key: key.key, status: atWork, createdAt: { lt: alive } }] },
  })
  const { count } = await tx.idempotencyKey.createMany({
    data: { ...key, status: atWork, body: {}, createdAt: now },
    skipDuplicates: true,
  })
  return count === 1 ? null : storedFor(tx, key)
}

const keptDays = 30
/** A key that is at work for longer is of a process that died over it. */
const longestWorkMs = 10 * 60_000

async function storedFor(tx: Tx, { key, fingerprint }: Key): Promise<Answer | null> {
  const stored = await tx.idempotencyKey.findUnique({ where: { key } })
  if (!stored) return null
  if (stored.fingerprint !== fingerprint)
    throw new Problem(422, 'Idempotency-Key was used for another request', {
      errors: [{ field: 'Idempotency-Key', detail: 'was used for another request' }],
    })
  return { status: stored.status, body: stored.body as object }
}
