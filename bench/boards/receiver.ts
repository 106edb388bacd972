import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { departments, people } from './company.ts'

/**
 * The platform's side: tells the company's directory, takes messages, and says when the next one to a person has
 * arrived.
 */
export async function startReceiver() {
  const waiting = new Map<string, (text: string) => void>()
  let taken = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url ?? '/', 'http://receiver')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ code: 0, msg: 'ok', ...answer(url, Buffer.concat(chunks).toString()) }))
  })
  function answer({ pathname, searchParams }: URL, body: string): object {
    if (pathname.endsWith('/tenant_access_token/internal'))
      return { tenant_access_token: 't-bench', expire: 7200 }
    if (pathname.endsWith('/bot/v3/info')) return { bot: { open_id: 'ou_bot' } }
    if (pathname.endsWith('/contact/v3/scopes')) return { data: { department_ids: ['0'], has_more: false } }
    if (pathname.endsWith('/users/find_by_department'))
      return { data: { items: peopleIn(searchParams.get('department_id')), has_more: false } }
    if (pathname.endsWith('/children')) return { data: { items: below, has_more: false } }
    if (pathname.includes('/im/v1/messages')) {
      const { receive_id, content } = JSON.parse(body) as { receive_id?: string; content?: string }
      const person = String(receive_id).replace(/^oc_/, '')
      waiting.get(person)?.(String(content))
      waiting.delete(person)
      return { data: { message_id: `om_out_${++taken}` } }
    }
    return { data: {} }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves with the content of the next message to this person. */
    reply: (openId: string) => new Promise<string>((resolve) => waiting.set(openId, resolve)),
    get taken() {
      return taken
    },
    close: () => server.close(),
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** The root has no id but `0`. */
export const externalIdOf = (index: number): string => (index === 0 ? '0' : `od_${index}`)

const below = departments.slice(1).map(({ index, name, parent }) => ({
  open_department_id: externalIdOf(index),
  parent_department_id: externalIdOf(parent?.index ?? 0),
  name,
  leader_user_id: people[index]?.openId,
}))

const peopleIn = (department: string | null) =>
  people
    .filter((person) => externalIdOf(person.department) === department)
    .map(({ openId, name, title }) => ({
      open_id: openId,
      name,
      job_title: title,
      department_ids: [department],
      status: { is_activated: true, is_resigned: false, is_frozen: false },
    }))
