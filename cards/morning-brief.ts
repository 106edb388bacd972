import { type Button, bold, buttons, type Card, fields, list, note, text } from '../src/chat/card.ts'

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
      ...(view.lost.length > 0
        ? [
            text([bold('刚掉公海的')]),
            list(view.lost),
            note('你自己暂时不能再领；有特殊情况，请主管直接分回给你。'),
          ]
        : []),
      ...(view.leads.length > 0 ? [text([bold('公海里值得抢的')]), list(view.leads)] : []),
      ...(view.target ? [note(view.target)] : []),
      buttons(...view.more),
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
  /** What dropped into the pool since yesterday. */
  lost: { title: string; detail: string }[]
  leads: { title: string; detail: string }[]
  /** `本月目标 20万元，已完成 45%`. */
  target: string | null
  /** Where the rest is. */
  more: Button[]
}
