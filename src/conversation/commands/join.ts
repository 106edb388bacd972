import {
  type Back,
  issueJoinCode,
  type Joined,
  joinByCode,
  noteWrongCode,
  tooManyWrongCodes,
} from '../../crm/organisation/join.ts'
import { Refusal } from '../../errors.ts'
import type { Phrase } from '../phrase.ts'
import { sayLine, type Turn } from '../turn.ts'

/** `绑定` in one app gives a code, `绑定 482153` in the other makes both accounts one member. */
export const join: Phrase = {
  pattern: /^绑定(?:账号|帐号)?(?:\s*[：:]?\s*(\d{4,8}))?[。！!]?$/u,
  async command(turn, [, code]) {
    if (turn.inbound.chat?.kind === 'group')
      throw new Refusal('join-in-group', '绑定账号请私聊我，别发在群里。')
    if (!code) return give(turn)
    if (await tooManyWrongCodes(turn.tx, turn))
      throw new Refusal('join-too-often', '试错太多次了，过十分钟再来。')
    const joined = await joinByCode(turn.tx, turn, code)
    if (joined && 'back' in joined) {
      const why = isNamesake(joined) ? '公司里不止一个人叫这个名字' : '名字和你在这里的不一样'
      warn(turn, joined, `来绑，还没绑上：${why}。是你本人，就照那边说的再发一个码；不是，就不用理。`)
      return sayLine(turn, sendBack(joined))
    }
    if (joined) {
      warn(turn, joined, '绑好了，以后两边是同一个你。不是你本人绑的？马上告诉管理员，请他停用你的账号。')
      return sayLine(turn, `绑好了，${joined.name}。以后在哪个应用里找我，都是同一个你。`)
    }
    // Said, not thrown: the attempt has to stay in the books.
    await noteWrongCode(turn.tx, turn)
    sayLine(turn, '这个码不对，或者已经过期了。到另一个应用里发「绑定」，重新要一个。')
  },
}

const isNamesake = ({ owner, typedBy }: Back): boolean => owner === typedBy

function sendBack(joined: Back): string {
  const { owner, typedBy, back } = joined
  const doubt = isNamesake(joined)
    ? `公司里不止一个人叫「${owner}」。要码的就是你本人的话`
    : `要码的人叫「${owner}」，和你在这里的名字「${typedBy}」不一样。是同一个人的话`
  return `${doubt}，再到那边发「绑定 ${back.code}」给我就绑好了，${back.minutes} 分钟内有效。`
}

/** A code in wrong hands may work: who was given it is told where they read us, at once and at night too. */
function warn(turn: Turn, { typedBy, givenTo }: Joined | Back, outcome: string): void {
  const text = `「${typedBy}」在另一个应用里用你的绑定码${outcome}`
  for (const { platform, externalId } of givenTo)
    turn.outbox.push({
      message: { text },
      to: { kind: 'target', platform, target: { kind: 'user', id: externalId } },
    })
}

async function give(turn: Turn): Promise<void> {
  const { code, minutes } = await issueJoinCode(turn.tx, turn)
  sayLine(turn, `到另一个应用里发「绑定 ${code}」给我，${minutes} 分钟内有效。别把码告诉别人。`)
}
