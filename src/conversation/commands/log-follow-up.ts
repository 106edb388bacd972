import { z } from 'zod'
import { createAccount } from '../../crm/accounts/create-account.ts'
import { cleanCompany } from '../../crm/leads/create-lead.ts'
import { expectNoTwin } from '../../crm/leads/duplicates.ts'
import { momentOf } from '../../crm/moment.ts'
import { keyOf } from '../../crm/pool/ownership.ts'
import { type Prospect, readProspect } from '../../crm/pool/prospect.ts'
import { logVisit } from '../../crm/visits/log-visit.ts'
import { planNextStep } from '../../crm/visits/plan-next-step.ts'
import { Ask } from '../ask.ts'
import type { Command, Tapped } from '../command.ts'
import { mendTaps, ownVisit } from '../mend-taps.ts'
import { refuseUnfitting } from '../out-of-reach.ts'
import { prospectIn } from '../prospects.ts'
import { say, show, type Turn } from '../turn.ts'
import { typedWhen, withoutWhen } from '../typed.ts'
import { understand } from '../understand/index.ts'
import type { Arguments } from '../understand/understanding.ts'
import { accountCardOf, accountRef } from '../views/account.ts'
import { leadCardOf } from '../views/lead.ts'
import { visitCard, visitCardOf } from '../views/visit.ts'
import { isMine, theProspect } from '../wanted.ts'
import { contactTaps } from './add-contact.ts'

/** 拜访 华联超市 谈了报价，周五再联系张总 */
export const logFollowUp: Command = {
  intent: 'log_follow_up',
  async run(turn, known) {
    const prospect = known.company ? null : await theFollowed(turn, known)
    const name = prospect ? await nameOf(turn, prospect) : (known.company as string)
    if (!known.content)
      throw new Ask({
        intent: 'log_follow_up',
        known,
        about: 'content',
        text: `${name}：聊了什么？一句话就行。`,
      })
    const of = prospect ?? (await newAccount(turn, known.company as string))
    const { view } = await logVisit(turn.tx, turn, {
      ...keyOf(of),
      ...facts(turn, { ...answered(turn, known, name), ...known }),
      content: known.content,
    })
    if (of.kind === 'account') turn.memory.account = { id: of.id, at: turn.now }
    say(turn, visitCard(turn, view), `visit:${view.id}`)
  },
  taps: {
    ...contactTaps,
    ...mendTaps,
    /** The form under the receipt: the next step. */
    async 'visit.more'(turn, { args, values }) {
      const { visit } = z.object({ visit: z.uuid() }).parse(args)
      const { nextOn, nextAction } = more.parse(values)
      const next = nextOn ? momentOf(nextOn, turn.zone) : undefined
      await planNextStep(turn.tx, turn, visit, { next, action: nextAction || undefined })
      show(turn, await visitCardOf(turn, visit), `visit:${visit}`)
    },
    async 'visit.ask-more'(turn, { args }) {
      const { id, name } = await ownVisit(turn, args)
      throw whenNext(id, '', `${name} 下一步什么时候、做什么？比如：周五送样。`)
    },
    /** The answer to that question, in words. */
    async 'visit.plan'(turn, { args, known = {} }) {
      const { visit } = z.object({ visit: z.uuid() }).parse(args)
      const said = known.nextAction ?? known.title ?? known.content ?? ''
      const when = known.nextAt ?? known.dueAt ?? typedWhen(said, turn)
      if (!when) throw whenNext(visit, said, '哪一天？')
      await planNextStep(turn.tx, turn, visit, {
        next: momentOf(when, turn.zone),
        action: withoutWhen(said, turn) || args.action || undefined,
      })
      say(turn, await visitCardOf(turn, visit), `visit:${visit}`)
    },
    /** The form on a card; the card shows the follow-up at once. */
    async 'account.log'(turn, { args, values }) {
      const account = await accountRef(turn, accountIn(args))
      await logForm(turn, account, values)
      show(turn, await accountCardOf(turn, account.id), `account:${account.id}`)
    },
    async 'account.ask-log'(turn, { args }) {
      return askWhat(turn, await accountRef(turn, accountIn(args)))
    },
    async 'lead.log'(turn, { args, values }) {
      const lead = prospectIn(args)
      await logForm(turn, lead, values)
      show(turn, await leadCardOf(turn, lead.id), `lead:${lead.id}`)
    },
    async 'lead.ask-log'(turn, { args }) {
      return askWhat(turn, prospectIn(args))
    },
  },
}

