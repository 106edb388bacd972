import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts'

/** The database, outside a transaction. */
export type Db = PrismaClient
/** One transaction; the first parameter of everything that reads or writes business rows. */
export type Tx = Prisma.TransactionClient

export type * from '../../prisma/generated/client.ts'
export { Prisma } from '../../prisma/generated/client.ts'
