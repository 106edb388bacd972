import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * A Feishu and a WeCom that can be told to fail. They keep every message that somebody would see: by its `uuid`,
 * which the real Feishu shows once within an hour, or by its bytes, which the real WeCom takes once within the
 * interval that the message names. A second copy is counted, not hidden.
 */
export async function startPlatform(people: number) {
  const seen = new Map<string, Sent>()
  const cards = new Map<string, string>()
  const calls: Call[] = []
  const waiting = new Map<string, () => void>()
  let token = 't-1'
  let tokens = 0
  let fault: Fault = () => undefined

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const path = (request.url ?? '').split('?')[0] ?? ''
    const call: Call = { path, at: performance.now(), body, uuid: uuidOf(path, body) }
    calls.push(call)
    const isSending = isMessage(path)
    const strike = isSending ? fault(call, calls.length) : undefined
    if (strike?.delayMs) await wait(strike.delayMs)
    if (strike?.reset) return void request.socket.destroy()
    if (strike?.hang) return
    if (strike?.status || strike?.code)
      return refuse(response, strike.status ?? 200, strike.code ?? 0, strike.headers)
    const answer = answerOf(path, request, call)
    if (strike?.loseAnswer) return void request.socket.destroy()
    if (answer.status !== 200) return refuse(response, answer.status, answer.code ?? 99991663, {})
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer.body))
  })

  function answerOf(path: string, request: IncomingMessage, call: Call): Answer {
    if (path.startsWith('/cgi-bin/')) return ofWeCom(path, request.url ?? '', call)
    if (path.endsWith('/tenant_access_token/internal')) {
      tokens++
      return ok({ tenant_access_token: token, expire: 7200 })
    }
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 400 }
    if (path.includes('/im/v1/messages')) return ok({ data: { message_id: take(call, request.method) } })
    return ok(directory(path, people))
  }

  function ofWeCom(path: string, url: string, call: Call): Answer {
    if (path === '/cgi-bin/gettoken') {
      tokens++
      return { status: 200, body: { errcode: 0, access_token: token, expires_in: 7200 } }
    }
    if (new URL(url, 'http://x').searchParams.get('access_token') !== token)
      return { status: 400, code: 42001 }
    if (!isMessage(path)) return { status: 200, body: { errcode: 0, ...colleagues(path, people) } }
    return { status: 200, body: { errcode: 0, response_code: `code-${take(call, 'POST')}` } }
  }

  /** A message or the change of one; the same `uuid` again shows nothing new and gives the same id. */
  function take(call: Call, method: string | undefined): string {
    if (method === 'PATCH') {
      const changed = call.path.split('/').at(-1) as string
      cards.set(changed, call.body)
      return changed
    }
    const uuid = call.uuid ?? `without-${seen.size}`
    const sent = seen.get(uuid) ?? { id: `om_out_${seen.size + 1}`, body: call.body, times: 0, at: call.at }
    sent.times++
    seen.set(uuid, sent)
    cards.set(sent.id, call.body)
    for (const found of call.body.matchAll(/#(\w+)#/g)) settle(found[1] as string)
    return sent.id
  }

  function settle(mark: string): void {
    waiting.get(mark)?.()
    waiting.delete(mark)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    people,
    seen,
    /** What each message of Feishu shows now, by its id: as it was sent, changed, or carried by a tap's answer. */
    cards,
    calls,
    sending: () => calls.filter(({ path }) => isMessage(path)),
    tokensGiven: () => tokens,
    /** From now on calls fail as it says; nothing makes them well again. */
    fails(next?: Fault) {
      fault = next ?? (() => undefined)
    },
    revokeToken() {
      token = `t-${Number(token.slice(2)) + 1}`
    },
    /** Resolves when a message with `#mark#` arrives. */
    reply: (mark: string) => new Promise<void>((resolve) => waiting.set(mark, resolve)),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export type FaultyPlatform = Awaited<ReturnType<typeof startPlatform>>
export type Sent = { id: string; body: string; times: number; at: number }
export type Call = { path: string; at: number; body: string; uuid: string | undefined }
export type Strike = {
  status?: number
  code?: number
  headers?: Record<string, string>
  delayMs?: number
  /** Never answered. */
  hang?: boolean
  /** Taken, but the answer is lost. */
  loseAnswer?: boolean
  reset?: boolean
}
export type Fault = (call: Call, count: number) => Strike | undefined

/** The group that hears the boards of the one department there is. */
export const groupId = 'oc_fault_group'
export const rootDepartment = '0'
export const openIdOf = (person: number): string => `ou_fault_${person}`
export const userIdOf = (person: number): string => `wf_${person}`
export const nameOf = (person: number): string => `试验员${'甲乙丙丁戊己庚辛壬癸'[person % 10]}${person}`

const ok = (body: object) => ({ status: 200, body: { code: 0, msg: 'ok', ...body } })

/** Without a code it is not the platform that speaks but what stands before it. */
function refuse(response: ServerResponse, status: number, code: number, headers: Strike['headers']): void {
  response.writeHead(status, { 'content-type': code ? 'application/json' : 'text/html', ...headers })
  response.end(code ? JSON.stringify({ code, errcode: code, msg: 'fault' }) : '<h1>busy</h1>')
}

const isMessage = (path: string): boolean =>
  path.includes('/im/v1/messages') || path === '/cgi-bin/message/send'

type Answer = { status: number; code?: number; body?: object }

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function uuidOf(path: string, body: string): string | undefined {
  if (!path.startsWith('/cgi-bin/')) return /"uuid":"([^"]+)"/.exec(body)?.[1]
  return path === '/cgi-bin/message/send'
    ? wecomKey + createHash('sha256').update(body).digest('hex')
    : undefined
}

/** What WeCom has shown is known by its bytes alone. */
export const wecomKey = 'wecom:'

function directory(path: string, people: number): object {
  const everyone = Array.from({ length: people }, (_, index) => person(index))
  if (path.endsWith('/bot/v3/info')) return { bot: { open_id: 'ou_bot' } }
  if (path.endsWith('/contact/v3/scopes'))
    return { data: { department_ids: [rootDepartment], user_ids: [], has_more: false } }
  if (path.includes('/users/find_by_department')) return { data: { items: everyone, has_more: false } }
  if (path.includes('/contact/v3/users/'))
    return { data: { user: everyone.find((one) => path.endsWith(one.open_id)) } }
  return { data: { items: [], has_more: false } }
}

function colleagues(path: string, people: number): object {
  if (path === '/cgi-bin/department/list') return { department: [{ id: 1, name: '公司', parentid: 0 }] }
  if (path !== '/cgi-bin/user/list') return {}
  const one = (index: number) => ({
    userid: userIdOf(index),
    name: nameOf(index),
    department: [1],
    status: 1,
  })
  return { userlist: Array.from({ length: people }, (_, index) => one(index)) }
}

const person = (index: number) => ({
  open_id: openIdOf(index),
  union_id: `on_fault_${index}`,
  name: nameOf(index),
  department_ids: [rootDepartment],
  status: { is_activated: true, is_resigned: false, is_frozen: false },
})
