import type { Message } from '../chat/message.ts'
import { type Platform, SendFailure } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import { membersWithin } from '../crm/organisation/within.ts'
import type { Channel, Db, Tx } from '../db/types.ts'
import { addressesOf, channelTarget } from './addresses.ts'
import { post } from './post.ts'
import type { Queue } from './queue.ts'

/**
 * Makes the group of a channel that was asked for, and says its first words there. A repeat is harmless: the
 * group's id is the channel's, and a channel that can be reached is left alone.
 */
export function createGroupMaker(deps: Deps) {
  return async ({ channelId, askedBy, message }: MakeGroup): Promise<void> => {
    const { db } = deps
    const channel = await db.channel.findUnique({ where: { id: channelId }, include: { department: true } })
    if (!channel?.department) return
    const reply = (text: string) => db.$transaction((tx) => answer(deps, tx, channel, askedBy, text))
    const platform = deps.platforms.get(channel.platform)
    if (!platform?.createGroup) {
      await db.channel.deleteMany({ where: { id: channelId, status: 'unreachable' } })
      return reply(`先把我拉进群，再在群里 @我 发「绑定群 ${channel.department.name}」。`)
    }
    if (channel.status === 'active') return reply(`${channel.name}已经有了，设置已更新。`)
    const members = await externalIds(db, channel.platform, channel.department.path)
    const owner = await externalIdOf(db, channel.platform, askedBy)
    if (!owner || new Set([owner, ...members]).size < 2) {
      await db.channel.delete({ where: { id: channelId } })
      return reply('这个部门在企业应用里不到两个人，建不了群。')
    }
    try {
      await platform.createGroup(channel.name, owner, members, channel.externalId)
    } catch (error) {
      if (!(error instanceof SendFailure) || error.kind === 'temporary') throw error
      await db.channel.delete({ where: { id: channelId } })
      return reply('群没建成：平台不允许。请管理员检查应用的可见范围是不是全公司。')
    }
    await db.$transaction(async (tx) => {
      await tx.channel.update({ where: { id: channelId }, data: { status: 'active' } })
      const target = channelTarget(channel)
      const slot = `group:${channelId}:${channel.createdAt.toISOString()}`
      await post(deps.queue, tx, {
        platform: channel.platform,
        target,
        kind: 'reply',
        message,
        slot,
        now: deps.clock.now(),
      })
      await answer(deps, tx, channel, askedBy, `${channel.name}建好了，${members.length} 人都在里面。`)
    })
  }
}

export type MakeGroup = { channelId: string; askedBy: string; message: Message }

export type Deps = { db: Db; queue: Queue; clock: Clock; platforms: ReadonlyMap<string, Platform> }

async function answer(deps: Deps, tx: Tx, channel: Channel, memberId: string, text: string): Promise<void> {
  for (const { platform, target } of await addressesOf(tx, memberId, channel.platform))
    await post(deps.queue, tx, {
      platform,
      target,
      kind: 'reply',
      message: { text },
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
