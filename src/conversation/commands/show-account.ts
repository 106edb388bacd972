import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { Command } from '../command.ts'
import { say, type Turn } from '../turn.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { plainWord } from '../understand/text.ts'
import type { Arguments } from '../understand/understanding.ts'
import { accountCardOf } from '../views/account.ts'
import { theProspect } from '../wanted.ts'

/** 华联超市；看看华联 */
export const showAccount: Command = {
  intent: 'show_account',
  async run(turn, known) {
    refuseOutOfReach(turn, known)
    const { kind, id } = await theProspect(turn, {
      intent: 'show_account',
      known,
      about: 'account',
      question: '看哪个客户？说个名字就行。',
    })
    if (kind === 'lead') throw new Refusal('still-a-lead', '这还是线索。发「我的线索」就能看到它。')
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

/** A name that is somebody else's account: that it exists is no secret, whose it is and all else are. */
function refuseOutOfReach({ context }: Turn, { account }: Arguments): void {
  if (!account || account.record || account.candidates) return
  const [mention] = readMentions(plainWord(account.text), { ...context, sees: 'all' })
  if (mention?.how === 'called' && mention.entries.some(({ kind }) => kind === 'account'))
    throw new Refusal('account-taken', '这个客户有人在跟了，资料只有负责人和他的主管能看。')
}
