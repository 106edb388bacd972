import type { SandboxPerson } from './company.ts'
import { chatOf } from './feishu/tenant.ts'
import { directChatOf, type Floor, sees } from './floor.ts'
import type { StoredMessage } from './store.ts'
import type { PlatformName, Say, TapBody, ToastView } from './view.ts'

/** What people do, on whichever platform: the one way in for the page and for tests. */
export async function say(
  floor: Floor,
  platform: PlatformName,
  person: SandboxPerson,
  chat: string,
  said: Say,
) {
  if (!sees(floor, platform, person, chat)) throw new Impossible('没有这个会话')
  if (said.kind === 'menu' && chat !== directChatOf(floor, platform, person))
    throw new Impossible('群里没有菜单')
  if (platform === 'wecom') return present(floor.wecom).sayings.say(person, chat, said)
  const feishu = present(floor.feishu)
  const place = chatOf(feishu.tenant, chat)
  if (!place) throw new Impossible('没有这个会话')
  return feishu.sayings.say(person, place, said)
}

/** Somebody taps a card that they see. */
export async function tap(
  floor: Floor,
  person: SandboxPerson,
  message: StoredMessage,
  body: TapBody,
): Promise<Tapped> {
  if (!sees(floor, message.platform, person, message.chat)) throw new Impossible('没有这条消息')
  if (message.platform !== body.platform) throw new Impossible('卡片属于另一个平台')
  if (body.platform === 'feishu') {
    const { toast, sent, refused } = await present(floor.feishu).tap(person, message, body)
    return { toast, status: sent?.status ?? null, eventId: sent?.eventId ?? null, refused: refused ?? null }
  }
  const tapped = await present(floor.wecom).tap(person, message, body)
  if (tapped.refused !== undefined) {
    return {
      toast: { type: 'error', content: tapped.refused },
      status: null,
      eventId: null,
      refused: tapped.refused,
    }
  }
  // WeCom shows no toast of the app; a failed callback is a loading mark that ends.
  return { toast: null, status: tapped.sent.status, eventId: tapped.sent.eventId, refused: null }
}

const present = <T>(platform: T | undefined): T => {
  if (!platform) throw new Impossible('这个平台没有开通')
  return platform
}

/** Something that nobody could do there. */
export class Impossible extends Error {
  override name = 'Impossible'
}

export type Tapped = {
  toast: ToastView | null
  /** Of the service's answer; 0 if there was none, `null` if the client sent nothing. */
  status: number | null
  eventId: string | null
  /** Why the client sent nothing. */
  refused: string | null
}
