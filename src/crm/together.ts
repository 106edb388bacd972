import { Prisma, type Tx } from '../db/types.ts'

/**
 * Writes that belong to one act, in one statement: a round trip costs more than a write. None of them sees what
 * another wrote. Each is an `INSERT`, `UPDATE` or `DELETE`.
 */
export async function together(tx: Tx, writes: Prisma.Sql[]): Promise<void> {
  const named = writes.map((write, index) => Prisma.sql`${Prisma.raw(`w${index}`)} AS (${write})`)
  await tx.$executeRaw`WITH ${Prisma.join(named)} SELECT 1`
}
