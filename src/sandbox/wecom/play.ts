import type { Floor } from '../floor.ts'
import { createPlay } from '../play.ts'
import type { Wecom } from './index.ts'
import type { Fields } from './xml.ts'

/** WeCom as stories use it. */
export function createWecomPlay(floor: Floor, { corp, tokens, callbacks, sayings }: Wecom) {
  const play = createPlay(floor, 'wecom')
  const { identities, roster } = corp

  return {
    ...play,
    userid: (who: string) => identities.userid(roster.find(who).employeeNo),
    /** A message in the platform's own words: its type and fields besides the usual head. */
    sayRaw: (who: string, raw: { type: string; fields: Fields }) => sayings.sayRaw(roster.find(who), raw),
    pressMenu: (who: string, key: string) => play.say(who, { kind: 'menu', key }),
    /** Opens the app's chat. */
    enter: (who: string) => sayings.enter(roster.find(who)),
    /** Any callback, for kinds that nothing here makes. */
    sendCallback: callbacks.send,
    resend: callbacks.resend,
    verifyUrl: callbacks.verifyUrl,
    encryptAndSign: callbacks.encryptAndSign,
    waiting: callbacks.waiting,
    retryNow: callbacks.retryNow,
    revokeTokens: tokens.revoke,
  }
}
