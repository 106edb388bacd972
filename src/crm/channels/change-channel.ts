import type { Channel, Prisma, Tx } from '../../db/types.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'

/** Adds a group that another program names. Who may is the caller's question. */
export async function createChannel(tx: Tx, by: By, values: NewChannel): Promise<Channel> {
  const channel = await tx.channel.create({ data: { ...values, createdAt: by.now } })
  const { platform, via, name, departmentId, topics } = channel
  // A webhook's id is the key to its group: it does not go into the books.
  await record(tx, by, {
    action: 'channel.create',
    id: channel.id,
    after: { platform, via, name, departmentId, topics },
  })
  return channel
}

type NewChannel = Omit<Prisma.ChannelUncheckedCreateInput, 'id' | 'createdAt'>

export const changeChannel = (tx: Tx, by: By, id: string, values: ChannelChange): Promise<boolean> =>
  correct(tx, by, 'channel', id, values)

type ChannelChange = Partial<Pick<Channel, 'name' | 'departmentId' | 'topics' | 'status'>>

/** Nothing is pushed there any more. */
export async function removeChannel(tx: Tx, by: By, id: string): Promise<void> {
  const { platform, via, name, departmentId, topics } = await tx.channel.delete({ where: { id } })
  await record(tx, by, {
    action: 'channel.remove',
    id,
    before: { platform, via, name, departmentId, topics },
  })
}
