import { z } from 'zod'
import type { Command } from '../command.ts'
import { openRecord } from '../open-record.ts'
import { refuseUnfitting } from '../out-of-reach.ts'
import { theProspect } from '../wanted.ts'

/** 华联超市；看看华联 */
export const showAccount: Command = {
  intent: 'show_account',
  async run(turn, known) {
    refuseUnfitting(turn, known.account)
    const prospect = await theProspect(turn, {
      intent: 'show_account',
      known,
      about: 'account',
      question: '看哪个客户？说个名字就行。',
    })
    await openRecord(turn, prospect)
  },
  taps: {
    async 'account.show'(turn, { args }) {
      const { account } = z.object({ account: z.uuid() }).parse(args)
      await openRecord(turn, { kind: 'account', id: account })
    },
  },
}
