import type { PlatformDeps } from '../../chat/deps.ts'
import type { Platform, Received, WebhookAnswer } from '../../chat/platform.ts'
import { createWeComClient } from './client.ts'
import type { WeComConfig } from './config.ts'
import { createWeComDirectory } from './directory.ts'
import { createGroup, groupSize } from './group.ts'
import { limitsOf } from './limits.ts'
import { parseEvent } from './parse.ts'
import { createPictures } from './pictures.ts'
import { renderWeCom } from './render.ts'
import { send, update, upload } from './send.ts'
import { openRequest } from './webhook.ts'

/** WeCom, by a self-built app: talks to members one by one, and to groups of its own without hearing them. */
export function createWeCom(config: WeComConfig, deps: PlatformDeps): Platform {
  const client = createWeComClient(config, deps)
  const sender = { client, pictures: createPictures(client, deps), agentId: config.agentId, now: deps.now }
  return {
    name: 'wecom',
    receive(request): Received {
      const opened = openRequest(request, config, deps.now())
      if (opened.kind === 'challenge') return { inbounds: [], answer: () => text(opened.plain) }
      const inbounds = parseEvent(opened.event, { now: deps.now, agentId: config.agentId })
      // An empty 200 is "no reply"; there is no toast, and replies go out by the API.
      return { inbounds, answer: () => text('') }
    },
    render: (message, target, deliveryId) => renderWeCom(message, target, deliveryId, config.publicUrl),
    upload: (target, part) => upload(sender, target, part),
    send: (target, part, key, uploadId) => send(sender, target, part, { key, upload: uploadId }),
    update: (receipt, target, part) => update(sender, receipt, target, part),
    limits: limitsOf,
    createGroup: (name, ownerId, memberIds, groupId) =>
      createGroup(client, { name, ownerId, memberIds, groupId }),
    groupSize,
    directory: createWeComDirectory(client),
  }
}

const text = (body: string): WebhookAnswer => ({ status: 200, type: 'text/plain; charset=utf-8', body })
