import { claim as claimProspect } from '../../crm/pool/claim.ts'
import type { Prospect } from '../../crm/pool/prospect.ts'
import { Refusal } from '../../errors.ts'
import type { Command, Tapped } from '../command.ts'
import type { Phrase } from '../phrase.ts'
import { forBoth, subjectOf } from '../prospects.ts'
import { say, showEverywhere, type Turn, tell, toast } from '../turn.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { plainWord } from '../understand/text.ts'
import type { Ref } from '../understand/understanding.ts'
import { prospectCardOf, stateCard } from '../views/lead.ts'
import { isFree, isProspect, theProspect } from '../wanted.ts'
import { refreshList } from './browse-pool.ts'

/** 领取 3；领取 华联超市；a button; a card in a group, where the first tap wins */
export const claim: Command = {
  intent: 'claim',
  async run(turn, known) {
    const prospect = await theProspect(turn, {
      intent: 'claim',
      known,
      about: 'target',
      question: '领哪一条？说名字，或者先发「公海」看看再回序号。',
      fits: isFree,
      listed: isFree,
    })
    await take(turn, prospect)
  },
  taps: forBoth('claim', async (turn, prospect, tapped) => {
    await take(turn, prospect)
    await refreshTapped(turn, tapped)
  }),
}

/**
 * `领取 黄河面粉`: the fixed form holds for any name, also one that is out of sight because somebody else was
 * faster. Numbers and everyday language are the command's own.
 */
export const claimByName: Phrase = {
  pattern: /^(?:领取|认领)\s+(?<name>\D.*)$/u,
  async command(turn, { groups }) {
    const name = groups?.name?.trim() ?? ''
    const open = free(turn, name)
    const candidates = open.length > 0 ? open : elsewhere(turn, name)
    if (open.length === 0 && candidates.length > 1) throw allTaken(name)
    await claim.run(turn, { target: { text: name, candidates } })
  },
}

const free = (turn: Turn, name: string): Ref[] =>
  companiesIn(name, turn.context).filter((one) => isFree(turn, one))

/** Taken ones only by the name that they are called by: a near miss would tell of what was not meant. */
const elsewhere = (turn: Turn, name: string): Ref[] =>
  companiesIn(name, { ...turn.context, sees: 'all' }, 'called')

/** Which one is not asked: nobody can have any, and their full names are not the asker's to read. */
const allTaken = (name: string) =>
  new Refusal('claimed-already', `叫「${name}」的有好几家，都有人在跟了。发「公海」看看别的。`)

function companiesIn(name: string, context: Turn['context'], how?: 'called'): Ref[] {
  const mentions = readMentions(plainWord(name), context).filter((one) => !how || one.how === how)
  const refs = (mentions[0]?.entries ?? []).map(({ kind, id, name }) => ({ kind, id, name }) as Ref)
  return refs.filter(isProspect)
}

/** Every copy then says who has it; all the rest of it goes to the winner alone. */
async function take(turn: Turn, prospect: Prospect): Promise<void> {
  const held = await claimProspect(turn.tx, turn, prospect)
  showEverywhere(turn, subjectOf(prospect), stateCard(turn, held))
  const card = await prospectCardOf(turn, prospect, { notice: '领到了，归你跟进', undo: turn.inbound.id })
  if (turn.inbound.chat?.kind === 'group') tell(turn, turn.member.id, card, subjectOf(prospect))
  else say(turn, card, subjectOf(prospect))
  if (prospect.kind === 'account') turn.memory.account = { id: prospect.id, at: turn.now }
  if (turn.inbound.content.kind === 'tap') toast(turn, 'success', `领到了：${held.name}`)
}

/** A row of the pool's list: the list goes on without it. */
async function refreshTapped(turn: Turn, { args }: Tapped): Promise<void> {
  if (args.from !== undefined) await refreshList(turn, args)
}
