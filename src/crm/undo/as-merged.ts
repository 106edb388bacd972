import { z } from 'zod'
import type { Audit, Prisma, Tx } from '../../db/types.ts'
import { mergedAmong } from '../organisation/merged.ts'

/**
 * Entries as they would be written today: who has turned out to be another member since is that one, also in what
 * is put back. Otherwise it would go to a record that nobody acts as.
 */
export async function asMerged(tx: Tx, entries: Audit[]): Promise<Audit[]> {
  const became = await mergedAmong(tx, [...new Set(entries.flatMap(membersIn))])
  if (became.size === 0) return entries
  const renamed = (id: string | null) => became.get(id ?? '') ?? id
  const reread = (values: Prisma.JsonValue): Prisma.JsonValue =>
    JSON.parse(JSON.stringify(values), (key, value) => (isMember(key) ? renamed(value) : value))
  return entries.map((entry) => ({
    ...entry,
    memberId: renamed(entry.memberId),
    before: reread(entry.before),
    after: reread(entry.after),
  }))
}

const membersIn = ({ memberId, before, after }: Audit): string[] =>
  [{ memberId }, before, after].flatMap((values) => {
    const { data } = members.safeParse(values)
    return [data?.ownerId, data?.memberId].filter((id) => typeof id === 'string')
  })

/** Under which names a member stands in what an entry keeps. */
const members = z.object({ ownerId: z.uuid().nullish(), memberId: z.uuid().nullish() })
const isMember = (key: string): boolean => key in members.shape
