import { button, buttons, type Card, list, note, type Text, toned } from '../src/chat/card.ts'

/** The receipts of everything that was written at once, and what could not be. */
export function proposalWritten({ of, receipts }: ProposalWritten): Card {
  const done = receipts.filter(({ refused }) => !refused).length
  const all = done === receipts.length
  return {
    title: all ? `记下了 ${done} 条` : `记下了 ${done} 条，${receipts.length - done} 条没记`,
    tone: all ? 'success' : 'warning',
    blocks: [
      list(
        receipts.map(({ title, detail, refused }) => ({ title, ...lineOf(detail, refused) })),
        {
          numbered: receipts.length > 1,
        },
      ),
      ...(done > 0 ? [buttons(undo(of))] : []),
      ...(all ? [] : [note('没记的那条，补上缺的，单独说一句就行。')]),
    ],
  }
}

export type ProposalWritten = {
  /** The message that wrote them. */
  of: string
  receipts: { title: string; detail?: string | undefined; refused?: string | undefined }[]
}

const lineOf = (detail?: string, refused?: string): { detail?: Text } =>
  refused ? { detail: [toned('warning', `没记：${refused}`)] } : detail ? { detail } : {}

const undo = (of: string) =>
  button('全部撤销', 'undo', { of }, { style: 'danger', confirm: '把这几条都撤销？' })
