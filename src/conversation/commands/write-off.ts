import { z } from 'zod'
import { overdueList } from '../../../cards/overdue-list.ts'
import { writtenOffCard } from '../../../cards/written-off.ts'
import { businessDay } from '../../clock.ts'
import { restOf } from '../../crm/receivables/allocate.ts'
import { overdueParts, overdueRow } from '../../crm/receivables/list-overdue.ts'
import { writeOff } from '../../crm/receivables/write-off.ts'
import { Refusal } from '../../errors.ts'
import type { TapHandler } from '../command.ts'
import { yuan } from '../money.ts'
import type { Phrase } from '../phrase.ts'
import { say, show, type Turn, tell } from '../turn.ts'
import { readMentions } from '../understand/readers/mentions.ts'
import { plainWord } from '../understand/text.ts'
import { lines } from '../views/overdue.ts'
import { dayLabel, startOf } from '../when.ts'

/** 坏账 华联超市；华联超市 首付款 记坏账 公司注销了 */
export const writeOffPhrase: Phrase = {
  pattern:
    /^(?:(?:记|转|核销|登记)?坏账[\s：:，,]*(?<after>[^？?吗]+)|(?<before>[^？?吗]+?)[\s，,]*(?:记|转|核销|登记)(?:为|成)?坏账[\s：:，,]*(?<why>[^？?吗]*))$/u,
  fits: (turn, { groups }) => accountIn(turn, groups?.after ?? groups?.before ?? '') !== null,
  async command(turn, { groups }) {
    const words = groups?.after ?? groups?.before ?? ''
    const named = accountIn(turn, words) as Named
    const rows = await turn.tx.receivable.findMany({
      where: { accountId: named.id, status: { in: ['open', 'partial'] } },
      include: overdueParts,
      orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
      take: 20,
    })
    const meant = rows.filter(({ title }) => named.rest.includes(title))
    const [only] = meant.length === 1 ? meant : rows.length === 1 ? rows : []
    if (only)
      return give(turn, only.id, groups?.why || named.rest.replace(only.title, '').trim() || undefined)
    if (turn.member.role !== 'finance') return give(turn, rows[0]?.id ?? named.id)
    if (rows.length === 0) throw new Refusal('nothing-open', `${named.name} 没有待收的款，不用记坏账。`)
    const today = businessDay(turn.now, turn.zone)
    const shown = rows.slice(0, rowsShown).map((row) => overdueRow(row, today))
    say(
      turn,
      overdueList({
        title: '哪一笔记坏账？',
        tone: 'warning',
        summary: `${named.name} 有 ${rows.length} 笔待收`,
        ages: [],
        rows: shown.map((row) => ({ id: row.id, ...lines(turn, row) })),
        note: '点「处理」打开那一笔，再点「记坏账」。',
        more: null,
      }),
    )
  },
}

export const writeOffTaps: Record<string, TapHandler> = {
  'receivable.write-off': (turn, { args }) =>
    give(turn, z.object({ receivable: z.uuid() }).parse(args).receivable),
}

const rowsShown = 5

type Named = { id: string; name: string; rest: string }

/** The account that is named, and what else is said. */
function accountIn({ context }: Turn, words: string): Named | null {
  const plain = plainWord(words)
  for (const mention of readMentions(plain, { ...context, sees: 'all' })) {
    const account = mention.entries.find(({ kind }) => kind === 'account')
    if (account) return { id: account.id, name: account.name, rest: plain.replace(mention.text, '').trim() }
  }
  return null
}

/** Shown in place of the card that was tapped; the owner hears of it. */
async function give(turn: Turn, id: string, reason?: string): Promise<void> {
  const receivable = await writeOff(turn.tx, turn, id, reason)
  const { account } = await turn.tx.receivable.findUniqueOrThrow({
    where: { id },
    include: { account: { select: { id: true, name: true, ownerId: true } } },
  })
  const view = {
    accountId: account.id,
    account: account.name,
    amount: yuan(restOf(receivable)),
    title: receivable.title,
    dueOn: dayLabel(startOf(receivable.dueOn, turn.zone), turn),
    reason: reason ?? null,
    by: turn.member.name,
  }
  const card = writtenOffCard({ ...view, inboundId: turn.inbound.id })
  if (turn.inbound.content.kind === 'tap') show(turn, card, `receivable:${id}`)
  else say(turn, card, `receivable:${id}`)
  if (account.ownerId && account.ownerId !== turn.member.id)
    tell(turn, account.ownerId, writtenOffCard({ ...view, inboundId: null }), `receivable:${id}`)
}
