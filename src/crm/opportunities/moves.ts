import type { OpportunityStatus, StageKind } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

/**
 * Whether a deal may go from one stage to another, and as what. Forward over any number of open stages; one
 * step back with a reason; won or lost from any open stage; closed deals stay, but whoever leads the owner may
 * open them again with a reason. Returns a `Refusal` to throw when it may not.
 */
export function moveOf(from: Place, to: Place, may: { reopen: boolean }): Move | Refusal {
  if (from.id === to.id) return new Refusal('stage-same', `这单已经在「${to.name}」了。`)
  if (from.pipelineId !== to.pipelineId)
    return new Refusal('stage-elsewhere', `「${to.name}」不在这单的流程里，换一个阶段。`)
  if (from.status !== 'open') return reopening(from, to, may.reopen)
  if (to.kind !== 'open') return to.kind === 'won' ? 'win' : 'lose'
  if (to.position > from.position) return 'advance'
  if (to.position === from.position - 1) return 'back'
  return new Refusal('stage-back-too-far', `一次只能退一步，不能从「${from.name}」直接退到「${to.name}」。`)
}

export type Place = {
  id: string
  name: string
  pipelineId: string
  position: number
  kind: StageKind
  /** Of the deal that stands here. */
  status?: OpportunityStatus
}

export type Move = 'advance' | 'back' | 'win' | 'lose' | 'reopen'

function reopening(from: Place, to: Place, may: boolean): Move | Refusal {
  if (!may) return new Refusal('deal-closed', `这单已经${from.name}了，不能再动。要重开的话，请主管来操作。`)
  if (to.kind !== 'open')
    return new Refusal('deal-closed', `这单已经${from.name}了，先重开到某个在谈阶段，再改结果。`)
  return 'reopen'
}
