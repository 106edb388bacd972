import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Call = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}
export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown } | 'hang'
export type Fake = {
  url: string
  calls: Call[]
  on(path: string, answer: (call: Call) => Answer): void
  close(): Promise<void>
}

/** A server on loopback that answers by path and remembers what it was asked. */
export async function fakeServer(): Promise<Fake> {
  const calls: Call[] = []
  const answers = new Map<string, (call: Call) => Answer>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://x')
      const { method = '', headers } = request
      const call = { method, path: url.pathname, query: url.searchParams, headers, body }
      calls.push(call)
      reply(response, answers.get(url.pathname)?.(call) ?? { status: 404 })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    on: (path, answer) => answers.set(path, answer),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  const { status = 200, headers = {}, body = {} } = answer
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
