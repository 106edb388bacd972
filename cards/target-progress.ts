import { bold, button, buttons, type Card, fields, note, text } from '../src/chat/card.ts'

/** Where somebody stands against the target, and what the rest of the time has to bring. */
export function targetProgress(view: TargetProgress): Card {
  return {
    title: view.title,
    tone: view.behind ? 'warning' : 'success',
    tags: [{ text: view.standing }],
    summary: `${view.title}：完成 ${view.attainment}`,
    blocks: [
      text([bold(`完成 ${view.attainment}`), `，时间过了 ${view.pace}`]),
      fields([
        ['目标', view.target],
        ['已签单', view.done],
        ['还差', view.gap],
        ['每天要签', view.perDay],
      ]),
      note(view.advice),
      buttons(
        ...view.periods.map(({ label, value }) =>
          button(label, 'target.show', { scope: view.scope, period: value }),
        ),
        button('看榜单', 'board.open', view.board),
      ),
    ],
  }
}

export type TargetProgress = {
  title: string
  attainment: string
  pace: string
  target: string
  done: string
  gap: string | null
  perDay: string | null
  behind: boolean
  /** `落后进度`. */
  standing: string
  advice: string
  scope: string
  /** Which board belongs to it. */
  board: Record<string, string>
  /** Other periods, as they run now. */
  periods: { label: string; value: string }[]
}
