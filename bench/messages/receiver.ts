import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * The platform's side: gives tokens and a directory, takes messages and tells when the reply to a numbered
 * message (`#42` in its text) has arrived.
 */
export async function startReceiver(people: number) {
  const waiting = new Map<string, () => void>()
  let taken = 0
  const seen = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const path = (request.url ?? '').split('?')[0] ?? ''
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer(path, Buffer.concat(chunks).toString())))
  })
  function answer(path: string, body: string): object {
    if (path.endsWith('/tenant_access_token/internal'))
      return { code: 0, msg: 'ok', tenant_access_token: 't-bench', expire: 7200 }
    if (path.endsWith('/bot/v3/info')) return { code: 0, msg: 'ok', bot: { open_id: 'ou_bot' } }
    if (path.includes('/contact/v3/users/find_by_department'))
      return { code: 0, data: { items: persons(people), has_more: false } }
    if (path.includes('/contact/v3/users/'))
      return { code: 0, data: { user: persons(people).find((one) => path.endsWith(one.open_id)) } }
    if (path.endsWith('/contact/v3/scopes'))
      return { code: 0, data: { department_ids: ['0'], user_ids: [], has_more: false } }
    if (path.includes('/contact/v3/departments')) return { code: 0, data: { items: [], has_more: false } }
    if (path.includes('/im/v1/messages')) {
      taken++
      for (const found of body.matchAll(/#(\w+)#/g)) settle(found[1] as string)
      const sender = { id: 'cli_00000000000bench', sender_type: 'app' }
      const sent = { message_id: `om_out_${taken}`, create_time: String(Date.now()), sender }
      return { code: 0, msg: 'ok', data: sent }
    }
    return { code: 0, msg: 'ok', data: {} }
  }
  function settle(mark: string): void {
    seen.set(mark, (seen.get(mark) ?? 0) + 1)
    waiting.get(mark)?.()
    waiting.delete(mark)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves when the reply that carries the mark arrives. */
    reply: (mark: string) => new Promise<void>((resolve) => waiting.set(mark, resolve)),
    timesSeen: (mark: string) => seen.get(mark) ?? 0,
    close: () => server.close(),
  }
}

export const openIdOf = (index: number): string => `ou_bench_${index}`

const persons = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    open_id: openIdOf(index),
    union_id: `on_bench_${index}`,
    name: `压测${index}`,
    department_ids: ['0'],
    status: { is_activated: true, is_resigned: false, is_frozen: false },
  }))
