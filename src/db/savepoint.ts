import type { Tx } from './types.ts'

/**
 * Work within a transaction that may fail by itself: where `isOwn` says so of what it throws, nothing of it has been
 * and the transaction can go on. Throws what it throws.
 */
export async function inSavepoint(
  tx: Tx,
  work: () => Promise<unknown>,
  isOwn: (error: unknown) => boolean,
): Promise<void> {
  await tx.$executeRaw`SAVEPOINT work`
  try {
    await work()
    await tx.$executeRaw`RELEASE SAVEPOINT work`
  } catch (error) {
    if (isOwn(error)) await tx.$executeRaw`ROLLBACK TO SAVEPOINT work`
    throw error
  }
}
