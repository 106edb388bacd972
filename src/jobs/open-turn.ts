import type { Inbound, Tap } from '../chat/inbound.ts'
import type { Clock } from '../clock.ts'
import { type Kept, memoryOf } from '../conversation/memory.ts'
import type { Names } from '../conversation/names.ts'
import type { Turn } from '../conversation/turn.ts'
import type { Stage } from '../conversation/understand/context.ts'
import { reachOf } from '../crm/organisation/reach.ts'
import { rulesOf } from '../crm/settings/rules.ts'
import type { Member, Tx } from '../db/types.ts'

/**
 * Finds who speaks, what they may see, and what the conversation is about. `null` when the platform itself
 * speaks. Throws `UnknownSpeaker` for somebody we have not met, `NotAdmitted` for who has left.
 */
export async function openTurn(
  deps: { clock: Clock; names: Names },
  tx: Tx,
  conversation: string,
  inbound: Inbound & { id: string },
): Promise<Turn | null> {
  if (inbound.sender === null) return null
  const now = deps.clock.now()
  const saidAt = momentSaid(inbound, now)
  const { member, kept, settings, stages } = await look(tx, inbound.platform, inbound.sender, conversation)
  if (!member) throw new UnknownSpeaker(inbound.platform, inbound.sender)
  if (member.status === 'frozen') throw new NotAdmitted('你的账号已停用，请联系管理员。')
  const reach = await reachOf(tx, member)
  const memory = memoryOf(conversation, kept, now)
  const names = await deps.names.current(tx)
  const recent = memory.account && names.get('account', memory.account.id)
  const turn: Turn = {
    tx,
    now,
    saidAt,
    zone: deps.clock.zone,
    member: { ...member, reach },
    inboundId: inbound.id,
    inbound,
    memory,
    rules: rulesOf(settings),
    context: {
      at: saidAt,
      zone: deps.clock.zone,
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
  await keepUpdateToken(turn)
  return turn
}

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

type Look = {
  member: Pick<Member, 'id' | 'name' | 'role' | 'departmentId' | 'status'> | null
  kept: Kept | null
  settings: Record<string, unknown> | null
  stages: Stage[]
}

/** Everything that each message needs, in one statement: this is the hot path. */
async function look(tx: Tx, platform: string, externalId: string, conversation: string): Promise<Look> {
  const [found] = await tx.$queryRaw<Look[]>`
    SELECT
      (SELECT jsonb_build_object('id', m.id, 'name', m.name, 'role', m.role, 'departmentId', m."departmentId", 'status', m.status)
         FROM "Identity" i JOIN "Member" m ON m.id = i."memberId"
         WHERE i.platform = ${platform} AND i."externalId" = ${externalId}) AS member,
      (SELECT to_jsonb(c) FROM "Conversation" c WHERE c.id = ${conversation}) AS kept,
      (SELECT jsonb_object_agg(s.key, s.value) FROM "Setting" s WHERE s.key LIKE 'rules.%') AS settings,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind) ORDER BY s.position), '[]')
         FROM "Stage" s JOIN "Pipeline" p ON p.id = s."pipelineId" WHERE p."isDefault") AS stages`
  return found as Look
}

/** WeCom gives a new code for updating a card with each tap on it; only the newest one works. */
async function keepUpdateToken({ tx, inbound }: Turn): Promise<void> {
  const tap = inbound.content as Tap
  if (tap.kind !== 'tap' || !tap.updateToken) return
  const card = await tx.delivery.findFirst({
    where: { platform: inbound.platform, messageId: tap.messageId },
  })
  if (!card) return
  const receipts = (card.receipts as { messageId?: string }[]).map((receipt) =>
    receipt.messageId === tap.messageId ? { ...receipt, updateToken: tap.updateToken } : receipt,
  )
  await tx.delivery.update({ where: { id: card.id }, data: { receipts } })
}
