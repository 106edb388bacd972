import { z } from 'zod'
import type { Command } from '../command.ts'
import { refuseOutOfReach } from '../out-of-reach.ts'
import { say, type Turn } from '../turn.ts'
import { accountCardOf } from '../views/account.ts'
import { leadCardOf } from '../views/lead.ts'
import { theProspect } from '../wanted.ts'

/** 华联超市；看看华联 */
export const showAccount: Command = {
  intent: 'show_account',
  async run(turn, known) {
    if (known.account && !known.account.record && !known.account.candidates)
      refuseOutOfReach(turn, known.account.text)
    const { kind, id } = await theProspect(turn, {
      intent: 'show_account',
      known,
      about: 'account',
      question: '看哪个客户？说个名字就行。',
    })
    if (kind === 'lead') return say(turn, await leadCardOf(turn, id), `lead:${id}`)
    await showIt(turn, id)
  },
  taps: {
    'account.show': (turn, { args }) => showIt(turn, z.object({ account: z.uuid() }).parse(args).account),
  },
}

async function showIt(turn: Turn, id: string): Promise<void> {
  say(turn, await accountCardOf(turn, id), `account:${id}`)
  turn.memory.account = { id, at: turn.now }
}
