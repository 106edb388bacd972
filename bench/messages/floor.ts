/**
 * The floor: bare http that verifies, decrypts, does one transaction of two inserts, acknowledges, and replies
 * with one API call. No rights, no matching, no outbox. Its own process; prints its port.
 * node bench/messages/floor.ts <api url> [postgresql url]
 */
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { keys } from './events.ts'

const [api, databaseUrl] = process.argv.slice(2)
const schema = `CREATE TABLE IF NOT EXISTS floor_inbound (id text PRIMARY KEY, body jsonb NOT NULL);
  CREATE TABLE IF NOT EXISTS floor_visit (id bigserial PRIMARY KEY, inbound text NOT NULL, content text NOT NULL)`
const write = databaseUrl ? await onServer(databaseUrl) : await embedded()

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const header = (name: string) => String(request.headers[name] ?? '')
  const expected = createHash('sha256')
    .update(header('x-lark-request-timestamp') + header('x-lark-request-nonce') + keys.encryptKey)
    .update(raw)
    .digest()
  const given = Buffer.from(header('x-lark-signature'), 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return response.writeHead(401).end()
  const { message, sender } = JSON.parse(decrypt(JSON.parse(raw.toString()).encrypt)).event
  const text = JSON.parse(message.content).text as string
  await write(message.message_id, text)
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  const content = JSON.stringify({ text: `已记录 ${text}` })
  const body = JSON.stringify({
    receive_id: sender.sender_id.open_id,
    msg_type: 'text',
    content,
    uuid: message.message_id,
  })
  const url = `${api}/open-apis/im/v1/messages?receive_id_type=open_id`
  await (
    await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer t-bench' },
    })
  ).arrayBuffer()
})
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
)

function decrypt(text: string): string {
  const bytes = Buffer.from(text, 'base64')
  const key = createHash('sha256').update(keys.encryptKey).digest()
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16))
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString()
}

async function onServer(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 12 })
  await pool.query(schema)
  return async (id: string, text: string) => {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await client.query('INSERT INTO floor_inbound VALUES ($1, $2)', [id, JSON.stringify({ text })])
      await client.query('INSERT INTO floor_visit (inbound, content) VALUES ($1, $2)', [id, text])
      await client.query('COMMIT')
    } finally {
      client.release()
    }
  }
}

async function embedded() {
  const folder = process.env.FLOOR_DIR
  const pglite = await PGlite.create(folder ? { dataDir: folder } : {})
  await pglite.exec(schema)
  return (id: string, text: string) =>
    pglite.transaction(async (tx) => {
      await tx.query('INSERT INTO floor_inbound VALUES ($1, $2)', [id, JSON.stringify({ text })])
      await tx.query('INSERT INTO floor_visit (inbound, content) VALUES ($1, $2)', [id, text])
    })
}
