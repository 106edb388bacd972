import type { SandboxDepartment, SandboxPerson } from '../company.ts'
import type { Ground } from '../ground.ts'
import type { WecomSettings } from '../options.ts'
import { type Callbacks, createCallbacks } from './callbacks.ts'
import { type Corp, createIdentities } from './corp.ts'
import { createMessages } from './messages.ts'
import { createRoutes } from './routes.ts'
import { createSayings } from './sayings.ts'
import { createTaps } from './taps.ts'
import { createTokens } from './token.ts'
import type { Fields } from './xml.ts'

/** A pretend WeCom corp with our app in it. */
export function createWecom(ground: Ground, settings: WecomSettings) {
  const corp: Corp = { ...ground, settings, identities: createIdentities(ground.roster) }
  const tokens = createTokens(corp)
  const callbacks = createCallbacks(corp)
  const messages = createMessages(corp)
  openGroups(corp)

  return {
    corp,
    tokens,
    callbacks,
    routes: createRoutes(corp, tokens, messages),
    tap: createTaps(corp, callbacks, messages),
    sayings: createSayings(corp, callbacks),
    directory: createDirectoryEvents(corp, callbacks),
    close: callbacks.close,
  }
}

export type Wecom = ReturnType<typeof createWecom>

/** Groups that people made; a webhook is all that the app can have there. */
function openGroups({ roster, store, identities }: Corp) {
  for (const group of roster.groups.filter((one) => one.platform === 'wecom')) {
    const id = identities.groupChat(group.key)
    if (store.chat(id)) continue
    const { name, withBot, key } = group
    const webhook = withBot ? { webhookKey: key } : {}
    store.putChat({
      id,
      platform: 'wecom',
      name,
      members: [...group.memberKeys],
      withBot,
      origin: 'company',
      ...webhook,
    })
  }
}

/** change_contact, from the contact-sync assistant: ids only. */
function createDirectoryEvents(corp: Corp, callbacks: Pick<Callbacks, 'send'>) {
  const { identities, settings, now } = corp
  const tell = (change: string, fields: Fields) =>
    callbacks.send(
      {
        ToUserName: settings.corpId,
        FromUserName: 'sys',
        CreateTime: Math.floor(now().getTime() / 1000),
        MsgType: 'event',
        Event: 'change_contact',
        ChangeType: change,
        ...fields,
      },
      false,
    )
  const departments = (person: SandboxPerson) =>
    person.departmentKeys.length > 0 ? person.departmentKeys.map(identities.departmentId).join(',') : '1'

  return {
    joined: (person: SandboxPerson) =>
      tell('create_user', { UserID: identities.userid(person.employeeNo), Department: departments(person) }),
    left: (person: SandboxPerson) => tell('delete_user', { UserID: identities.userid(person.employeeNo) }),
    changed: (person: SandboxPerson) =>
      tell('update_user', { UserID: identities.userid(person.employeeNo), Department: departments(person) }),
    department: (department: SandboxDepartment, before: SandboxDepartment | undefined) =>
      tell(before ? 'update_party' : 'create_party', {
        Id: identities.departmentId(department.key),
        ...(before
          ? {}
          : { ParentId: department.parentKey === null ? 1 : identities.departmentId(department.parentKey) }),
      }),
  }
}
