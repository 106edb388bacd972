import type { SandboxDepartment, SandboxPerson } from '../company.ts'
import type { Ground } from '../ground.ts'
import type { FeishuSettings } from '../options.ts'
import { departmentIds, departmentView, personView } from './contact.ts'
import { createEvents } from './events.ts'
import { createIdentities } from './identities.ts'
import { createMessages } from './messages.ts'
import { createRoutes } from './routes.ts'
import { createSayings } from './sayings.ts'
import { createTaps } from './taps.ts'
import type { Tenant } from './tenant.ts'
import { createTokens } from './token.ts'
import { createUpdateTokens } from './update-tokens.ts'

/** A pretend Feishu tenant with our app in it. */
export function createFeishu(ground: Ground, settings: FeishuSettings) {
  const tenant: Tenant = { ...ground, settings, identities: createIdentities(settings.appId, ground.roster) }
  const tokens = createTokens(tenant)
  const events = createEvents(tenant)
  const messages = createMessages(tenant)
  const updates = createUpdateTokens(tenant, messages)
  openGroups(tenant)

  return {
    tenant,
    tokens,
    events,
    routes: createRoutes(tenant, { tokens, messages, updates }),
    tap: createTaps(tenant, events, messages, updates),
    sayings: createSayings(tenant, events),
    directory: createDirectoryEvents(tenant, events),
    close: events.close,
  }
}

export type Feishu = ReturnType<typeof createFeishu>
/** The company's groups; what happened to one since then is in the store. */
function openGroups({ roster, store, identities }: Tenant) {
  for (const group of roster.groups.filter((one) => one.platform === 'feishu')) {
    const id = identities.groupChat(group.key)
    if (store.chat(id)) continue
    const { name, withBot } = group
    store.putChat({
      id,
      platform: 'feishu',
      name,
      members: [...group.memberKeys],
      withBot,
      origin: 'company',
    })
  }
}

type Send = { send: (type: string, event: unknown) => Promise<unknown> }

/** contact.* events as the roster changes. */
function createDirectoryEvents(tenant: Tenant, events: Send) {
  const { identities } = tenant
  return {
    joined: (person: SandboxPerson) =>
      events.send('contact.user.created_v3', { object: personView(tenant, person) }),
    left: (person: SandboxPerson) =>
      events.send('contact.user.deleted_v3', {
        object: identities.userIds(person.employeeNo),
        old_object: {
          open_id: identities.openId(person.employeeNo),
          department_ids: departmentIds(identities, person),
        },
      }),
    changed: (person: SandboxPerson, before: SandboxPerson) =>
      events.send('contact.user.updated_v3', {
        object: personView(tenant, person),
        old_object: personView(tenant, before),
      }),
    department: (department: SandboxDepartment, before: SandboxDepartment | undefined) =>
      events.send(`contact.department.${before ? 'updated' : 'created'}_v3`, {
        object: departmentView(tenant, department),
        ...(before ? { old_object: departmentView(tenant, before) } : {}),
      }),
  }
}
