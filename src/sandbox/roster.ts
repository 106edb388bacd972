import type { SandboxCompany, SandboxDepartment, SandboxPerson, SandboxPlatform } from './company.ts'

/** Who works in the company at the moment, and where. */
export type Roster = ReturnType<typeof createRoster>

/** Throws if the company names people or departments that it does not have. */
export function createRoster(company: SandboxCompany) {
  checkReferences(company)
  const people = new Map(company.people.map((person) => [person.employeeNo, { ...person }]))
  const departments = new Map(company.departments.map((department) => [department.key, { ...department }]))
  const gone = new Map<string, SandboxPerson>()
  let version = 0

  return {
    name: company.name,
    groups: company.groups,
    /** Grows with every change; what is derived from the roster is kept until then. */
    version: () => version,
    people: (platform?: SandboxPlatform) =>
      [...people.values()].filter((person) => platform === undefined || isOn(person, platform)),
    departments: () => [...departments.values()],
    department: (key: string) => departments.get(key),
    person: (employeeNo: string) => people.get(employeeNo),
    gone: () => [...gone.values()],
    everyone: (employeeNo: string) => people.get(employeeNo) ?? gone.get(employeeNo),

    /** By employee number or by name. Throws if there is nobody or more than one. */
    find(who: string): SandboxPerson {
      const known = people.get(who) ?? gone.get(who)
      if (known) return known
      const named = [...people.values(), ...gone.values()].filter((person) => person.name === who)
      if (named.length === 1 && named[0]) return named[0]
      throw new Error(
        named.length === 0 ? `Nobody here is called ${who}` : `Several people are called ${who}`,
      )
    },

    join(person: SandboxPerson) {
      if (people.has(person.employeeNo)) throw new Error(`${person.employeeNo} works here already`)
      gone.delete(person.employeeNo)
      people.set(person.employeeNo, { ...person })
      version++
    },

    leave(employeeNo: string): SandboxPerson {
      const person = people.get(employeeNo)
      if (!person) throw new Error(`${employeeNo} does not work here`)
      people.delete(employeeNo)
      gone.set(employeeNo, person)
      version++
      return person
    },

    /** Returns the person as they were. */
    change(employeeNo: string, to: Partial<Omit<SandboxPerson, 'employeeNo'>>): SandboxPerson {
      const before = people.get(employeeNo)
      if (!before) throw new Error(`${employeeNo} does not work here`)
      people.set(employeeNo, { ...before, ...to })
      version++
      return before
    },

    /** Adds a department or changes it; returns it as it was. */
    putDepartment(department: SandboxDepartment): SandboxDepartment | undefined {
      const before = departments.get(department.key)
      departments.set(department.key, { ...department })
      version++
      return before
    },
  }
}

function checkReferences({ departments, people, groups }: SandboxCompany) {
  const keys = new Set(departments.map((department) => department.key))
  const numbers = new Set(people.map((person) => person.employeeNo))
  const missing = [
    ...departments.flatMap(({ parentKey }) => parentKey ?? []).filter((key) => !keys.has(key)),
    ...people.flatMap((person) => person.departmentKeys).filter((key) => !keys.has(key)),
    ...[...departments, ...people]
      .flatMap(({ leaderKey }) => leaderKey ?? [])
      .filter((no) => !numbers.has(no)),
    ...groups.flatMap((group) => group.memberKeys).filter((no) => !numbers.has(no)),
  ]
  if (missing.length > 0)
    throw new Error(`The sandbox company does not have ${[...new Set(missing)].join(', ')}`)
  if (numbers.size < people.length) throw new Error('An employee number is used twice in the sandbox company')
}

export const isOn = (person: SandboxPerson, platform: SandboxPlatform): boolean =>
  person.platforms?.includes(platform) ?? true

/** Keeps what is derived from the roster until the roster changes. */
export function derived<T>(roster: Roster, derive: () => T): () => T {
  let kept: { version: number; value: T } | undefined
  return () => {
    if (kept?.version !== roster.version()) kept = { version: roster.version(), value: derive() }
    return kept.value
  }
}
