import { z } from 'zod'
import { proofCard } from '../../../cards/proof.ts'
import { fitChars } from '../../characters.ts'
import { actDay } from '../../crm/by.ts'
import { type Metric, metrics } from '../../crm/leaderboard/figures.ts'
import { listProof, type Proof } from '../../crm/leaderboard/proof.ts'
import { type PersonRanked, personsBoard, readField } from '../../crm/leaderboard/read-board.ts'
import { Refusal } from '../../errors.ts'
import type { TapHandler } from '../command.ts'
import { yuan } from '../money.ts'
import { scopeOf } from '../scope.ts'
import { say, show, type Turn } from '../turn.ts'
import { figure, metricLabels, periodLabel } from '../views/figures.ts'
import { dayLabel } from '../when.ts'

/** The visits, payments, wins … behind a figure of the board, of one person at a time. */
export const showProof: TapHandler = async (turn, { args, values }) => {
  const asked = wanted.parse({ ...args, ...values })
  const scope = await scopeOf(turn, asked.scope)
  const today = actDay(turn)
  const field = await readField(turn.tx, asked.period, asked.until ?? today)
  const path = scope.kind === 'department' ? scope.department.path : ''
  const people = personsBoard(field, path, asked.metric).filter(({ id }) => isWithin(turn, id))
  const person = theOne(turn, people, asked.member)
  if (!person) throw new Refusal('not-in-reach', '排名大家都能看，明细只有本人和上级能看。')
  const { metric, offset } = asked
  const proofs = await listProof(turn.tx, turn, {
    memberId: person.id,
    metric,
    span: field.spans.now,
    offset,
    limit: perPage + 1,
  })
  const { member: _member, offset: _offset, ...same } = asked
  const card = proofCard({
    title: `${person.name} ${metricLabels[metric]} ${figure(metric, person.value)}`,
    period: periodLabel(asked.period, asked.until && field.today, today),
    memberId: person.id,
    rows: proofs.slice(0, perPage).map((proof) => row(turn, metric, proof)),
    people: people.slice(0, peopleShown).map(({ id, name }) => ({ label: name, value: id })),
    args: same,
    next: proofs.length > perPage ? offset + perPage : null,
  })
  // The first look is a card of its own: the board stays for the others.
  if (asked.member) show(turn, card)
  else say(turn, card)
}

const peopleShown = 20
const perPage = 6

const wanted = z.object({
  scope: z.string().default('all'),
  period: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('day'),
  metric: z.enum(metrics).default('amount'),
  by: z.string().default('people'),
  until: z.iso.date().optional(),
  member: z.uuid().optional(),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
})

/** The one asked for; else oneself, where there is something to see, else who stands first. */
function theOne({ member }: Turn, people: PersonRanked[], asked: string | undefined) {
  if (asked) return people.find(({ id }) => id === asked)
  return people.find(({ id, value }) => id === member.id && value.gt(0)) ?? people[0]
}

const isWithin = ({ member: { reach } }: Turn, memberId: string): boolean =>
  reach === 'all' || reach.memberIds.includes(memberId)

const row = (turn: Turn, metric: Metric, { name, note, amount, at }: Proof) => ({
  title: [name, amount && yuan(amount)].filter(Boolean).join(' '),
  detail: [dayLabel(at, turn), metric === 'leads' || !note ? null : fitChars(note, 60)]
    .filter(Boolean)
    .join(' · '),
})
