import { z } from 'zod'
import { contactSaved } from '../../../cards/contact-saved.ts'
import { createContact } from '../../crm/accounts/create-contact.ts'
import { nameContact } from '../../crm/visits/name-contact.ts'
import { viewVisit } from '../../crm/visits/view-visit.ts'
import { Refusal } from '../../errors.ts'
import { Ask } from '../ask.ts'
import type { TapHandler } from '../command.ts'
import { type Person, personIn } from '../person.ts'
import type { Phrase } from '../phrase.ts'
import { say, show, type Turn, toast } from '../turn.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { plainWord } from '../understand/text.ts'
import type { Ref } from '../understand/understanding.ts'
import { accountRef } from '../views/account.ts'
import { unknownContact, visitCardOf } from '../views/visit.ts'

/** 华联 联系人 王经理 13900001234 采购；联系人 王经理 采购, of the customer just talked about */
export const addContact: Phrase = {
  pattern: /^(?:给|为)?(?<of>.*?)的?(?:加|新增|添加|新建|新|存)?(?:个|一个|一位)?联系人[\s：:]+(?<who>.+)$/u,
  fits: (turn, { groups }) =>
    personIn(groups?.who ?? '') !== null && accountsIn(turn, groups?.of ?? '').length > 0,
  async command(turn, { groups }) {
    const person = personIn(groups?.who ?? '') as Person
    const accounts = accountsIn(turn, groups?.of ?? '')
    const [account] = accounts
    if (accounts.length > 1) throw whichOf(person, groups?.of ?? '', accounts)
    if (account) await save(turn, account.id, person)
  },
}

/** What the buttons do that keep somebody as a contact. */
export const contactTaps: Record<string, TapHandler> = {
  /** Under a follow-up that speaks of somebody unknown. */
  async 'visit.save-contact'(turn, { args }) {
    const { visit } = z.object({ visit: z.uuid() }).parse(args)
    const person = unknownContact(turn, await viewVisit(turn.tx, visit))
    if (!person) throw new Refusal('contact-exists', '这位已经在联系人里了。')
    await nameContact(turn.tx, turn, visit, person)
    show(turn, await visitCardOf(turn, visit), `visit:${visit}`)
    toast(turn, 'success', `已存为联系人：${person.name}`)
  },
  /** The answer to which of several accounts. */
  async 'contact.add'(turn, { args, known }) {
    const { name, title, phone } = spoken.parse(args)
    const account = known?.account?.record
    if (!account) throw new Refusal('question-over', '这个问题已经过期了，请重新说一遍。')
    await save(turn, account.id, { name, title, phone })
  },
}

const spoken = z.object({
  name: z.string().min(1).max(40),
  title: z.string().max(40).optional(),
  phone: z.string().max(40).optional(),
})

/** The accounts that words name and nothing more; the one just talked about where there are none. */
function accountsIn({ context }: Turn, words: string): Ref[] {
  const plain = plainWord(words).trim()
  const recent = context.recent?.account
  if (plain === '') return recent ? [recent] : []
  const mention = readMentions(plain, context).find(({ start, end }) => start === 0 && end === plain.length)
  return (mention?.entries ?? [])
    .filter(({ kind }) => kind === 'account')
    .map(({ id, name }) => ({ kind: 'account', id, name }))
}

async function save(turn: Turn, accountId: string, { name, title, phone }: Person): Promise<void> {
  const account = await accountRef(turn, accountId)
  await createContact(turn.tx, turn, { accountId, name, title, phone })
  turn.memory.account = { id: accountId, at: turn.now }
  say(
    turn,
    contactSaved({ accountId, account: account.name, name, title, phone, inboundId: turn.inbound.id }),
  )
}

const whichOf = ({ name, title, phone }: Person, words: string, candidates: Ref[]): Ask =>
  new Ask({
    intent: 'show_account',
    known: {},
    about: 'account',
    text: `「${words}」有好几家，${name} 是哪一家的？`,
    candidates,
    answers: { act: 'contact.add', args: { name, ...(title ? { title } : {}), ...(phone ? { phone } : {}) } },
  })
