import { winNews } from '../../cards/win-news.ts'
import { local } from '../clock.ts'
import { type Advanced, advanceStage } from '../crm/opportunities/advance-stage.ts'
import { winChannels, winStory } from '../crm/opportunities/announce.ts'
import { firstWin } from '../crm/opportunities/board.ts'
import { type Field, lostReasons, type StageFields } from '../crm/opportunities/missing.ts'
import { type PlannedMove, planMove } from '../crm/opportunities/plan-move.ts'
import { Ask } from './ask.ts'
import { showChanged } from './changed.ts'
import { yuan } from './money.ts'
import { type Turn, tell } from './turn.ts'
import { typedAmount, typedWhen } from './typed.ts'
import type { Arguments, Intent } from './understand/understanding.ts'
import { dealCardOf } from './views/deal.ts'

/**
 * Moves a deal and says so: to whoever did it, to its owner, and a win to the groups. Throws `Ask` for one
 * missing field at a time, `Refusal` where the pipeline says no.
 */
export async function moveDeal(turn: Turn, intent: Intent, known: Arguments, to: Destination): Promise<void> {
  const { dealId, stageId, seenIn } = to
  const fields = fieldsOf(turn, known)
  const wish = { opportunityId: dealId, stageId, fields, seenIn }
  const planned = await planMove(turn.tx, turn, wish)
  const [missing] = planned.missing
  if (missing) throw question(turn, missing, intent, known, planned)
  const done = await advanceStage(turn.tx, turn, wish)
  const notice = noticeOf(done, fields)
  const card = await dealCardOf(turn, dealId, { notice, undo: turn.inbound.id })
  showChanged(turn, `opportunity:${dealId}`, card)
  await tellOwner(turn, done, notice)
  if (done.move === 'win') await announce(turn, dealId)
}

type Destination = { dealId: string; stageId: string; seenIn?: string | undefined }

const fieldsOf = (turn: Turn, known: Arguments): StageFields => ({
  amount: typedAmount(known.amount),
  closeOn: typedWhen(known.closeOn, turn)?.slice(0, 10),
  reason: known.reason,
  competitor: known.competitor,
  note: known.note,
})

/** What is known so far goes with the question; what could not be read is asked for again. */
function question(turn: Turn, field: Field, intent: Intent, known: Arguments, planned: PlannedMove): Ask {
  const { deal, to } = planned
  const named = `${deal.account.name} · ${deal.name}`
  const record = { kind: 'opportunity' as const, id: deal.id, name: deal.name }
  const { text, options } = questions[field](named, to.name, turn)
  return new Ask({
    intent,
    known: { ...known, [field]: undefined, target: { text: deal.name, record }, stage: to.name },
    about: field,
    text: known[field] ? `没看懂「${known[field]}」。${text}` : text,
    ...(options ? { options } : {}),
  })
}

type Question = { text: string; options?: string[] }

const questions: Record<Field, (deal: string, stage: string, turn: Turn) => Question> = {
  amount: (deal) => ({ text: `${deal}，金额多少？比如「28万」。` }),
  closeOn: (deal, _, turn) => ({ text: `${deal}，预计哪天成交？`, options: closingDays(turn) }),
  reason: (deal) => ({ text: `${deal}，为什么没成？`, options: [...lostReasons] }),
  competitor: () => ({ text: '输给谁了？说个名字就行。' }),
  note: (deal, stage) => ({ text: `${deal} 要回到「${stage}」，说一句原因。` }),
}

/** Days that are still to come: on a weekend the next Friday, in a month's last days no end of it. */
function closingDays({ now, zone }: Turn): string[] {
  const today = local(now, zone)
  const friday = today.weekday <= 5 ? '本周五' : '下周五'
  const isLate = (today.daysInMonth ?? 31) - today.day < 3
  return [friday, ...(isLate ? [] : ['月底']), '下个月底']
}

function noticeOf({ move, from, to }: Advanced, { note, reason }: StageFields): string {
  switch (move) {
    case 'advance':
      return `从「${from.name}」推进到「${to.name}」。`
    case 'back':
      return `从「${from.name}」退回「${to.name}」：${note}`
    case 'reopen':
      return `重开到「${to.name}」：${note}`
    case 'win':
      return '赢单了，辛苦！业绩已经记上。'
    case 'lose':
      return `已记为输单：${reason}。`
  }
}

/** A deal moved by somebody else is no surprise to its owner. */
async function tellOwner(turn: Turn, { moved }: Advanced, notice: string): Promise<void> {
  if (!moved.ownerId || moved.ownerId === turn.member.id) return
  const card = await dealCardOf(turn, moved.id, { notice: `${turn.member.name} 操作：${notice}` })
  tell(turn, moved.ownerId, card, `opportunity:${moved.id}`)
}

async function announce(turn: Turn, dealId: string): Promise<void> {
  const deal = await turn.tx.opportunity.findUniqueOrThrow({ where: { id: dealId } })
  if (!deal.ownerId) return
  const story = await winStory(turn.tx, turn, dealId)
  const card = winNews({
    owner: story.ownerName,
    department: story.departmentName,
    account: story.accountName,
    name: story.name,
    amount: story.amount && yuan(story.amount),
    days: story.days > 0 ? `从立项到签约 ${story.days} 天` : '当天立项，当天拿下',
    month: yuan(story.monthAmount),
    first: (await firstWin(turn.tx, deal.accountId))?.id === dealId,
  })
  for (const channelId of await winChannels(turn.tx, deal.ownerId))
    turn.outbox.push({ message: { card }, to: { kind: 'channel', channelId }, subject: `win:${dealId}` })
}
