import type { SandboxDepartment, SandboxPerson } from './company.ts'
import type { Floor } from './floor.ts'
import { isOn } from './roster.ts'

/** People come, go and move while the sandbox runs; both platforms tell the service in their own events. */
export function createStaff(floor: Floor) {
  const { roster } = floor
  const tell = async (
    person: SandboxPerson,
    change: 'joined' | 'left' | 'changed',
    before: SandboxPerson = person,
  ) => {
    if (isOn(person, 'feishu')) await floor.feishu?.directory[change](person, before)
    if (isOn(person, 'wecom')) await floor.wecom?.directory[change](person)
  }

  return {
    people: () => roster.people(),
    person: (who: string) => roster.find(who),
    async join(person: SandboxPerson) {
      roster.join(person)
      await tell(person, 'joined')
    },
    async leave(who: string) {
      await tell(roster.leave(roster.find(who).employeeNo), 'left')
    },
    /** A new name, title, department …, by name or employee number. */
    async change(who: string, to: Partial<Omit<SandboxPerson, 'employeeNo'>>) {
      const { employeeNo } = roster.find(who)
      const before = roster.change(employeeNo, to)
      await tell(roster.find(employeeNo), 'changed', before)
    },
    /** Adds a department or changes it. */
    async putDepartment(department: SandboxDepartment) {
      const before = roster.putDepartment(department)
      await floor.feishu?.directory.department(department, before)
      await floor.wecom?.directory.department(department, before)
    },
  }
}
