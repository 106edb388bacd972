import { myOpenDeals, type OpenDeal, openDeals, reopenable } from '../crm/opportunities/view-opportunity.ts'
import { Refusal } from '../errors.ts'
import { Ask } from './ask.ts'
import type { Turn } from './turn.ts'
import { readMentions } from './understand/readers/mentions.ts'
import { plainWord } from './understand/text.ts'
import type { Arguments, Intent, Named, Ref } from './understand/understanding.ts'
import { fromList } from './wanted.ts'

/**
 * The deal that is meant: by its own name, by its place in the last list, or as the one open deal of an account.
 * Throws `Ask` with the deals that fit, or, for an account without any, with the question for a new one.
 */
export async function theDeal(turn: Turn, intent: Intent, known: Arguments): Promise<string> {
  const { target } = known
  if (!target) return askWhich(intent, known, await myOpenDeals(turn.tx, turn), '哪个商机？')
  const named = fromList(turn, target) ?? target.record
  if (named?.kind === 'opportunity') return named.id
  if (named?.kind === 'account') return dealOf(turn, intent, known, named)
  if (named?.kind === 'lead')
    throw new Refusal('lead-has-no-deal', `${named.name} 还是线索，没有商机。先发「转客户 ${named.name}」。`)
  const candidates = (target.candidates ?? []).filter(
    ({ kind }) => kind === 'opportunity' || kind === 'account',
  )
  if (candidates.length > 0)
    throw new Ask({ intent, known, about: 'target', text: `「${target.text}」是指哪一个？`, candidates })
  const accounts = accountsNamed(turn, target)
  if (accounts.length === 1) return dealOf(turn, intent, known, accounts[0] as Ref)
  if (accounts.length > 1)
    throw new Ask({
      intent,
      known,
      about: 'target',
      text: `「${target.text}」是哪一家？`,
      candidates: accounts,
    })
  return askWhich(
    intent,
    known,
    await myOpenDeals(turn.tx, turn),
    `没找到「${target.text}」。你是说哪个商机？`,
  )
}

async function dealOf(turn: Turn, intent: Intent, known: Arguments, account: Ref): Promise<string> {
  const deals = await openDeals(turn.tx, turn, account.id)
  if (deals.length === 1) return (deals[0] as OpenDeal).id
  if (deals.length > 1)
    return askWhich(intent, known, deals, `${account.name} 有 ${deals.length} 个在谈的，是哪一个？`)
  const closed = intent === 'advance_stage' && (await reopenable(turn.tx, turn, account.id))
  if (closed) return closed
  throw new Ask({
    intent: 'create_opportunity',
    known: { account: { text: account.name, record: account } },
    about: 'name',
    text: `${account.name} 没有在谈的商机。要新建的话，回复商机名称，比如「收银机采购」。`,
  })
}

function askWhich(intent: Intent, known: Arguments, deals: OpenDeal[], text: string): never {
  if (deals.length === 0)
    throw new Refusal('no-open-deal', '你手上没有在谈的商机。先建一个：「新商机 客户名 商机名 金额」。')
  const candidates = deals.slice(0, 6).map(({ id, name, accountName }) => ({
    kind: 'opportunity' as const,
    id,
    name: name.includes(accountName) ? name : `${accountName} · ${name}`,
  }))
  throw new Ask({ intent, known, about: 'target', text, candidates })
}

/** Words that no deal fits may still be an account: one without open deals. */
function accountsNamed({ context }: Turn, { text }: Named): Ref[] {
  const entries = readMentions(plainWord(text), context).flatMap((mention) => mention.entries)
  const accounts = entries.filter(({ kind, ownerId }) => kind === 'account' && ownerId !== null)
  return [...new Map(accounts.map(({ id, name }) => [id, { kind: 'account' as const, id, name }])).values()]
}
