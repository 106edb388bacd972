/** Koishi with its Lark adapter and SQLite: hears a message, writes a visit, answers. `koishi.cjs <port> <api> <folder>` */
const { Context, Logger } = require('koishi')
const { HTTP } = require('@cordisjs/plugin-http')
const Server = require('@koishijs/plugin-server')
const SQLite = require('@minatojs/driver-sqlite')
const Lark = require('@satorijs/adapter-lark')

const [port, api, folder] = process.argv.slice(2)
Logger.levels.base = 1

async function main() {
  const { keys } = await import('../messages/events.ts')
  const app = new Context({ prefix: [] })
  app.plugin(HTTP)
  app.plugin(Server.default ?? Server, { host: '127.0.0.1', port: Number(port) })
  app.plugin(SQLite.default ?? SQLite, { path: `${folder}/koishi.db` })
  app.plugin(Lark.default ?? Lark, {
    platform: 'feishu',
    protocol: 'http',
    path: '/webhooks/feishu',
    selfUrl: `http://127.0.0.1:${port}`,
    endpoint: `${api}/open-apis`,
    appId: keys.appId,
    appSecret: keys.appSecret,
    encryptKey: keys.encryptKey,
    verificationToken: keys.verificationToken,
    verifyToken: true,
    verifySignature: true,
  })
  app.model.extend('visit', { id: 'unsigned', member: 'string', content: 'text' }, { autoInc: true })
  app.middleware(async (session) => {
    await app.database.create('visit', { member: session.userId, content: session.content })
    await session.send(`已记录 ${session.content}`)
  })
  await app.start()
  while (!app.bots[0]?.isActive) await new Promise((resolve) => setTimeout(resolve, 50))
  await app.database.prepared()
  console.log(JSON.stringify({ port: Number(port) }))
}

main()
