import { fitChars } from '../../chat/fit.ts'
import type { Target } from '../../chat/message.ts'
import { SendFailure } from '../../chat/platform.ts'
import type { WeComClient } from './client.ts'

/** There already; made by an earlier try. */
const EXISTS = '86215'

/**
 * Makes a group of the app (2 to 2,000 members, the app must see the root department); people see it with its
 * first message. `groupId` makes a repeat harmless. https://developer.work.weixin.qq.com/document/path/90245
 */
export async function createGroup(
  client: WeComClient,
  { name, ownerId, memberIds, groupId }: NewGroup,
): Promise<Target> {
  const chatid = groupId.replace(/[^0-9a-zA-Z]/g, '').slice(0, 32)
  const userlist = [...new Set([ownerId, ...memberIds])].slice(0, groupSize)
  try {
    await client.post('/cgi-bin/appchat/create', {
      name: fitChars(name, 50),
      owner: ownerId,
      userlist,
      chatid,
    })
  } catch (failure) {
    if (!(failure instanceof SendFailure) || failure.code !== EXISTS) throw failure
  }
  return { kind: 'chat', id: chatid, via: 'appchat' }
}

export const groupSize = 2_000

type NewGroup = { name: string; ownerId: string; memberIds: string[]; groupId: string }
