import { type Button, bold, button, buttons, type Card, fields, list, note, text } from '../src/chat/card.ts'

/** What a rep's day begins with: what to do first, then how much of everything there is. */
export function morningBrief(view: MorningBriefView): Card {
  return {
    title: `早上好，${view.name}`,
    tone: 'info',
    tags: [{ text: view.day }],
    summary: view.summary,
    blocks: [
      fields(view.counts.map(({ label, value }) => [label, value])),
      ...(view.first.length > 0 ? [text([bold('先做这几件')]), list(view.first, { numbered: true })] : []),
      ...(view.leads.length > 0 ? [text([bold('公海里值得抢的')]), list(view.leads)] : []),
      ...(view.target ? [note(view.target)] : []),
      buttons(
        button('我的任务', 'say', { sentence: '我的任务' }),
        button('公海', 'say', { sentence: '公海' }),
      ),
    ],
  }
}

export type MorningBriefView = {
  name: string
  /** `6月10日 周三`. */
  day: string
  summary: string
  counts: { label: string; value: string }[]
  first: { title: string; detail: string; button: Button }[]
  leads: { title: string; detail: string }[]
  /** `本月目标 20万元，已完成 45%`. */
  target: string | null
}
