import { z } from 'zod'
import type { Message } from '../chat/message.ts'
import { Refusal } from '../errors.ts'
import type { TapHandler } from './command.ts'
import { say, sayLine, show, type Turn } from './turn.ts'
import { keptCard } from './views/kept.ts'

/** What the buttons of several messages in one do. */
export const keptTaps: Record<string, TapHandler> = {
  async 'kept.show'(turn, { args }) {
    const { delivery } = z.object({ delivery: z.uuid() }).parse(args)
    const kept = await turn.tx.delivery.findFirst({
      where: { id: delivery, memberId: turn.member.id, status: 'merged' },
    })
    if (!kept) throw new Refusal('message-gone', '这条消息太久了，已经清掉了。')
    const message = kept.message as Message
    if ('text' in message) sayLine(turn, message.text)
    else say(turn, message.card, kept.subject ?? undefined)
  },
  async 'kept.page'(turn, { args }) {
    const { first, from } = page.parse(args)
    show(turn, keptCard(await together(turn, first), from))
  },
}

const page = z.object({ first: z.uuid(), from: z.coerce.number().int().min(0).max(1000) })

/** All that went out with this one, in the order in which it was written. */
async function together({ tx, member }: Turn, first: string) {
  const mine = { memberId: member.id, status: 'merged' as const }
  const one = await tx.delivery.findFirst({ where: { id: first, ...mine } })
  if (!one?.deliveredAt) throw new Refusal('message-gone', '这些消息太久了，已经清掉了。')
  const rows = await tx.delivery.findMany({
    where: { ...mine, deliveredAt: one.deliveredAt },
    orderBy: { id: 'asc' },
    take: 100,
  })
  return rows.map(({ id, message }) => ({ id, message: message as Message }))
}
