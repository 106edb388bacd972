import { timeLabel } from '../../crm/pool/labels.ts'
import type { Held } from '../../crm/pool/prospect.ts'
import type { Last } from '../../crm/visits/last-visit.ts'
import { dayLabel } from '../when.ts'

/** What cards about a lead or account that is going to drop say of it. `last`: its last follow-up. */
export const droppingView = (held: Held, last: Last | undefined, at: { now: Date; zone: string }) => ({
  kind: held.kind,
  id: held.id,
  name: held.name,
  dropsAt: held.dropsAt ? timeLabel(held.dropsAt, at.now, at.zone) : '没有期限',
  lastVisit: last ? `${dayLabel(last.createdAt, at)} ${last.content.slice(0, 40)}` : null,
})
