import { z } from 'zod'
import { createOpportunity } from '../../crm/opportunities/create-opportunity.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { say, type Turn } from '../turn.ts'
import { typedAmount, typedWhen, withoutAmount, withoutWhen } from '../typed.ts'
import { accountRef } from '../views/account.ts'
import { dealCardOf } from '../views/deal.ts'
import { theAccount } from '../wanted.ts'

/** 新商机 华联超市 收银机采购 28万 月底签 */
export const newOpportunity: Command = {
  intent: 'create_opportunity',
  async run(turn, known) {
    const accountId = await theAccount(turn, 'create_opportunity', known)
    if (!known.name)
      throw new Ask({
        intent: 'create_opportunity',
        known,
        about: 'name',
        text: '这单是什么？给商机起个名字，比如「收银机采购」。',
      })
    const deal = await createOpportunity(turn.tx, turn, {
      accountId,
      name: nameIn(turn, known.name),
      amount: typedAmount(known.amount) ?? amountIn(known.name),
      closeOn: typedWhen(known.closeOn ?? known.name, turn)?.slice(0, 10),
    })
    turn.memory.account = { id: accountId, at: turn.now }
    const hint = deal.amount ? undefined : '金额还没填，报价前补上就行：推进时会问你。'
    const card = await dealCardOf(turn, deal.id, {
      notice: '商机已建好。',
      undo: turn.inbound.id,
      ...(hint ? { hint } : {}),
    })
    say(turn, card, `opportunity:${deal.id}`)
  },
  taps: {
    async 'opportunity.new'(turn, { args }) {
      const account = await accountRef(turn, z.object({ account: z.uuid() }).parse(args).account)
      throw new Ask({
        intent: 'create_opportunity',
        known: { account: { text: account.name, record: account } },
        about: 'name',
        text: `${account.name} 的新商机叫什么？比如「收银机采购」，金额、日期可以一起说。`,
      })
    },
  },
}

/** An answer may hold it all: 收银机采购 28万 月底. A number alone belongs to the name. */
const nameIn = (turn: Turn, words: string): string => withoutWhen(withoutAmount(words), turn) || words.trim()
const amountIn = (words: string): string | undefined =>
  withoutAmount(words) === words.trim() ? undefined : typedAmount(words)
