import { type Platform, SendFailure } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import { membersWithin } from '../crm/organisation/within.ts'
import type { Channel, Db, Tx } from '../db/types.ts'
import { addressesOf, channelTarget } from './addresses.ts'
import { post } from './post.ts'
import type { Jobs, Queue } from './queue.ts'

/**
 * Makes the group of a channel that was asked for, and says its first words there. A repeat is harmless: the
 * group's id is the channel's, a channel that can be reached is left alone, and each request is answered once.
 * Throws what may pass; when that has gone on for a day, who asked is told that there is no group.
 */
export function createGroupMaker(deps: Deps) {
  return async (asked: MakeGroup): Promise<void> => {
    const { db } = deps
    const { channelId, askedBy } = asked
    const channel = await db.channel.findUnique({ where: { id: channelId }, include: { department: true } })
    if (!channel?.department) return
    const { name } = channel.department
    const reply = (text: string) => db.$transaction((tx) => answer(deps, tx, channel, asked, text))
    const giveUp = (text: string) =>
      db.$transaction(async (tx) => {
        await tx.channel.deleteMany({ where: { id: channelId, status: 'unreachable' } })
        await answer(deps, tx, channel, asked, text)
      })
    const platform = deps.platforms.get(channel.platform)
    if (!platform?.createGroup) return giveUp(`先把我拉进群，再在群里 @我 发「绑定群 ${name}」。`)
    if (channel.status === 'active') return reply(`${channel.name}已经有了，设置已更新。`)
    const members = await externalIds(db, channel.platform, channel.department.path)
    const owner = await externalIdOf(db, channel.platform, askedBy)
    const size = new Set([owner, ...members]).size
    if (!owner || size < 2) return giveUp('这个部门在企业应用里不到两个人，建不了群。')
    try {
      await platform.createGroup(channel.name, owner, members, channel.externalId)
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error
      if (error.kind !== 'temporary')
        return giveUp('群没建成：平台不允许。请管理员检查应用的可见范围是不是全公司。')
      if (deps.clock.now().getTime() - new Date(asked.askedAt).getTime() < patienceMs) throw error
      return giveUp(`${channel.name}一直没建成：平台连不上。过一会儿再发一次「绑定群 ${name}」，我接着建。`)
    }
    await db.$transaction(async (tx) => {
      await tx.channel.update({ where: { id: channelId }, data: { status: 'active' } })
      const target = channelTarget(channel)
      // Once for each request: a group that was gone and is made anew is seen by nobody before its first message.
      const slot = `group:${channelId}:${asked.inboundId}`
      await post(deps.queue, tx, {
        platform: channel.platform,
        target,
        kind: 'reply',
        message: asked.message,
        slot,
        now: deps.clock.now(),
      })
      const left = size - (platform.groupSize ?? size)
      const within =
        left > 0
          ? `${platform.groupSize} 人在里面。一个群最多这么多，还有 ${left} 人没进来。`
          : `${members.length} 人都在里面。`
      await answer(deps, tx, channel, asked, `${channel.name}建好了，${within}`)
    })
  }
}

export type MakeGroup = Jobs['make-group']

export type Deps = { db: Db; queue: Queue; clock: Clock; platforms: ReadonlyMap<string, Platform> }

/** The queue's limit of tries is beyond this. */
const patienceMs = 24 * 3_600_000

/** Once for each request: the slot is its own. */
async function answer(
  deps: Deps,
  tx: Tx,
  channel: Channel,
  { askedBy: memberId, inboundId }: MakeGroup,
  text: string,
): Promise<void> {
  for (const { platform, target } of await addressesOf(tx, memberId, channel.platform))
    await post(deps.queue, tx, {
      platform,
      target,
      kind: 'reply',
      message: { text },
      slot: `group-asked:${channel.id}:${inboundId}`,
      memberId,
      now: deps.clock.now(),
    })
}

async function externalIds(db: Db, platform: string, path: string): Promise<string[]> {
  const memberIds = await membersWithin(db, path)
  const identities = await db.identity.findMany({
    where: { platform, memberId: { in: memberIds }, member: { status: 'active' } },
    orderBy: { createdAt: 'asc' },
  })
  return identities.map(({ externalId }) => externalId)
}

async function externalIdOf(db: Db, platform: string, memberId: string): Promise<string | undefined> {
  return (await db.identity.findFirst({ where: { platform, memberId } }))?.externalId
}
