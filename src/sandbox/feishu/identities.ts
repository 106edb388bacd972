import type { SandboxPerson } from '../company.ts'
import { fixedId } from '../ids.ts'
import { derived, type Roster } from '../roster.ts'

/** Feishu's ids for people, chats and departments; made from the company's keys, the same after a restart. */
export type Identities = ReturnType<typeof createIdentities>

export function createIdentities(appId: string, roster: Roster) {
  const openId = (employeeNo: string) => fixedId('ou_', `${appId}/${employeeNo}`)
  const unionId = (employeeNo: string) => fixedId('on_', employeeNo)
  const userId = (employeeNo: string) => fixedId('', `user/${employeeNo}`, 8)
  const directChat = (employeeNo: string) => fixedId('oc_', `${appId}/direct/${employeeNo}`)
  const openDepartmentId = (key: string) => fixedId('od-', key)

  const index = derived(roster, () => {
    const people = new Map<string, SandboxPerson>()
    for (const person of [...roster.gone(), ...roster.people('feishu')]) {
      const no = person.employeeNo
      for (const id of [openId(no), unionId(no), userId(no), `email:${person.email}`, directChat(no)]) {
        people.set(id, person)
      }
    }
    const departments = new Map(
      roster.departments().flatMap((department) => [
        [openDepartmentId(department.key), department],
        [departmentId(department.key), department],
      ]),
    )
    return { people, departments }
  })

  return {
    openId,
    unionId,
    userId,
    directChat,
    openDepartmentId,
    departmentId,
    groupChat: (key: string) => fixedId('oc_', `group/${key}`),
    botOpenId: fixedId('ou_', `${appId}/bot`),
    tenantKey: fixedId('', `tenant/${roster.name}`, 16),
    userIds: (employeeNo: string) => ({
      open_id: openId(employeeNo),
      union_id: unionId(employeeNo),
      user_id: userId(employeeNo),
    }),
    /** By any id of the person, by `email:…`, or by their chat with the bot; leavers too. */
    person: (id: string) => index().people.get(id),
    department: (id: string) => index().departments.get(id),
  }
}

const departmentId = (key: string) => fixedId('', `department/${key}`, 16)
