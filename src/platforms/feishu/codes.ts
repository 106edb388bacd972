import type { HttpResponse } from '../../chat/http.ts'
import { SendFailure, type SendFailureKind } from '../../chat/platform.ts'

/**
 * What Feishu's error codes mean for us. The texts are ours: Feishu's own may quote ids and contents.
 * https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code and the pages of each call.
 */
export function failureOf({ status, headers, body }: HttpResponse): SendFailure | null {
  const code = codeOf(body)
  if (code === 0 && status < 300) return null
  if (code === undefined || code === 0) return unnamed(status, headers)
  if (status === 429 || code === 99991400)
    return new SendFailure('temporary', String(code), 'too many calls', resetAfter(headers))
  const sub = code === 230099 ? subCode(body) : undefined
  const [kind, meaning] = (sub ? SUB_CODES[sub] : undefined) ?? CODES[code] ?? unknown(status)
  return new SendFailure(kind, String(code), `Feishu ${code}${sub ? `/${sub}` : ''}: ${meaning}`)
}

/** The token is no longer good; a new one may be. */
export const isTokenCode = (code: string): boolean => ['99991663', '99991664', '99991665'].includes(code)

/** The card cannot be changed any more: too old, recalled, deleted. */
export const EXPIRED = ['230031', '230011', '230110', '231003', '230054']

const temporary = (meaning: string): Meaning => ['temporary', meaning]
const unreachable = (meaning: string): Meaning => ['unreachable', meaning]
const refused = (meaning: string): Meaning => ['refused', meaning]
const misconfigured = (meaning: string): Meaning => ['misconfigured', meaning]

const CODES: Record<number, Meaning | undefined> = {
  230020: temporary('too many messages for this chat or person'),
  11232: temporary('too many messages'),
  11233: temporary('too many messages'),
  190004: temporary('too many calls'),
  190005: temporary('too many calls'),
  230049: temporary('the same message is being sent'),
  18121: temporary('the same message is being sent'),
  2200: temporary('internal error'),
  5000: temporary('internal error'),
  55001: temporary('internal error'),
  1500: temporary('internal error'),
  10101: temporary('internal error'),
  11246: temporary('internal error'),
  232096: temporary('the chat is being changed'),
  300120: temporary('internal error'),
  99991663: misconfigured('the token is not valid'),
  99991664: misconfigured('the token is not valid'),
  99991665: misconfigured('the token is not valid'),
  99991661: misconfigured('the token is missing'),
  99991671: misconfigured('the token is malformed'),

  230002: unreachable('the bot is not in this chat'),
  230013: unreachable('the app is not available to this person'),
  230029: unreachable('the person has left'),
  230053: unreachable('the person has muted the bot'),
  230035: unreachable('the bot may not speak here'),
  230018: unreachable('the bot may not speak here'),
  230034: unreachable('there is no such person or chat'),
  232009: unreachable('the chat is gone'),
  230038: unreachable('this chat takes no messages of bots'),
  230054: unreachable('this message takes no such call'),
  230075: unreachable('this chat takes no such messages'),
  99992361: unreachable('the open_id belongs to another app'),
  40004: unreachable('outside the contact range of the app'),
  41050: unreachable('outside the contact range of the app'),

  230001: refused('a parameter is wrong'),
  230025: refused('the message is too long'),
  230022: refused('the content is not allowed'),
  230028: refused('the content is not allowed'),
  230055: refused('the file does not fit the message'),
  230017: refused('the picture or file is not ours'),
  230099: refused('the card is not valid'),
  230031: refused('the message is too old to be changed'),
  230011: refused('the message was recalled'),
  230110: refused('the message was deleted'),
  231003: refused('the message is gone'),
  230072: refused('the message was changed too often'),

  99991672: misconfigured('a scope is missing; add it and release the app again'),
  99991401: misconfigured('this address is not on the IP allow-list'),
  99991403: misconfigured('the monthly quota is used up'),
  10003: misconfigured('the app id or secret is wrong'),
  10014: misconfigured('the app id or secret is wrong'),
  10015: misconfigured('the app id or secret is wrong'),
  230006: misconfigured('the app has no bot'),
  230027: misconfigured('a permission is missing'),
  11247: misconfigured('the daily number of batch messages is used up'),
}

/** 230099 says in its text which rule a card broke. 11310 is also the lock while somebody is tapping. */
const SUB_CODES: Record<string, Meaning | undefined> = {
  locked: temporary('somebody is tapping the card'),
  200621: refused('the card is not JSON'),
  200550: refused('the chart is not valid'),
  100290: refused('a person in the card does not exist'),
  11310: refused('the card is over a limit'),
}

function subCode(body: unknown): string | undefined {
  const text = String((body as { msg?: unknown }).msg ?? '')
  if (/card action is lock/i.test(text)) return 'locked'
  return /ErrCode\D{0,3}(\d{4,8})/.exec(text)?.[1]
}

function unknown(status: number): Meaning {
  return status >= 500 ? temporary('not answered') : refused('refused for a reason that is not in our table')
}

function unnamed(status: number, headers: HttpResponse['headers']): SendFailure {
  const code = `http-${status}`
  if (status === 429) return new SendFailure('temporary', code, 'too many calls', resetAfter(headers))
  const kind = status >= 500 || status < 400 ? 'temporary' : 'refused'
  return new SendFailure(kind, code, `Feishu answered HTTP ${status} without a code`)
}

function codeOf(body: unknown): number | undefined {
  const code = typeof body === 'object' && body !== null ? (body as { code?: unknown }).code : undefined
  return typeof code === 'number' ? code : undefined
}

/** Seconds until the limit is lifted, at most an hour. */
function resetAfter(headers: HttpResponse['headers']): number {
  const seconds = Number(headers.get('x-ogw-ratelimit-reset') ?? headers.get('retry-after') ?? 1)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) * 1000 : 1000
}

type Meaning = [SendFailureKind, string]
