import {
  bold,
  button,
  buttons,
  type Card,
  type Chart,
  fields,
  list,
  note,
  type Text,
} from '../src/chat/card.ts'

/** The evening's board of one department: its sums against the day before, its place, its people. */
export function dailyBoard(view: DailyBoardView): Card {
  const title = `${view.department} ${view.earlier ? '上个工作日' : '今日'}战报`
  return {
    title,
    tone: 'info',
    tags: [{ text: view.day }],
    summary: `${title}：${view.totals.map(({ label, value }) => `${label} ${value}`).join('，')}`,
    blocks: [
      ...(view.earlier ? [note('今天还没有人开张，先看上个工作日的。')] : []),
      fields([
        ...view.totals.map(({ label, value, change }): [string, Text] => [
          label,
          [bold(value), ` ${change}`],
        ]),
        ['部门排名', view.place],
      ]),
      ...(view.chart.bars.length > 0 ? [{ kind: 'chart' as const, chart: view.chart }] : []),
      ...(view.rows.length === 0 ? [note('今天还没有人开张，明天早点动手。')] : []),
      list(
        view.rows.map(({ rank, name, climbed, detail }) => ({
          ...(rank === null ? {} : { rank }),
          title: climbed ? [bold(name), ` ${climbed}`] : [bold(name)],
          detail,
        })),
      ),
      ...(view.idle ? [note(view.idle)] : []),
      ...(view.left > 0 ? [note(`还有 ${view.left} 人，问我「今日排行榜」看全部。`)] : []),
      buttons(
        button('完整榜单', 'board.open', { scope: view.departmentId }, { style: 'primary' }),
        button('本月榜', 'board.open', { scope: view.departmentId, period: 'month' }),
      ),
    ],
  }
}

export type DailyBoardView = {
  departmentId: string
  department: string
  /** `6月10日 周三`. */
  day: string
  /** Nobody has anything today: these are the figures of the working day before. */
  earlier: boolean
  totals: { label: string; value: string; change: string }[]
  /** `第 2（共 4 个），离第 1 名差 3万元`; `null` where nobody stands beside it. */
  place: string | null
  chart: Chart
  /** `null` for who has nothing of what ranks them. */
  rows: { rank: number | null; name: string; climbed: string; detail: string }[]
  /** How many people the list leaves out. */
  left: number
  /** `还没开张：韩梅、赵敏`. */
  idle: string | null
}
