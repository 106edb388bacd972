import { bold, button, buttons, type Card, type Chart, choice, list, note, text } from '../src/chat/card.ts'

/** Who leads: a chart of the first, the ranks, and where the reader stands. Period and figure switch in place. */
export function leaderboard(view: LeaderboardView): Card {
  const { rows, more, switches } = view
  return {
    title: view.title,
    tone: 'info',
    tags: [{ text: view.scope }],
    summary: `${view.title}（${view.scope}）${view.summary}`,
    blocks: [
      text([bold(view.summary)]),
      ...(view.chart.bars.length > 0 ? [{ kind: 'chart' as const, chart: view.chart }] : []),
      list(rows.map(({ rank, name, detail }) => ({ rank, title: [bold(name)], detail }))),
      ...(view.rest ? [note(view.rest)] : []),
      ...(view.mine ? [note(view.mine)] : []),
      choice(
        'metric',
        '换个指标',
        switches.metrics,
        { act: 'board.show', args: switches.args },
        switches.metric,
      ),
      buttons(
        ...switches.periods.map(({ label, args }) => button(label, 'board.show', args)),
        button(switches.other.label, 'board.show', { ...switches.args, by: switches.other.by }),
        more ? button('看明细', 'board.proof', more) : undefined,
      ),
    ],
  }
}

export type LeaderboardView = {
  title: string
  scope: string
  /** `合计 32.5万元，比上月同期多 3万元`. */
  summary: string
  chart: Chart
  rows: { rank: number; name: string; detail: string }[]
  /** `还没开张：韩梅、赵敏`. */
  rest: string | null
  /** `你排第 3，离上一名差 1.2万元`. */
  mine: string | null
  switches: {
    /** What stays the same when one of them is tapped. */
    args: Record<string, string>
    metric: string
    metrics: { label: string; value: string }[]
    /** Other periods, as they run now. */
    periods: { label: string; args: Record<string, string> }[]
    other: { label: string; by: string }
  }
  /** The facts behind the figures, for those who may see them. */
  more: Record<string, string> | null
}
