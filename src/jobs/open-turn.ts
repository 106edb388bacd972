import type { Inbound, Tap } from '../chat/inbound.ts'
import type { Receipt } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import { memoryOf } from '../conversation/memory.ts'
import type { Turn } from '../conversation/turn.ts'
import type { NameBook } from '../conversation/understand/book/name-book.ts'
import { reachWith } from '../crm/organisation/reach.ts'
import { rulesOf } from '../crm/settings/rules.ts'
import type { Tx } from '../db/types.ts'
import type { Company, Heard } from './hear.ts'

/**
 * Who speaks, what they may see, and what the conversation is about. `null` when the platform itself speaks.
 * Throws `UnknownSpeaker` for somebody we have not met, `NotAdmitted` for who has left.
 */
export function openTurn(
  { clock, names, settings, stages }: Setting,
  tx: Tx,
  conversation: string,
  heard: Heard,
): Turn | null {
  const { member } = heard
  const inbound = { ...heard.body, id: heard.id }
  if (inbound.sender === null) return null
  const now = clock.now()
  const saidAt = momentSaid(inbound, now)
  if (!member) throw new UnknownSpeaker(inbound.platform, inbound.sender)
  if (member.status === 'frozen') throw new NotAdmitted('你的账号已停用，请联系管理员。')
  const reach = reachWith(member, heard.below)
  const memory = memoryOf(conversation, heard.kept, now)
  const recent = memory.account && names.get('account', memory.account.id)
  return {
    tx,
    now,
    saidAt,
    zone: clock.zone,
    member: { ...member, reach },
    inboundId: inbound.id,
    inbound,
    memory,
    rules: rulesOf(settings),
    context: {
      at: saidAt,
      zone: clock.zone,
      speaker: { id: member.id, name: member.name, role: member.role },
      names,
      sees: reach === 'all' ? 'all' : new Set(reach.memberIds),
      stages,
      ...(recent &&
        memory.account && {
          recent: { account: { kind: 'account', id: recent.id, name: recent.name }, at: memory.account.at },
        }),
    },
    outbox: [],
    popup: null,
  }
}

/** What is the same for everybody who speaks now. */
export type Setting = Pick<Company, 'settings' | 'stages'> & { clock: Clock; names: NameBook }

/**
 * By the platform's clock, which is right where this machine's is not; ours, should the platform's be far ahead.
 * What is worked on late was meant as it was said: its 明天 is that day's.
 */
function momentSaid({ at }: Inbound, now: Date): Date {
  const said = new Date(at)
  return said.getTime() - now.getTime() > skewMs ? now : said
}

/** An hour, as clocks slip that change to summer time, and some. */
const skewMs = 90 * 60_000

export class UnknownSpeaker extends Error {
  override name = 'UnknownSpeaker'
  readonly platform: string
  readonly externalId: string
  constructor(platform: string, externalId: string) {
    super('unknown speaker')
    this.platform = platform
    this.externalId = externalId
  }
}

export class NotAdmitted extends Error {
  override name = 'NotAdmitted'
}

/**
 * WeCom gives a new code for updating a card with each tap on it; only the newest one works. It is kept whatever
 * becomes of the tap. Where the answer to the tap can carry the card (Feishu), later changes need no code either.
 */
export async function keepUpdateToken(tx: Tx, { platform, content }: Inbound): Promise<void> {
  const tap = content as Tap
  if (tap.kind !== 'tap' || !tap.updateToken || tap.answerable) return
  const card = await tx.delivery.findFirst({ where: { platform, messageId: tap.messageId } })
  if (!card) return
  const receipts = (card.receipts as Receipt[]).map((receipt) => {
    if (receipt.messageId !== tap.messageId) return receipt
    // It lives from this tap on: the end of the one before it is not its own.
    const { updateTokenUntil: _, ...sent } = receipt
    return { ...sent, updateToken: tap.updateToken }
  })
  await tx.delivery.update({ where: { id: card.id }, data: { receipts } })
}
