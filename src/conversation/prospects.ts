import { z } from 'zod'
import type { Prospect } from '../crm/pool/prospect.ts'
import type { TapHandler, Tapped } from './command.ts'
import type { Turn } from './turn.ts'

/** The lead or account that a button is about. */
export const prospectIn = (args: Record<string, string>): Prospect => either.parse(args)

/** One act for both kinds: `lead.claim` and `account.claim`. */
export const forBoth = (
  verb: string,
  act: (turn: Turn, prospect: Prospect, tapped: Tapped) => Promise<void>,
): Record<string, TapHandler> => {
  const handler: TapHandler = (turn, tapped) => act(turn, prospectIn(tapped.args), tapped)
  return { [`lead.${verb}`]: handler, [`account.${verb}`]: handler }
}

/** What cards about who has it are kept under. An account's own card shows far more and is another subject. */
export const subjectOf = ({ kind, id }: Prospect): string => (kind === 'lead' ? `lead:${id}` : `pool:${id}`)

/** What all cards about it are kept under. */
export const subjectsOf = ({ kind, id }: Prospect): string[] =>
  kind === 'lead' ? [`lead:${id}`] : [`pool:${id}`, `account:${id}`]

/** The argument of a button. */
export const argOf = ({ kind, id }: Prospect): Record<string, string> => ({ [kind]: id })

const either = z.union([
  z.object({ lead: z.uuid() }).transform(({ lead }): Prospect => ({ kind: 'lead', id: lead })),
  z.object({ account: z.uuid() }).transform(({ account }): Prospect => ({ kind: 'account', id: account })),
])
