import { channelBound } from '../../../cards/channel-bound.ts'
import { bindChannel, markReachable, unbindChannel } from '../../crm/channels/bind-channel.ts'
import { departmentsNamed } from '../../crm/organisation/within.ts'
import type { Channel, Department } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { Phrase } from '../phrase.ts'
import { sayLine, sayOpenly, type Turn } from '../turn.ts'

/** `绑定群 华东区`, `绑定群 华东区 战报 喜报`: in a group for that group; alone with the bot, a group is made. */
export const bindGroup: Phrase = {
  pattern: /^绑定群(?:组|聊)?[\s：:]*(.*)$/u,
  async command(turn, [, words = '']) {
    const { topics, name } = wanted(words)
    const department = await theDepartment(turn, name)
    const { chat, platform } = turn.inbound
    const entry = { platform, name: `${department.name}群`, departmentId: department.id, topics }
    if (chat?.kind === 'group') {
      const channel = await bindChannel(turn.tx, turn, { ...entry, externalId: chat.id, via: 'chat' })
      return sayOpenly(turn, boundCard(turn, channel, department))
    }
    const channel = await bindChannel(turn.tx, turn, {
      ...entry,
      externalId: groupIdOf(department),
      via: 'appchat',
      status: 'unreachable',
    })
    const message = { card: boundCard(turn, channel, department) }
    turn.outbox.push({ message, to: { kind: 'new-group', channelId: channel.id } })
  },
}

/** `解绑群`, said in the group. */
export const unbindGroup: Phrase = {
  pattern: /^(?:解绑|解除绑定|取消绑定)群?(?:组|聊)?[。！!]?$/u,
  async command(turn) {
    const { chat, platform } = turn.inbound
    if (chat?.kind !== 'group') throw new Refusal('no-group-here', '到要解绑的那个群里，@我 发「解绑群」。')
    await unbindChannel(turn.tx, turn, { platform, externalId: chat.id })
    sayLine(turn, '已解绑，这个群不会再收到推送。')
  },
}

/**
 * The bot came into a group, or was thrown out of it. The latter may be heard late, when it has been let in again: then
 * it is left to the next push, which tells for certain.
 */
export async function groupReachable(turn: Turn, reachable: boolean): Promise<void> {
  const { chat, platform } = turn.inbound
  const { now, saidAt = now } = turn
  if (!reachable && now.getTime() - saidAt.getTime() >= repeatMs) return
  if (chat) await markReachable(turn.tx, { platform, externalId: chat.id }, reachable)
}

/** Feishu tells again what was not acknowledged, for the first time after that long. */
const repeatMs = 15_000

/** The topics, by the words that people use for them. */
const topicWords: { topic: string; label: string; words: RegExp }[] = [
  { topic: 'leaderboard', label: '每日战报', words: /^(战报|日榜|排行榜?|榜单|日报)$/u },
  { topic: 'wins', label: '赢单喜报', words: /^(喜报|赢单|开单|捷报)$/u },
  { topic: 'pool', label: '公海线索', words: /^(公海|线索|抢单)$/u },
]

function wanted(words: string): { topics: string[]; name: string } {
  const parts = words.split(/[\s,，、]+/u).filter(Boolean)
  const topicOf = (part: string) => topicWords.find((one) => one.words.test(part))?.topic
  return {
    topics: [...new Set(parts.flatMap((part) => topicOf(part) ?? []))],
    name: parts.filter((part) => !topicOf(part)).join(' '),
  }
}

async function theDepartment(turn: Turn, name: string): Promise<Department> {
  if (!name) throw new Refusal('no-department', '绑到哪个部门？比如「绑定群 华东区」。')
  const found = await departmentsNamed(turn.tx, name)
  const [department] = found
  if (!department) throw new Refusal('no-such-department', `没找到叫「${name}」的部门，换个叫法试试。`)
  if (found.length > 1) {
    const names = found.slice(0, 5).map((one) => one.name)
    throw new Refusal('several-departments', `叫「${name}」的部门有好几个：${names.join('、')}。说全名就行。`)
  }
  return department
}

/** One group per department, and the same one however often it is asked for: 32 letters and digits. */
const groupIdOf = ({ id }: Department): string => id.replaceAll('-', '')

const boundCard = (turn: Turn, { topics }: Channel, department: Department) =>
  channelBound({
    department: department.name,
    by: turn.member.name,
    topics: topicWords
      .filter(({ topic }) => topics.length === 0 || topics.includes(topic))
      .map(({ label }) => label)
      .join('、'),
  })
