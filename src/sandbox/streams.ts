import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import type { SandboxPerson } from './company.ts'
import { type Floor, messageView, sees } from './floor.ts'
import type { StoredMessage } from './store.ts'
import type { PlatformName } from './view.ts'

/** Server-sent events: what happens in the chats that somebody sees. */
export function createStreams(floor: Floor) {
  const open = new Set<PassThrough>()
  const { news } = floor.store

  return {
    open(ctx: Context, platform: PlatformName, person: SandboxPerson) {
      const stream = new PassThrough()
      const tell = (event: string, value: unknown) =>
        stream.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`)
      const seen = (message: StoredMessage) => sees(floor, platform, person, message.chat)
      const listeners = {
        message: (message: StoredMessage) => seen(message) && tell('message', messageView(floor, message)),
        update: (message: StoredMessage) => seen(message) && tell('update', messageView(floor, message)),
        recall: (message: StoredMessage) => seen(message) && tell('recall', { id: message.id }),
        clock: (clock: unknown) => tell('clock', clock),
      }
      for (const [event, listener] of Object.entries(listeners)) news.on(event as 'message', listener)
      const beat = setInterval(() => stream.write(': still here\n\n'), beatMs)
      beat.unref()
      open.add(stream)
      stream.once('close', () => {
        clearInterval(beat)
        open.delete(stream)
        for (const [event, listener] of Object.entries(listeners)) news.off(event as 'message', listener)
      })
      ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      ctx.body = stream
      stream.write('retry: 1000\n\n')
    },
    close() {
      for (const stream of open) stream.end().destroy()
    },
  }
}

const beatMs = 20_000
