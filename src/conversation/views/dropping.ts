import { fitChars } from '../../characters.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import type { Held } from '../../crm/pool/prospect.ts'
import type { Last } from '../../crm/visits/last-visit.ts'
import { dayLabel } from '../when.ts'

/** What cards about a lead or account that is going to drop say of it. `last`: its last follow-up. */
export const droppingView = (held: Held, last: Last | undefined, at: At) => ({
  kind: held.kind,
  id: held.id,
  name: held.name,
  dropsAt: dropLabel(held, at),
  lastVisit: last ? `${dayLabel(last.createdAt, at)} ${fitChars(last.content, 40)}` : null,
})

/** When it drops. */
export const dropLabel = ({ dropsAt }: Held, { now, zone }: At): string =>
  dropsAt ? timeLabel(dropsAt, now, zone) : '没有期限'

type At = { now: Date; zone: string }