/** Everybody's names are in memory, as of this transaction; what is no longer talked about is not. */
const nameOf = async ({ tx, context }: Turn, { kind, id }: Prospect): Promise<string> =>
  context.names.get(kind, id)?.name ?? (await readProspect(tx, { kind, id })).name

/** What a form says, with its receipt. */
async function logForm(turn: Turn, of: Prospect, values: Tapped['values']): Promise<void> {
  const { channel, content, nextOn, nextAction } = followUp.parse(values)
  const { view } = await logVisit(turn.tx, turn, {
    ...keyOf(of),
    channel,
    content,
    next: nextOn ? momentOf(nextOn, turn.zone) : undefined,
    nextAction: nextAction || undefined,
  })
  if (of.kind === 'account') turn.memory.account = { id: of.id, at: turn.now }
  say(turn, visitCard(turn, view), `visit:${view.id}`)
}

/**
 * What an answer that is only content says beside it: 电话聊了付款，周五再去. By itself it names nobody, so it is
 * read as if it had.
 */
function answered({ inbound, context }: Turn, known: Arguments, name: string): Arguments {
  if (inbound.content.kind !== 'text' || known.content !== inbound.content.text.trim()) return {}
  const { intent, arguments: said } = understand(`跟进 ${name} ${known.content}`, context)
  return intent === 'log_follow_up' ? said : {}
}

function theFollowed(turn: Turn, known: Arguments): Promise<Prospect> {
  refuseUnfitting(turn, known.account)
  return theProspect(turn, {
    intent: 'log_follow_up',
    known,
    about: 'account',
    question: '哪个客户？说个名字就行。',
    fits: isMine,
    offers: (name) => [{ label: `新建客户「${name}」`, known: { company: name } }],
  })
}

/** A customer that nobody has written down yet, unless somebody has under a like name. */
async function newAccount(turn: Turn, name: string): Promise<Prospect> {
  const company = cleanCompany(name)
  await expectNoTwin(turn.tx, turn, { company, phone: null })
  const { id } = await createAccount(turn.tx, turn, { name: company })
  return { kind: 'account', id }
}

async function askWhat(turn: Turn, prospect: Prospect): Promise<never> {
  const { name } = await readProspect(turn.tx, prospect)
  const account = { text: name, record: { ...prospect, name } }
  throw new Ask({
    intent: 'log_follow_up',
    known: { account },
    about: 'content',
    text: `${name}：聊了什么？下次什么时候联系？`,
  })
}

const accountIn = (args: Record<string, string>) => z.object({ account: z.uuid() }).parse(args).account

const whenNext = (visit: string, action: string, text: string) =>
  new Ask({
    intent: 'log_follow_up',
    known: {},
    about: 'nextAction',
    text,
    answers: { act: 'visit.plan', args: { visit, action } },
  })

const followUp = z.object({
  channel: z.enum(['visit', 'call', 'message', 'meeting', 'demo', 'other']).catch('other'),
  content: z.string().trim().min(1).max(1000),
  nextOn: z.string().default(''),
  nextAction: z.string().max(100).default(''),
})

const more = z.object({ nextOn: z.string().default(''), nextAction: z.string().max(100).default('') })

const facts = (turn: Turn, known: Arguments) => ({
  channel: known.channel ?? ('other' as const),
  contactId: known.contact?.record?.id,
  next: known.nextAt ? momentOf(known.nextAt, turn.zone) : undefined,
  // 周五再去: one syllable says nothing in a list of tasks.
  nextAction: (known.nextAction?.length ?? 0) > 1 ? known.nextAction : undefined,
  competitor: known.competitor,
  amount: known.amount,
})
