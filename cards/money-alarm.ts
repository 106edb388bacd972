import { button, buttons, type Card, list, note } from '../src/chat/card.ts'

/** Something is wrong with the money as a whole: to finance and the head, once a week while it lasts. */
export const moneyAlarm = (view: { lines: { title: string; detail: string }[]; rule: string }): Card => ({
  title: '回款预警',
  tone: 'danger',
  summary: `回款预警：${view.lines.map(({ title }) => title).join('，')}`,
  blocks: [
    list(view.lines),
    note(view.rule),
    buttons(
      button('看逾期', 'say', { sentence: '逾期应收' }, { style: 'primary' }),
      button('本月回款榜', 'say', { sentence: '本月回款排行榜' }),
    ),
  ],
})
