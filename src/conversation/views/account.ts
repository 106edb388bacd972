import { accountCard, poolAccountCard } from '../../../cards/account.ts'
import { fitChars } from '../../characters.ts'
import type { Card, Text } from '../../chat/card.ts'
import { local } from '../../clock.ts'
import {
  type AccountView,
  type OwnedAccount,
  type PoolAccount,
  viewAccount,
} from '../../crm/accounts/view-account.ts'
import { reaches } from '../../crm/organisation/reach.ts'
import { Refusal } from '../../errors.ts'
import { channelLabels, levelLabels, reasonLabels } from '../labels.ts'
import { yuan } from '../money.ts'
import type { Turn } from '../turn.ts'
import type { Ref } from '../understand/understanding.ts'
import { dayLabel, momentLabel } from '../when.ts'

/** The card of an account as far as the speaker may see it. Throws `Refusal` when that is not at all. */
export async function accountCardOf(turn: Turn, id: string): Promise<Card> {
  const view = await viewAccount(turn.tx, turn, id)
  return view.kind === 'pool' ? poolCard(turn, view) : ownedCard(turn, view)
}

/** An account for a question about it. Throws `Refusal` when it is out of reach. */
export async function accountRef(turn: Turn, id: string): Promise<Ref & { kind: 'account' }> {
  const account = await turn.tx.account.findUnique({ where: { id } })
  if (!account || !reaches(turn.member.reach, account.ownerId))
    throw new Refusal('not-in-reach', '这个客户不在你的名下。想跟的话，先看看它在不在公海。')
  return { kind: 'account', id, name: account.name }
}

function ownedCard(turn: Turn, view: OwnedAccount): Card {
  const isMine = view.ownerId === turn.member.id
  return accountCard({
    id: view.id,
    name: view.name,
    tags: tagsOf(view),
    owner: isMine ? `${view.ownerName}（我）` : view.ownerName,
    clock: clockLabel(turn, view),
    urgent: daysLeft(turn, view.dropsAt) <= 3,
    owed: owedLabel(view),
    paid: view.money.paidThisYear.gt(0) ? yuan(view.money.paidThisYear) : null,
    address: view.address,
    contacts: { rows: view.contacts.map(person), total: view.contactCount },
    deals: {
      rows: view.deals.map(({ id, name, stage, amount }) => ({
        title: name,
        detail: amount ? `${stage} · ${yuan(amount)}` : stage,
        deal: view.mayWork ? id : undefined,
      })),
      total: view.dealCount,
    },
    dealCount: view.dealCount,
    visits: {
      rows: view.visits.map(({ at, by, channel, content }) => ({
        title: `${dayLabel(at, turn)} ${by} ${channelLabels[channel]}`,
        detail: fitChars(content, 60),
      })),
      total: view.visits.length,
    },
    tasks: {
      rows: view.tasks.map(({ title, due, assignee }) => ({
        title,
        detail: [due && momentLabel(due, turn), assignee].filter(Boolean).join(' · '),
      })),
      total: view.taskCount,
    },
    mayLog: view.mayFollowUp,
    mayWork: view.mayWork,
    mayRelease: view.mayWork && !view.signedAt,
  })
}

const poolCard = (turn: Turn, view: PoolAccount): Card =>
  poolAccountCard({
    id: view.id,
    name: view.name,
    tags: tagsOf(view),
    why: view.ended
      ? `${view.endedAt ? `${dayLabel(view.endedAt, turn)} ` : ''}${reasonLabels[view.ended]}`
      : '还没有人跟过',
    claimable:
      view.claimableAt > turn.now ? momentLabel({ at: view.claimableAt, allDay: false }, turn) : '现在就能领',
  })

const tagsOf = ({ level, region }: Pick<AccountView, 'level' | 'region'>): string[] =>
  [levelLabels[level], region].filter((tag) => tag !== null)

const person = ({ name, title, phone }: OwnedAccount['contacts'][number]) => ({
  title: title ? `${name}（${title}）` : name,
  detail: phone ?? undefined,
})

function clockLabel(turn: Turn, { dropsAt, signedAt }: OwnedAccount): Text {
  if (signedAt) return '已签约，不会掉公海'
  if (!dropsAt) return '没有期限'
  const left = daysLeft(turn, dropsAt)
  const day = dayLabel(dropsAt, turn)
  const later = left > 2 ? `还有 ${left} 天，${day}掉公海` : `${day}掉公海，记得跟进`
  const words = left > 0 ? later : '今天掉公海，赶紧跟进一次'
  return left <= 3 ? [{ tone: 'danger', text: words }] : words
}

function owedLabel({ money }: OwnedAccount): Text | null {
  if (money.open.lte(0)) return null
  if (money.overdue.lte(0)) return yuan(money.open)
  return [`${yuan(money.open)}，`, { tone: 'danger', text: `逾期 ${yuan(money.overdue)}` }]
}

/** Whole days until the drop, by the calendar; a long way off where there is no clock. */
export function daysLeft({ now, zone }: Turn, dropsAt: Date | null): number {
  if (!dropsAt) return Number.POSITIVE_INFINITY
  return Math.round(local(dropsAt, zone).startOf('day').diff(local(now, zone).startOf('day'), 'days').days)
}
