import { createHash } from 'node:crypto'
import type { SandboxDepartment, SandboxPerson } from '../company.ts'
import type { Ground } from '../ground.ts'
import { fixedId } from '../ids.ts'
import type { WecomSettings } from '../options.ts'
import { derived, type Roster } from '../roster.ts'

/** What every part of the pretend WeCom works with. */
export type Corp = Ground & { settings: WecomSettings; identities: Identities }

/** WeCom's ids. A userid is chosen by the administrator: here it is the employee number. */
export type Identities = ReturnType<typeof createIdentities>

export function createIdentities(roster: Roster) {
  const index = derived(roster, () => {
    const people = new Map(roster.people('wecom').map((person) => [person.employeeNo.toLowerCase(), person]))
    const departments = new Map<number, SandboxDepartment>()
    const ids = new Map<string, number>()
    for (const department of roster.departments()) {
      const id = freeNumber(department.key, departments)
      departments.set(id, department)
      ids.set(department.key, id)
    }
    return { people, departments, ids }
  })

  return {
    userid: (employeeNo: string) => employeeNo,
    /** The page's id of the chat between a person and the app; the platform has none. */
    directChat: (employeeNo: string) => fixedId('app_', employeeNo, 16),
    groupChat: (key: string) => fixedId('wrk_', key, 16),
    /** Case does not matter in a userid. */
    person: (userid: string): SandboxPerson | undefined => index().people.get(userid.toLowerCase()),
    departmentId: (key: string): number => index().ids.get(key) ?? 1,
    department: (id: number) => index().departments.get(id),
  }
}

/** A number made from the key, so that it stays; 1 is the root. */
function freeNumber(key: string, taken: Map<number, unknown>): number {
  let id = 2 + (createHash('sha256').update(key).digest().readUInt32BE() % 900_000)
  while (taken.has(id)) id++
  return id
}
