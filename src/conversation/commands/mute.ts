import { mutedCard } from '../../../cards/muted.ts'
import { local } from '../../clock.ts'
import { muteUntil } from '../../crm/organisation/mute.ts'
import { morningOf, nextMorning } from '../../crm/settings/morning.ts'
import { Refusal } from '../../errors.ts'
import type { Phrase } from '../phrase.ts'
import { say, type Turn } from '../turn.ts'
import { typedWhen } from '../typed.ts'
import { momentLabel } from '../when.ts'

/** 免打扰 (until tomorrow); 免打扰 2小时; 免打扰到周一; 关闭免打扰 */
export const muteMe: Phrase = {
  pattern:
    /^(?<off>关闭|关掉|取消|解除|结束|退出)?(?:我?要|开启|打开|设置?|开)?(?:免打扰|勿扰|别打扰我?|别发消息给?我?了?)(?:模式)?[\s：:，,]*(?<until>.{0,20}?)[。！!]?$/u,
  async command(turn, { groups }) {
    const words = groups?.until ?? ''
    if (groups?.off || /^(关|关闭|关掉|取消|结束|off)$/iu.test(words)) {
      await muteUntil(turn.tx, turn, null)
      return say(turn, mutedCard({ until: null }))
    }
    const until = words ? untilOf(turn, words) : nextMorning(turn.now, turn.zone, turn.rules.quiet)
    await muteUntil(turn.tx, turn, until)
    say(turn, mutedCard({ until: momentLabel({ at: until, allDay: false }, turn) }))
  },
}

/** `2小时`, `半小时`, `30分钟`; `到下午3点`; a day means its morning. */
function untilOf(turn: Turn, words: string): Date {
  const until = afterHours(turn, words) ?? atTime(turn, words)
  // A date that there is not (2026-13-45) is after nothing.
  if (!until || !(until > turn.now))
    throw new Refusal(
      'mute-until-when',
      '免打扰到什么时候？比如「免打扰 2小时」「免打扰到明天」「免打扰到下午3点」。',
    )
  const longest = local(turn.now, turn.zone).plus({ days: longestDays }).toJSDate()
  if (until > longest) throw new Refusal('mute-too-long', `免打扰最长 ${longestDays} 天，免得误了客户的事。`)
  return until
}

const longestDays = 14

function afterHours({ now }: Turn, words: string): Date | null {
  const [, half, count, unit] =
    /^(?:接下来)?(?:(半)个?小时|([\d一二两三四五六七八九十]{1,3})\s*个?(小时|钟头|分钟))$/u.exec(
      words.trim(),
    ) ?? []
  if (half) return new Date(now.getTime() + 30 * 60_000)
  if (!count) return null
  const many = Number.isNaN(Number(count))
    ? '一二三四五六七八九十'.indexOf(count.replace('两', '二')) + 1
    : Number(count)
  return many > 0 ? new Date(now.getTime() + many * (unit === '分钟' ? 60_000 : 3_600_000)) : null
}

function atTime(turn: Turn, words: string): Date | null {
  const when = typedWhen(words.replace(/^(?:到|直到|至)/u, ''), turn)
  if (!when) return null
  return when.includes('T') ? new Date(when) : morningOf(when, turn.zone, turn.rules.quiet)
}
