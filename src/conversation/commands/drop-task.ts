import { undoableOf, undoInbound } from '../../crm/undo/undo-inbound.ts'
import type { Audit } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { Phrase } from '../phrase.ts'
import type { Turn } from '../turn.ts'
import { takeBack } from './undo.ts'

const which = '(?:我?刚才?的?|刚建的?|上一?个|[这那](?:一?[个条])?|一?[个条])?'
const task = '(?:提醒|任务|待办|闹钟)'
const away = '(?:删了|删掉|删除|删|取消掉?|撤销|撤了|撤掉|去掉|不要了|作废)(?:吧|了)*'

/** 删掉这个提醒; 这个任务不要了 */
export const dropTask: Phrase = {
  pattern: new RegExp(
    `^(?:帮我|请|麻烦|给我)*(?:把)?(?:${which}${task}(?:给我|帮我|都)?${away}|${away}${which}${task}吧?)[。！!]?$`,
    'u',
  ),
  async command(turn) {
    const [made, ...since] = await lastMade(turn)
    if (!made)
      throw new Refusal(
        'no-task-to-drop',
        '今天没有你新建的提醒或任务可以删。发「我的任务」找到它：做完了点「完成」，别人派的点「推辞」。',
      )
    for (const change of since.toReversed()) await undoInbound(turn.tx, turn, change, 'words')
    await takeBack(turn, made, 'words')
  },
}

/**
 * The message that made the newest open task of the speaker and nothing else, so that no visit goes with it; and
 * those that have changed the task since.
 */
async function lastMade({ tx, member }: Turn): Promise<string[]> {
  const acts = await tx.audit.findMany({
    where: await undoableOf(tx, member.id),
    orderBy: { id: 'desc' },
    take: 30,
  })
  const isAlone = ({ inboundId, entityId }: Audit) =>
    acts.every((other) => other.inboundId !== inboundId || other.entityId === entityId)
  const made = acts.filter((act) => act.action === 'task.create' && isAlone(act))
  const open = await tx.task.findMany({
    where: { id: { in: made.map(({ entityId }) => entityId) }, status: 'open' },
    select: { id: true },
  })
  const newest = made.find(({ entityId }) => open.some(({ id }) => id === entityId))
  const ofIt = acts.filter(({ entityId }) => entityId === newest?.entityId)
  return [...new Set(ofIt.toReversed().flatMap(({ inboundId }) => inboundId ?? []))]
}
