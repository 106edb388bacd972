import { z } from 'zod'
import { undoneCard } from '../../../cards/undone.ts'
import { winTakenBack } from '../../../cards/win-news.ts'
import type { Card } from '../../chat/card.ts'
import { readProspect } from '../../crm/pool/prospect.ts'
import { type Asked, lastUndoable, undoInbound } from '../../crm/undo/undo-inbound.ts'
import type { Audit } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { tappedSubject } from '../changed.ts'
import type { Command } from '../command.ts'
import { subjectsOf } from '../prospects.ts'
import { hideEverywhere, show, showEverywhere, type Turn, tell, toast } from '../turn.ts'
import { dealCardOf } from '../views/deal.ts'
import { stateCard } from '../views/lead.ts'
import { taskCardOf } from '../views/task.ts'
import { actLabel, undoneLine } from '../views/undone.ts'
import { visitCardOf } from '../views/visit.ts'

/** 撤销 */
export const undo: Command = {
  intent: 'undo',
  async run(turn) {
    const last = await lastUndoable(turn.tx, turn)
    if (!last)
      throw new Refusal('nothing-to-undo', '今天没有可以撤销的操作了。更早的记录，请找主管或销管改。')
    await takeBack(turn, last, 'words')
  },
  taps: {
    undo: (turn, { args }) => takeBack(turn, z.object({ of: z.uuid() }).parse(args).of, 'button'),
  },
}

/** Takes it back and lets every card about it say so. */
export async function takeBack(turn: Turn, inboundId: string, asked: Asked): Promise<void> {
  const undone = await undoInbound(turn.tx, turn, inboundId, asked)
  const acts = undone.filter(({ entityType }) => entityType !== 'language')
  const mine = acts[0]?.memberId === turn.member.id
  if (acts.some(({ entityId }) => entityId === turn.memory.account?.id)) turn.memory.account = null
  const lines: string[] = []
  for (const act of acts.toReversed()) lines.push(await undoneLine(turn, act))
  const card = undoneCard({
    acts: lines,
    by: mine ? undefined : turn.member.name,
  })
  const cards = await cardsAfter(turn, acts, card)
  for (const [subject, after] of cards) {
    // Whoever gives a claim back has seen contacts that are not theirs to see any more.
    if (acts.some((act) => claims.has(act.action) && subjectsAfter(act).includes(subject)))
      hideEverywhere(turn, [subject], after)
    else showEverywhere(turn, subject, after)
  }
  const tapped = await tappedSubject(turn)
  show(turn, (tapped && cards.get(tapped)) || card)
  if (asked === 'button') toast(turn, 'success', '已撤销')
  if (!mine && acts[0]?.memberId) tell(turn, acts[0].memberId, card)
}

/** What each card about these records says now: those that live on how they stand, the rest that they are gone. */
async function cardsAfter(turn: Turn, acts: Audit[], gone: Card): Promise<Map<string, Card>> {
  const cards = new Map<string, Card>()
  for (const act of acts) {
    const after = (await cardAfter(turn, act)) ?? gone
    for (const subject of subjectsAfter(act)) if (!cards.has(subject)) cards.set(subject, after)
    if (act.action === 'opportunity.win') cards.set(`win:${act.entityId}`, winTakenBack(turn.member.name))
  }
  return cards
}

/** What cards about the record of an act are kept under. */
const subjectsAfter = ({ entityType, entityId: id }: Audit): string[] =>
  entityType === 'account' ? subjectsOf({ kind: 'account', id }) : [`${entityType}:${id}`]

const claims = new Set(['lead.claim', 'account.claim'])

async function cardAfter(turn: Turn, { action, entityId }: Audit): Promise<Card | null> {
  const notice = `已撤销：${actLabel({ action })}`
  if (action.startsWith('opportunity.') && action !== 'opportunity.create')
    return dealCardOf(turn, entityId, { notice })
  if (partsOfVisit.has(action))
    return visitCardOf(turn, entityId, { undo: await inboundOf(turn, 'visit.create', entityId) })
  if (action.startsWith('task.') && action !== 'task.create') return taskCardOf(turn, entityId, { notice })
  const [kind, verb] = action.split('.')
  if ((kind === 'lead' || kind === 'account') && verb !== 'create')
    return stateCard(turn, await readProspect(turn.tx, { kind, id: entityId }))
  return null
}

const partsOfVisit = new Set(['visit.plan', 'visit.contact', 'visit.amend'])

/** The message that made it, which its button takes back. */
async function inboundOf({ tx }: Turn, action: string, entityId: string): Promise<string | undefined> {
  const made = await tx.audit.findFirst({ where: { action, entityId }, select: { inboundId: true } })
  return made?.inboundId ?? undefined
}
