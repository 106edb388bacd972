import {
  type Block,
  button,
  buttons,
  type Card,
  choice,
  fields,
  note,
  type Option,
  type Text,
  text,
  toned,
} from '../src/chat/card.ts'

/** One deal: where it stands, and what can be done with it by whoever looks at it. */
export function dealCard(view: DealView): Card {
  return {
    title: view.name,
    tone: tones[view.status],
    tags: [{ text: view.stage, tone: tones[view.status] }],
    summary: `${view.account} · ${view.name}：${view.stage}`,
    blocks: [
      ...(view.notice ? [text(view.notice)] : []),
      fields([
        ['客户', view.account],
        ['金额', view.amount ?? (view.status === 'open' ? [toned('plain', '还没填')] : null)],
        ['预计成交', view.closeOn],
        ['负责人', view.owner],
        [view.status === 'open' ? '停留' : '结束', view.since],
        ['竞品', view.competitor],
        ['输单原因', view.lost],
      ]),
      ...moves(view),
      buttons(
        view.canWin && button('赢单', 'opportunity.win', seen(view), { style: 'primary' }),
        view.canWin && button('输单', 'opportunity.lose', seen(view)),
        button('看客户', 'account.show', { account: view.accountId }),
        view.undo !== undefined && undoButton(view.undo),
      ),
      ...(view.hint ? [note(view.hint)] : []),
    ],
  }
}

export type DealView = {
  id: string
  stageId: string
  name: string
  account: string
  accountId: string
  stage: string
  status: 'open' | 'won' | 'lost'
  owner?: string | null
  amount?: string | null
  closeOn?: string | null
  since?: string | null
  /** A rival, while it is not lost. */
  competitor?: string | null
  lost?: string | null
  /** What has just happened to it. */
  notice?: Text | undefined
  hint?: string | undefined
  /** The stages it may go to; none for whoever may only look. */
  moves: Option[]
  canWin: boolean
  /** The message that can be taken back. */
  undo?: string | undefined
}

const moves = (view: DealView): Block[] =>
  view.moves.length === 0
    ? []
    : [
        choice('stage', view.status === 'open' ? '换个阶段' : '重开到', view.moves, {
          act: 'opportunity.move',
          args: seen(view),
        }),
      ]

/** The card says which stage it shows, so that a tap on an old card moves nothing. */
const seen = ({ id, stageId }: DealView) => ({ opportunity: id, seen: stageId })

const undoButton = (of: string) =>
  button('撤销', 'undo', { of }, { style: 'danger', confirm: '撤销这一步？' })

const tones = { open: 'info', won: 'success', lost: 'plain' } as const
