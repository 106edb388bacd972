import { bold, button, buttons, type Card, fields, list, note, text } from '../src/chat/card.ts'

/** About to drop: what the owner can do about it, in three buttons. */
export function poolWarning(view: PoolWarning): Card {
  const of = { [view.kind]: view.id }
  return {
    title: `快掉公海了：${view.name}`,
    tone: view.days <= 1 ? 'danger' : 'warning',
    tags: [{ text: view.days <= 1 ? '不到一天' : `还有 ${view.days} 天` }],
    summary: `${view.name} ${view.dropsAt} 掉公海`,
    blocks: [
      fields([
        ['到期', view.dropsAt],
        ['为什么', view.why],
        ['最近跟进', view.lastVisit ?? '还没有'],
      ]),
      note('记一次有内容的跟进，时间就重新算。确实要再等等，可以向主管申请延期一次。'),
      buttons(
        button('记跟进', `${view.kind}.ask-log`, of, { style: 'primary' }),
        button('申请延期', `${view.kind}.extend`, of),
        button('退回', `${view.kind}.release`, of, { confirm: `把「${view.name}」退回公海？` }),
      ),
    ],
  }
}

export type PoolWarning = {
  kind: 'lead' | 'account'
  id: string
  name: string
  /** Days left, rounded up to the warning time. */
  days: number
  dropsAt: string
  why: string
  lastVisit?: string | null
}

/** Several at once in one message: a row opens the three buttons. */
export const poolWarnings = (view: { rows: PoolWarning[]; total: number }): Card => ({
  title: `${view.total} 家快掉公海了`,
  tone: 'warning',
  blocks: [
    list(
      view.rows.map(({ kind, id, name, dropsAt, why }) => ({
        title: [bold(name)],
        detail: `${dropsAt} 到期：${why}`,
        button: button('处理', `${kind}.warned`, { [kind]: id }),
      })),
    ),
    note(
      view.total > view.rows.length
        ? '先处理这几家；其余的在「我的客户」「我的线索」里看。'
        : '记一次有内容的跟进，时间就重新算。',
    ),
  ],
})

/** Told to the former owner: which rule, which numbers, and who may make an exception. */
export const poolDropped = (view: PoolDropped): Card => ({
  title: view.total === 1 ? `掉公海了：${view.rows[0]?.name ?? ''}` : `${view.total} 家掉公海了`,
  tone: 'danger',
  summary: `${view.total} 家到期掉进公海`,
  blocks: [
    view.total === 1
      ? fields(view.rows.map(({ why }) => ['为什么', why]))
      : list(view.rows.map(({ name, why }) => ({ title: [bold(name)], detail: why }))),
    ...(view.total > view.rows.length
      ? [note(`另外还有 ${view.total - view.rows.length} 家，发「公海」看。`)]
      : []),
    text(
      `${view.claimableAt} 起大家都能领，你自己 ${view.barredDays} 天内不能再领。有特殊情况，请${view.waiver ?? '主管'}直接分回给你。`,
    ),
  ],
})

export type PoolDropped = {
  rows: { name: string; why: string }[]
  total: number
  claimableAt: string
  barredDays: number
  /** Who may assign it back. */
  waiver?: string | null
}
