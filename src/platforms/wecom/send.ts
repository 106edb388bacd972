import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PlatformDeps } from '../../chat/deps.ts'
import type { Target } from '../../chat/message.ts'
import { type Part, type Receipt, SendFailure, type Upload, whileUpdating } from '../../chat/platform.ts'
import type { WeComClient } from './client.ts'
import { EXPIRED } from './codes.ts'
import type { Pictures } from './pictures.ts'
import { deliveryOf } from './tap-key.ts'

export type Sender = { client: WeComClient; pictures: Pictures; agentId: number; now: PlatformDeps['now'] }

/**
 * A picture, but for webhooks. To members WeCom knows a repeat by its bytes, and each upload has another id; to groups
 * it knows none, so that the call which shows the picture is not to take any longer than others.
 */
export async function upload({ pictures }: Sender, target: Target, part: Part): Promise<Upload | undefined> {
  const isByItself = target.kind === 'user' || target.via !== 'webhook'
  return isByItself && part.kind === 'image' ? pictures.uploaded(part.payload.chart) : undefined
}

/** Sends one part; by three different calls, depending on where it goes. */
export async function send(sender: Sender, target: Target, part: Part, how: How): Promise<Receipt> {
  if (target.kind === 'user') return sendToMember(sender, target.id, part, how)
  if (target.via === 'webhook') {
    await sender.client.postWebhook(target.id, await webhookMessage(sender, part))
    return {}
  }
  await sender.client.post('/cgi-bin/appchat/send', {
    chatid: target.id,
    ...(await message(sender, part, how.upload)),
    safe: 0,
  })
  return {}
}

/** `key` tells deliveries apart, `upload` is the id of the picture. */
type How = { key: string; upload?: string | undefined }

const sent = z.object({
  response_code: z.string().optional(),
  invaliduser: z.string().optional(),
  unlicenseduser: z.string().optional(),
})

/** The message is out, so an answer of an odd shape must not look like a failure and be sent again. */
const readSent = (answer: unknown): z.infer<typeof sent> => sent.safeParse(answer).data ?? {}

/** A response code works once, within 72 hours. */
const CODE_LIFE_MS = 72 * 3600_000

async function sendToMember(sender: Sender, userId: string, part: Part, how: How): Promise<Receipt> {
  const { client, agentId, now } = sender
  const body = {
    touser: userId,
    agentid: agentId,
    ...(await message(sender, part, how.upload)),
    enable_duplicate_check: 1,
    duplicate_check_interval: checkInterval(how.key),
  }
  const answer = readSent(await client.post('/cgi-bin/message/send', body))
  // A message that reached nobody is an errcode 0 all the same.
  if (answer.invaliduser)
    throw new SendFailure('unreachable', 'invaliduser', 'WeCom: the member cannot be reached')
  if (answer.unlicenseduser)
    throw new SendFailure('unreachable', 'unlicenseduser', 'WeCom: the member has no licence')
  return receiptOf(part, answer, now())
}

/**
 * A card is known by its task id, since that is what a tap brings, with a code that changes it; also where it came
 * without one. Other messages can neither be tapped nor changed.
 */
function receiptOf({ payload }: Part, { response_code }: z.infer<typeof sent>, at: Date): Receipt {
  const { task_id } = (payload.card ?? payload.done ?? {}) as { task_id?: string }
  if (!task_id) return {}
  const messageId = deliveryOf(task_id)
  if (!response_code) return payload.card ? { messageId } : {}
  const updateTokenUntil = new Date(at.getTime() + CODE_LIFE_MS).toISOString()
  return { messageId, updateToken: response_code, updateTokenUntil }
}

/**
 * WeCom drops a request whose JSON it has seen within this many seconds, four hours at most. That is what a retry
 * needs, which may come well over an hour later, and what would swallow the second of two equal answers; so the
 * interval is different for each delivery and the same for each try of it. The longer it is, the more equal answers
 * fall into it: 7,200 different ones of two to four hours swallow no more of them than 1,800 of half an hour to one.
 */
const checkInterval = (key: string): number =>
  7200 + (createHash('sha256').update(key).digest().readUInt32BE(0) % 7201)

/** Puts another card, or a grey button, in the place of one. */
export async function update(sender: Sender, receipt: Receipt, target: Target, part: Part): Promise<Receipt> {
  const { client, agentId, now } = sender
  const { updateToken, updateTokenUntil } = receipt
  const isOld = updateTokenUntil !== undefined && new Date(updateTokenUntil) <= now()
  const card = part.payload.card ?? part.payload.done
  if (!updateToken || isOld || target.kind !== 'user' || !card) {
    throw new SendFailure('expired', 'no-code', 'WeCom: there is no code to change this card with')
  }
  const body = { userids: [target.id], agentid: agentId, response_code: updateToken, template_card: card }
  const answer = await client
    .post('/cgi-bin/message/update_template_card', body)
    .catch(whileUpdating(EXPIRED))
  // The code is used up; the next tap brings a new one.
  const { messageId } = receipt
  return { ...(messageId && { messageId }), ...receiptOf(part, readSent(answer), now()) }
}

type Wire = { msgtype: string } & Record<string, unknown>

async function message({ pictures }: Sender, { kind, payload }: Part, upload?: string): Promise<Wire> {
  switch (kind) {
    case 'image':
      return { msgtype: kind, image: { media_id: upload ?? (await pictures.uploaded(payload.chart)).id } }
    case 'template_card':
      return { msgtype: kind, template_card: payload.card }
    default:
      return { msgtype: kind, [kind]: { content: payload.content } }
  }
}

/** Webhooks take the picture itself. */
async function webhookMessage(sender: Sender, part: Part): Promise<Wire> {
  if (part.kind !== 'image') return message(sender, part)
  const png = await sender.pictures.png(part.payload.chart)
  const md5 = createHash('md5').update(png).digest('hex')
  return { msgtype: 'image', image: { base64: Buffer.from(png).toString('base64'), md5 } }
}
