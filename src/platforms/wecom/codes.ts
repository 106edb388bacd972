import type { HttpResponse } from '../../chat/http.ts'
import { SendFailure, type SendFailureKind } from '../../chat/platform.ts'

/**
 * What WeCom's error codes mean for us. HTTP is nearly always 200; `errcode` counts where we know it, and its
 * text may quote ids and addresses, so the texts are ours. https://developer.work.weixin.qq.com/document/path/90313
 */
export function failureOf({ status, body }: HttpResponse): SendFailure | null {
  const code = codeOf(body)
  if (code === 0 && status < 300) return null
  if (code === undefined || code === 0) {
    const kind = status >= 500 || status < 400 || status === 429 ? 'temporary' : 'refused'
    return new SendFailure(kind, `http-${status}`, `WeCom answered HTTP ${status} without a code`)
  }
  const [kind, meaning, waitSeconds] = CODES[code] ?? cardField(code) ?? unknown(status)
  const text = `WeCom ${code}: ${meaning}${code === 60020 ? ownAddress(body) : ''}`
  return new SendFailure(kind, String(code), text, waitSeconds && waitSeconds * 1000)
}

/** The token is no longer good; a new one may be. */
export const isTokenCode = (code: string): boolean => code === '40014' || code === '42001'

/** The code of a card was used or is too old, the card is gone, or it does not take its own task id again. */
export const EXPIRED = ['42022', '60140', '42052', '82101', '82102', '42014']

/** The member is not known, or outside of what the app may see. */
export const isUnknownMember = (code: string): boolean => ['40003', '60111', '60011', '60103'].includes(code)

type Meaning = [SendFailureKind, string, number?]

const temporary = (meaning: string, waitSeconds?: number): Meaning => ['temporary', meaning, waitSeconds]
const unreachable = (meaning: string): Meaning => ['unreachable', meaning]
const refused = (meaning: string): Meaning => ['refused', meaning]
const misconfigured = (meaning: string): Meaning => ['misconfigured', meaning]

const CODES: Record<number, Meaning | undefined> = {
  [-1]: temporary('busy'),
  6000: temporary('written at the same time by somebody else'),
  45035: temporary('busy'),
  45036: temporary('busy'),
  2000111: temporary('busy'),
  2000141: temporary('busy'),
  // It does not say which of the limits per minute, hour or day was hit; a minute is the shortest.
  45009: temporary('too many calls', 60),
  45033: temporary('too many calls at once', 5),

  40014: misconfigured('the token is not valid'),
  42001: misconfigured('the token is too old'),
  41001: misconfigured('the token is missing'),
  40001: misconfigured('the secret is wrong'),
  40013: misconfigured('the corp id is wrong'),
  40056: misconfigured('the agent id is wrong'),
  301002: misconfigured('the secret belongs to another app'),
  48001: misconfigured('the app may not call this'),
  48002: misconfigured('the app may not call this'),
  48009: misconfigured('contacts may not be read from this address'),
  50001: misconfigured('the domain is not trusted'),
  50002: misconfigured('the person may not do this'),
  50003: misconfigured('the app is switched off'),
  60020: misconfigured('this address is not among the trusted IPs of the app'),
  80001: misconfigured('the domain is not registered (ICP)'),
  43012: misconfigured('interactive cards need a callback URL'),
  93000: misconfigured('the key of the group webhook is wrong'),

  60011: unreachable('outside of what the app may see'),
  60103: unreachable('outside of what the app may see'),
  40003: unreachable('there is no such member'),
  60111: unreachable('there is no such member'),
  81012: unreachable('nobody of the receivers is reachable'),
  81013: unreachable('nobody of the receivers is reachable'),
  86001: unreachable('there is no such group'),
  86003: unreachable('there is no such group'),
  86008: unreachable('the group was not made by this app'),
  49008: unreachable('the group is gone'),

  86216: refused('somebody among the members cannot be in the group'),
  82001: refused('no receiver'),
  82002: refused('too many receivers'),
  82003: refused('too many receivers'),
  82004: refused('too many receivers'),
  40007: refused('the picture or file is not known'),
  40145: refused('the picture or file is not known'),
  40008: refused('the kind of message is not known'),
  40035: refused('a parameter is wrong'),
  40058: refused('a parameter is wrong'),
  40063: refused('a parameter is empty'),
  44004: refused('the text is empty'),
  45002: refused('the message is too long'),
  42014: refused('the task id was used before or is not valid'),
  42015: refused('the card is of another app'),
  42022: refused('the code of the card was used before'),
  60140: refused('the code of the card is not valid'),
  42052: refused('the message is too old'),
  82101: refused('the card is not there any more'),
  82102: refused('the card is not there any more'),
}

/** 42016–42051 name the field of a template card that is wrong; 93001–93018 one of a webhook message. */
function cardField(code: number): Meaning | undefined {
  if (code >= 42016 && code <= 42051) return refused('a field of the card is not valid')
  return code > 93000 && code <= 93018 ? refused('the message to the group webhook is not valid') : undefined
}

/** The one thing worth repeating: the address to enter is ours, as WeCom sees it. */
function ownAddress(body: unknown): string {
  const found = /from ip: ([\d.]+|[\da-f:]+)/i.exec(String((body as { errmsg?: unknown }).errmsg ?? ''))
  return found ? ` (from ip ${found[1]})` : ''
}

function unknown(status: number): Meaning {
  const mayPass = status >= 500 || status === 429
  return mayPass ? temporary('not answered') : refused('refused for a reason that is not in our table')
}

function codeOf(body: unknown): number | undefined {
  const code = typeof body === 'object' && body !== null ? (body as { errcode?: unknown }).errcode : undefined
  return typeof code === 'number' ? code : undefined
}
