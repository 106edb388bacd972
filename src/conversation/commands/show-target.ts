import { z } from 'zod'
import { targetProgress } from '../../../cards/target-progress.ts'
import type { Card } from '../../chat/card.ts'
import { actDay } from '../../crm/by.ts'
import { reaches } from '../../crm/organisation/reach.ts'
import { ownDepartment } from '../../crm/organisation/within.ts'
import { type Progress, readProgress } from '../../crm/targets/progress.ts'
import { maySeeTarget } from '../../crm/targets/rights.ts'
import { Refusal } from '../../errors.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { yuan } from '../money.ts'
import { ownTeam, type Scope, scopeKey, scopeLabel, scopeOf, theScope } from '../scope.ts'
import { say, show, type Turn } from '../turn.ts'
import type { Arguments } from '../understand/understanding.ts'
import { periodLabel, periodLabels } from '../views/figures.ts'
import { colleaguesCalled } from '../whose.ts'

/** 我的目标, 华东区目标, 本季目标完成多少, 上个月目标完成了吗, 孙浩的本月目标 */
export const showTarget: Command = {
  intent: 'show_target',
  async run(turn, known) {
    const whose = (await colleague(turn, known)) ?? (await theScope(turn, 'show_target', known))
    const period = longEnough(known.period)
    const until = period === known.period ? known.until : undefined
    say(turn, await targetCard(turn, whose ?? (await ownScope(turn)), period, until))
  },
  taps: {
    async 'target.show'(turn, { args }) {
      const { scope, period } = switched.parse(args)
      show(turn, await targetCard(turn, await whoseOf(turn, scope), period))
    },
  },
}

const periods = ['month', 'quarter', 'year'] as const
type TargetPeriod = (typeof periods)[number]

const switched = z.object({ scope: z.string(), period: z.enum(periods) })

/** There are no targets of a day or a week: the month's counts. */
const longEnough = (period: string | undefined): TargetPeriod =>
  periods.find((one) => one === period) ?? 'month'

/** A member of the team, whose own target it is; or whom else a question about figures means. */
type Whose = Scope | { kind: 'member'; id: string; name: string }

/** `null` where the words name no colleague. Throws `Refusal` for one out of reach, and `Ask` where several fit. */
async function colleague(turn: Turn, known: Arguments): Promise<Whose | null> {
  const found = known.scope ? await colleaguesCalled(turn, known.scope) : null
  if (!found) return null
  const [only] = found
  if (!only) throw beyond()
  if (found.length > 1)
    throw new Ask({
      intent: 'show_target',
      known,
      about: 'scope',
      text: `「${known.scope}」是哪一位？`,
      options: found.slice(0, 6).map(({ name }) => name),
    })
  return only.id === turn.member.id ? { kind: 'me' } : { kind: 'member', id: only.id, name: only.name }
}

async function whoseOf(turn: Turn, key: string): Promise<Whose> {
  const [kind, id] = key.split(':')
  if (kind !== 'member') return scopeOf(turn, key)
  const { name } = await turn.tx.member.findUniqueOrThrow({ where: { id: z.uuid().parse(id) } })
  return { kind, id: id as string, name }
}

const keyOf = (whose: Whose): string => (whose.kind === 'member' ? `member:${whose.id}` : scopeKey(whose))

const labelOf = (whose: Whose): string => (whose.kind === 'member' ? whose.name : scopeLabel(whose))

const isPerson = ({ kind }: Whose): boolean => kind === 'me' || kind === 'member'

const beyond = () => new Refusal('not-in-reach', '别人和别的部门的目标看不了，问问你自己的或者本部门的。')

/** A rep asks about themselves, who leads about what they lead. */
const ownScope = async (turn: Turn): Promise<Scope> =>
  turn.member.role === 'rep' ? { kind: 'me' } : ownTeam(turn)

/** `until`: the last day of a period that is over. */
async function targetCard(turn: Turn, whose: Whose, period: TargetPeriod, until?: string): Promise<Card> {
  const today = actDay(turn)
  const progress = await read(turn, whose, period, until ?? today)
  const isOver = until !== undefined
  const label = periodLabel(period, until, today)
  if (!progress)
    throw new Refusal(
      'no-target',
      `${labelOf(whose)}${label}${isOver ? '没有定过目标。' : '还没有定目标，请主管或销管先定一个。'}`,
    )
  const { attainment, pace, gap, perDay, daysLeft } = progress
  const behind = attainment < pace
  return targetProgress({
    title: `${labelOf(whose)}${isPerson(whose) ? '的' : ' '}${label}目标`,
    attainment: `${attainment}%`,
    pace: `${pace}%`,
    target: yuan(progress.target),
    done: yuan(progress.done),
    gap: gap.gt(0) ? yuan(gap) : null,
    perDay: perDay && `${yuan(perDay)}（还有 ${daysLeft} 个工作日）`,
    behind,
    standing: standingOf(behind, isOver),
    advice: isOver ? adviceAfter(behind) : adviceOf(progress),
    scope: keyOf(whose),
    board: { scope: isPerson(whose) ? 'all' : keyOf(whose), period, ...(until && { until }) },
    periods: periods
      .filter((one) => one !== period || isOver)
      .map((value) => ({ value, label: periodLabels[value] })),
  })
}

async function read(turn: Turn, whose: Whose, period: TargetPeriod, today: string): Promise<Progress | null> {
  const { tx, member } = turn
  if (whose.kind === 'me') return readProgress(tx, { memberId: member.id }, period, today)
  if (whose.kind === 'member') {
    if (!reaches(member.reach, whose.id)) throw beyond()
    return readProgress(tx, { memberId: whose.id }, period, today)
  }
  const own = await ownDepartment(tx, member.id)
  const department = whose.kind === 'department' ? whose.department : { id: '', path: '' }
  if (!maySeeTarget(member, department, own?.id ?? null)) throw beyond()
  return readProgress(tx, { department: { ...department, id: department.id || noDepartment } }, period, today)
}

/** The whole company has no row of its own: its target is the sum of its people's. */
const noDepartment = '00000000-0000-0000-0000-000000000000'

function standingOf(behind: boolean, isOver: boolean): string {
  if (isOver) return behind ? '没完成' : '已完成'
  return behind ? '落后进度' : '跟上进度'
}

const adviceAfter = (behind: boolean): string =>
  behind ? '目标没完成，这段已经过去，盯住眼下这段。' : '目标完成了，漂亮。'

function adviceOf({ attainment, pace, gap }: Progress): string {
  if (gap.isZero()) return '目标已完成，多签的都是惊喜。'
  if (attainment >= pace) return '节奏不错，保持住。'
  return pace - attainment >= 20 ? '落后比较多，先盯手上最大的几单。' : '差一点点，加把劲就追上了。'
}
