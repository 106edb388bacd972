import { z } from 'zod'
import { targetProgress } from '../../../cards/target-progress.ts'
import type { Card } from '../../chat/card.ts'
import { actDay } from '../../crm/by.ts'
import { ownDepartment } from '../../crm/organisation/within.ts'
import { type Progress, readProgress } from '../../crm/targets/progress.ts'
import { maySeeTarget } from '../../crm/targets/rights.ts'
import { Refusal } from '../../errors.ts'
import type { Command } from '../command.ts'
import { yuan } from '../money.ts'
import { ownTeam, type Scope, scopeKey, scopeLabel, scopeOf, theScope } from '../scope.ts'
import { say, show, type Turn } from '../turn.ts'
import { periodLabel, periodLabels } from '../views/figures.ts'

/** 我的目标, 华东区目标, 本季目标完成多少, 上个月目标完成了吗 */
export const showTarget: Command = {
  intent: 'show_target',
  async run(turn, known) {
    const scope = (await theScope(turn, 'show_target', known)) ?? (await ownScope(turn))
    const period = longEnough(known.period)
    say(turn, await targetCard(turn, scope, period, period === known.period ? known.until : undefined))
  },
  taps: {
    async 'target.show'(turn, { args }) {
      const { scope, period } = switched.parse(args)
      show(turn, await targetCard(turn, await scopeOf(turn, scope), period))
    },
  },
}

const periods = ['month', 'quarter', 'year'] as const
type TargetPeriod = (typeof periods)[number]

const switched = z.object({ scope: z.string(), period: z.enum(periods) })

/** There are no targets of a day or a week: the month's counts. */
const longEnough = (period: string | undefined): TargetPeriod =>
  periods.find((one) => one === period) ?? 'month'

/** A rep asks about themselves, who leads about what they lead. */
const ownScope = async (turn: Turn): Promise<Scope> =>
  turn.member.role === 'rep' ? { kind: 'me' } : ownTeam(turn)

/** `until`: the last day of a period that is over. */
async function targetCard(turn: Turn, scope: Scope, period: TargetPeriod, until?: string): Promise<Card> {
  const today = actDay(turn)
  const progress = await read(turn, scope, period, until ?? today)
  const isOver = until !== undefined
  const label = periodLabel(period, until, today)
  if (!progress)
    throw new Refusal(
      'no-target',
      `${scopeLabel(scope)}${label}${isOver ? '没有定过目标。' : '还没有定目标，请主管或销管先定一个。'}`,
    )
  const { attainment, pace, gap, perDay, daysLeft } = progress
  const behind = attainment < pace
  return targetProgress({
    title: `${scopeLabel(scope)}${scope.kind === 'me' ? '的' : ' '}${label}目标`,
    attainment: `${attainment}%`,
    pace: `${pace}%`,
    target: yuan(progress.target),
    done: yuan(progress.done),
    gap: gap.gt(0) ? yuan(gap) : null,
    perDay: perDay && `${yuan(perDay)}（还有 ${daysLeft} 个工作日）`,
    behind,
    standing: standingOf(behind, isOver),
    advice: isOver ? adviceAfter(behind) : adviceOf(progress),
    scope: scopeKey(scope),
    board: { scope: scope.kind === 'me' ? 'all' : scopeKey(scope), period, ...(until && { until }) },
    periods: periods
      .filter((one) => one !== period || isOver)
      .map((value) => ({ value, label: periodLabels[value] })),
  })
}

async function read(turn: Turn, scope: Scope, period: TargetPeriod, today: string): Promise<Progress | null> {
  const { tx, member } = turn
  if (scope.kind === 'me') return readProgress(tx, { memberId: member.id }, period, today)
  const own = await ownDepartment(tx, member.id)
  const department = scope.kind === 'department' ? scope.department : { id: '', path: '' }
  if (!maySeeTarget(member, department, own?.id ?? null))
    throw new Refusal('not-in-reach', '别的部门的目标看不了，问问你自己的或者本部门的。')
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
