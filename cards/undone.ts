import { type Card, list, note, text } from '../src/chat/card.ts'

/** What a receipt turns into when its message was taken back. */
export const undoneCard = ({ acts, by }: UndoneView): Card => ({
  title: '已撤销',
  summary: `已撤销：${acts[0] ?? ''}`,
  blocks: [
    acts.length === 1 ? text(acts[0] as string) : list(acts.map((title) => ({ title }))),
    note(by ? `${by} 撤销的，操作记录里可查。` : '操作记录里可查。记错了就再说一遍。'),
  ],
})

export type UndoneView = {
  /** What was taken back, one line each. */
  acts: string[]
  /** Who did, where it was not whoever had done it. */
  by?: string | undefined
}
