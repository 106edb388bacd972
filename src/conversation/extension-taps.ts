import { z } from 'zod'
import { extensionDecided, extensionRequest } from '../../cards/extension.ts'
import { poolWarning, poolWarnings } from '../../cards/pool-warning.ts'
import { dropBy } from '../crm/briefs/morning.ts'
import { askExtension, type Decided, declineExtension, grantExtension } from '../crm/pool/extend.ts'
import { type Held, readProspect } from '../crm/pool/prospect.ts'
import { droppingOf } from '../crm/pool/warn.ts'
import { whyDropped } from '../crm/pool/why-dropped.ts'
import { lastVisitsOf } from '../crm/visits/last-visit.ts'
import { Refusal } from '../errors.ts'
import type { TapHandler } from './command.ts'
import { forBoth } from './prospects.ts'
import { say, show, type Turn, tell, toast } from './turn.ts'
import { dropLabel, droppingView } from './views/dropping.ts'

/** What the buttons of a drop warning do, and those of the request that a manager gets. */
export const extensionTaps: Record<string, TapHandler> = {
  'drops.show': showDrops,
  ...forBoth('warned', async (turn, prospect) => {
    const held = await readProspect(turn.tx, prospect)
    if (held.ownerId !== turn.member.id || !held.dropsAt)
      throw new Refusal('not-yours', '这家已经不在你名下了，或者不用管期限了。')
    const days = Math.ceil((held.dropsAt.getTime() - turn.now.getTime()) / 86_400_000)
    const why = whyDropped(held, turn.zone, turn.rules.pool)
    say(turn, poolWarning({ ...(await facts(turn, held)), days, why }))
  }),
  ...forBoth('extend', async (turn, prospect) => {
    const { held, managerId, days, why } = await askExtension(turn.tx, turn, prospect)
    const asker = { askerId: turn.member.id, asker: turn.member.name }
    tell(turn, managerId, extensionRequest({ ...(await facts(turn, held)), ...asker, days, why }))
    toast(turn, 'success', '已发给主管，定了我马上告诉你。')
  }),
  ...forBoth('extend-grant', async (turn, prospect, { args }) => {
    const { asker } = askerIn.parse(args)
    decided(turn, await grantExtension(turn.tx, turn, prospect, asker), true)
  }),
  ...forBoth('extend-decline', async (turn, prospect, { args }) => {
    const { asker } = askerIn.parse(args)
    decided(turn, await declineExtension(turn.tx, turn, prospect, asker), false)
  }),
}

/** The speaker's own that are going to drop soon. */
export async function showDrops(turn: Turn): Promise<void> {
  const { zone, rules } = turn
  const due = await dropsDue(turn)
  if (due.held.length === 0) throw new Refusal('nothing-drops', '现在没有快掉公海的，都跟上了。')
  const rows = await Promise.all(
    due.held.map(async (held) => ({
      ...(await facts(turn, held)),
      days: 0,
      why: whyDropped(held, zone, rules.pool),
    })),
  )
  say(turn, poolWarnings({ rows, total: due.count }))
}

export const dropsDue = (turn: Turn) => droppingOf(turn.tx, turn.member.id, dropBy(turn), rowsShown)

const rowsShown = 5

function decided(turn: Turn, held: Decided, granted: boolean): void {
  const dropsAt = dropLabel(held, turn)
  const card = extensionDecided({ name: held.name, by: turn.member.name, granted, dropsAt })
  show(turn, card)
  tell(turn, held.ownerId, card)
}

async function facts(turn: Turn, held: Held) {
  const last = (await lastVisitsOf(turn.tx, [held])).get(held.id)
  return droppingView(held, last, turn)
}

const askerIn = z.object({ asker: z.uuid() })
