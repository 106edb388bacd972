/**
 * The vendor's SDK on Koa with a Prisma insert: hears a message, writes a visit, answers. With an address of
 * PostgreSQL there, else on PGlite in the folder. `sdk.js <port> <api> <folder> [postgresql url]`
 */
import * as lark from '@larksuiteoapi/node-sdk'
import { PrismaPg } from '@prisma/adapter-pg'
import Koa from 'koa'
import { keys } from '../messages/events.ts'
import { PrismaClient } from './generated/client.ts'

const [port, api, folder, databaseUrl] = process.argv.slice(2)
const prisma = new PrismaClient({ adapter: await adapter() })
await prisma.$executeRawUnsafe(
  'CREATE TABLE IF NOT EXISTS peer_visit (id bigserial PRIMARY KEY, message text NOT NULL, member text NOT NULL, content text NOT NULL)',
)

const quiet = { loggerLevel: lark.LoggerLevel.error }
const client = new lark.Client({ appId: keys.appId, appSecret: keys.appSecret, domain: api, ...quiet })
const dispatcher = new lark.EventDispatcher({
  encryptKey: keys.encryptKey,
  verificationToken: keys.verificationToken,
  ...quiet,
}).register({
  'im.message.receive_v1': async ({ sender, message }) => {
    const member = sender.sender_id.open_id
    const content = JSON.parse(message.content).text
    await prisma.visit.create({ data: { message: message.message_id, member, content } })
    // The vendor wants its answer within seconds: it is not kept waiting for ours.
    void client.im.message
      .create({
        params: { receive_id_type: 'open_id' },
        data: {
          receive_id: member,
          msg_type: 'text',
          content: JSON.stringify({ text: `已记录 ${content}` }),
        },
      })
      .catch(console.error)
    return {}
  },
})
const app = new Koa()
app.use(lark.adaptKoa('/webhooks/feishu', dispatcher))
app.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify({ port: Number(port) })))

async function adapter() {
  if (databaseUrl) return new PrismaPg({ connectionString: databaseUrl })
  const { PGlite } = await import('@electric-sql/pglite')
  const { PrismaPGlite } = await import('pglite-prisma-adapter')
  return new PrismaPGlite(await PGlite.create(`${folder}/sdk`))
}
