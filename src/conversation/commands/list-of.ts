import { Refusal } from '../../errors.ts'
import { Ask } from '../ask.ts'
import type { Phrase } from '../phrase.ts'
import { say } from '../turn.ts'
import type { Listing } from '../understand/understanding.ts'
import { type Holder, isTeam, peopleCalled } from '../whose.ts'
import { listCard } from './list-mine.ts'

/** 团队商机；小周的客户；华东区的任务 */
export const listOf: Phrase = {
  pattern:
    /^(?:看看|看一下|看下|看|查看|查一下|查下|查)?\s*(?<who>[\p{Script=Han}A-Za-z]{2,12}?)(?:的|名下的?|手上的?)?(?<what>客户|线索|商机|任务|待办|应收款?)(?:列表|清单)?[。！!]?$/u,
  async fits(turn, { groups }) {
    const who = groups?.who ?? ''
    return isTeam(who) || (await peopleCalled(turn, who)) !== null
  },
  async command(turn, { groups }) {
    const who = groups?.who ?? ''
    const what = listings[groups?.what ?? ''] as Listing
    if (isTeam(who)) return say(turn, await listCard(turn, { what, whose: 'team', from: 0 }))
    const people = (await peopleCalled(turn, who)) ?? []
    const [only] = people
    if (!only) throw new Refusal('not-in-reach', '只能看你自己和你团队的。要看别的团队，请找他们的主管。')
    if (people.length > 1) throw whichOf(who, what, people)
    say(turn, await listCard(turn, { what, whose: `${only.kind}:${only.id}`, from: 0 }))
  },
}

const whichOf = (who: string, what: Listing, people: Holder[]): Ask =>
  new Ask({
    intent: 'list_mine',
    known: {},
    about: 'assignee',
    text: `「${who}」是哪一位？`,
    candidates: people.map(({ id, name }) => ({ kind: 'member', id, name })),
    answers: { act: 'list.of', args: { what } },
  })

const listings: Record<string, Listing> = {
  客户: 'accounts',
  线索: 'leads',
  商机: 'opportunities',
  任务: 'tasks',
  待办: 'tasks',
  应收: 'receivables',
  应收款: 'receivables',
}
