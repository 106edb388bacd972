import type { Channel, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { Actor, By } from '../by.ts'

/**
 * Binds a group to a department and to topics, or changes what it is bound to. Open to sales operations and to
 * those who lead the department or one above it; throws `Refusal` for the others.
 */
export async function bindChannel(tx: Tx, by: By, entry: NewChannel): Promise<Channel> {
  if (!(await mayBind(tx, by.member, entry.departmentId)))
    throw new Refusal(
      'not-your-department',
      '这个部门的群要由它的主管、上级或者销管来绑。自己带的部门可以直接绑，发「绑定群 部门名」。',
    )
  const { platform, externalId, via, name, departmentId, topics, status = 'active' } = entry
  const id = { platform_externalId: { platform, externalId } }
  const before = await tx.channel.findUnique({ where: id })
  if (before && !(await mayBind(tx, by.member, before.departmentId)))
    throw new Refusal('not-your-department', '这个群已经归另一个部门用了，请那边的主管先解绑。')
  const channel = await tx.channel.upsert({
    where: id,
    create: { platform, externalId, via, name, departmentId, topics, status, createdAt: by.now },
    // A group that is there stays there: only its making (`unreachable`) must not take it away again.
    update: { departmentId, topics, via, ...(status === 'active' ? { status } : {}) },
  })
  await record(tx, by, {
    action: 'channel.bind',
    id: channel.id,
    ...(before ? { before: { departmentId: before.departmentId, topics: before.topics } } : {}),
    after: { platform, departmentId, topics },
  })
  return channel
}

export type NewChannel = {
  platform: string
  externalId: string
  /** How it is reached: a chat the bot is in, a group of the app, or a webhook's key. */
  via: 'chat' | 'appchat' | 'webhook'
  name: string
  departmentId: string
  /** What is told there; empty for everything. */
  topics: string[]
  /** `unreachable`: not made yet. */
  status?: 'active' | 'unreachable'
}

/** A group without a department is the whole company's: its head decides. */
async function mayBind(tx: Tx, { role, reach }: Actor, departmentId: string | null): Promise<boolean> {
  if (role === 'sales_ops') return true
  const led = reach === 'all' ? [] : reach.departmentIds
  if (departmentId !== null) return led.includes(departmentId)
  return (await tx.department.count({ where: { id: { in: led }, parentId: null, removedAt: null } })) > 0
}

/** Unbinds a group: nothing is pushed there any more. Throws `Refusal` for who may not, or if there is none. */
export async function unbindChannel(tx: Tx, by: By, group: Group): Promise<Channel> {
  const channel = await tx.channel.findUnique({ where: { platform_externalId: group } })
  if (!channel) throw new Refusal('no-channel', '这个群没有绑定过。要绑定就发「绑定群 部门名」。')
  if (!(await mayBind(tx, by.member, channel.departmentId)))
    throw new Refusal('not-your-department', '解绑要这个部门的主管、上级或者销管来做。')
  await tx.channel.delete({ where: { id: channel.id } })
  const { platform, externalId, via, name, departmentId, topics } = channel
  await record(tx, by, {
    action: 'channel.unbind',
    id: channel.id,
    before: { platform, externalId, via, name, departmentId, topics },
  })
  return channel
}

export type Group = { platform: string; externalId: string }

/** The bot was thrown out of a group, or let in again. Unknown groups are nobody's business. */
export async function markReachable(tx: Tx, group: Group, reachable: boolean): Promise<void> {
  await tx.channel.updateMany({
    where: group,
    data: { status: reachable ? 'active' : 'unreachable' },
  })
}
