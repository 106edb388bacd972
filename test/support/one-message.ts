import type { By } from '../../src/crm/by.ts'
import type { Db, Member, Tx } from '../../src/db/types.ts'
import { byOf, start } from './world.ts'

/** Does it as one message, the so-many-th minute of the test; returns that message's id with what it made. */
export async function inOneMessage<T>(
  db: Db,
  member: Member,
  minute: number,
  act: (tx: Tx, by: By) => Promise<T>,
): Promise<[string, T]> {
  const inboundId = `00000000-0000-7000-8000-${String(minute).padStart(12, '0')}`
  const by = { ...(await byOf(db, member, new Date(start.getTime() + minute * 60_000))), inboundId }
  return [inboundId, await db.$transaction((tx) => act(tx, by))]
}
