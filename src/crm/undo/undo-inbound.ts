import { businessDay, dayStart } from '../../clock.ts'
import type { Audit, Prisma, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import { actDay, type By } from '../by.ts'
import { namedAs } from '../organisation/merged.ts'
import { reaches } from '../organisation/reach.ts'
import { readRules } from '../settings/rules.ts'
import { asMerged } from './as-merged.ts'
import { reversals } from './table.ts'

/**
 * Takes back everything that one message did, the last act first, and returns those acts; without those that a
 * program has taken back already. By button it is open to whoever did it for `rules.undoMinutes`; on request, and
 * for their manager, until the end of the business day. Safe to repeat: the second time is refused. Throws
 * `Refusal` and then changes nothing.
 */
export async function undoInbound(
  tx: Tx,
  by: By,
  inboundId: string,
  asked: Asked = 'button',
): Promise<Audit[]> {
  const did = (await tx.audit.findMany({ where: { inboundId }, orderBy: { id: 'desc' } })).filter(isAct)
  if (did.length === 0) throw new Refusal('nothing-to-undo', '这里没有可以撤销的操作。')
  const open = did.filter(({ undoneAt }) => !undoneAt)
  const acts = await asMerged(tx, open)
  const [last] = acts
  if (!last) throw new Refusal('undone-already', '已经撤销过了。')
  const { undoMinutes } = await readRules(tx)
  const reason = whyNot(by, last, asked, undoMinutes)
  if (reason) throw reason
  await undoActs(tx, by, acts)
  return acts
}

/** Takes back these acts, the last first, whoever may and whenever: the caller has asked that. */
export async function undoActs(tx: Tx, by: By, acts: Audit[]): Promise<void> {
  await mark(tx, by, acts)
  for (const act of acts) {
    const reverse = reversals[act.action]
    if (!reverse) throw new Refusal('no-way-back', '这一步撤不回来，请找主管或销管处理。')
    await reverse(tx, by, act)
    await record(tx, by, {
      action: `${act.entityType}.undo`,
      id: act.entityId,
      before: valuesOf(act.after),
      after: { ...valuesOf(act.before), undoes: act.id, action: act.action },
    })
  }
}

/** How it was asked for: by the button under a receipt, or in words. */
export type Asked = 'button' | 'words'

/** The member's last message of this business day that did something which can be taken back; `null` if none. */
export async function lastUndoable(tx: Tx, by: By): Promise<string | null> {
  const last = await tx.audit.findFirst({
    where: { ...(await undoableOf(tx, by.member.id)), at: { gte: dayStart(actDay(by), by.zone) } },
    orderBy: { id: 'desc' },
  })
  return last?.inboundId ?? null
}

/** What a member did by messages that can be taken back; not refusals and undos, which are written down, too. */
export const undoableOf = async (tx: Tx, memberId: string) => ({
  memberId: { in: await namedAs(tx, memberId) },
  undoneAt: null,
  inboundId: { not: null },
  action: { in: Object.keys(reversals) },
})

function whyNot(by: By, { memberId, at }: Audit, asked: Asked, undoMinutes: number): Refusal | null {
  const mine = memberId === by.member.id
  if (!mine && !leads(by, memberId))
    return new Refusal('not-your-act', '这不是你做的，撤不了。请本人或他的主管来撤。')
  if (!isSameDay(by, at))
    return new Refusal('undo-too-late', '只能撤销当天的操作。要改以前的记录，请找主管或销管。')
  const minutes = (by.now.getTime() - at.getTime()) / 60_000
  if (mine && asked === 'button' && minutes > undoMinutes)
    return new Refusal(
      'undo-button-over',
      `已经过了 ${undoMinutes} 分钟，按钮不管用了。今天之内直接发「撤销」，可以撤掉你最近的一次操作。`,
    )
  return null
}

/** Claims the entries: of two taps at once, only one finds those it has read still unmarked. */
async function mark(tx: Tx, by: By, acts: Audit[]): Promise<void> {
  const open = { id: { in: acts.map(({ id }) => id) }, undoneAt: null } satisfies Prisma.AuditWhereInput
  const { count } = await tx.audit.updateMany({ where: open, data: { undoneAt: by.now } })
  if (count < acts.length) throw new Refusal('undone-already', '已经撤销过了。')
}

const leads = (by: By, memberId: string | null): boolean =>
  (by.member.role === 'manager' || by.member.role === 'director') && reaches(by.member.reach, memberId)

/** Or later: what was said before midnight may have been worked on after it. */
const isSameDay = (by: By, at: Date): boolean => businessDay(at, by.zone) >= actDay(by)
const isAct = ({ action }: Audit): boolean => !action.endsWith('.undo')

const valuesOf = (json: Prisma.JsonValue): Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {}
