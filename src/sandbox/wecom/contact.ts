import type { Context } from 'koa'
import type { SandboxDepartment, SandboxPerson } from '../company.ts'
import { queryOf } from '../requests.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** Departments and members as the app's secret sees them. Its visible range is the root. */
export function createContact(corp: Corp) {
  const { roster, identities } = corp

  const keyOf = (id: string | undefined): string | null => {
    if (id === undefined || id === '1') return null
    const department = identities.department(Number(id))
    if (!department) throw new WecomRefusal(60003, 'department not found')
    return department.key
  }
  const below = (key: string | null): SandboxDepartment[] =>
    roster
      .departments()
      .filter((one) => one.parentKey === key)
      .flatMap((child) => [child, ...below(child.key)])
  const subtree = (id: string | undefined) => {
    const key = keyOf(id)
    const top = key === null ? undefined : roster.department(key)
    return { root: key === null, departments: [...(top ? [top] : []), ...below(key)] }
  }
  const membersOf = (ctx: Context): SandboxPerson[] => {
    const id = queryOf(ctx, 'department_id')
    if (id === undefined) throw new WecomRefusal(40058, 'department_id is required')
    const key = keyOf(id)
    return roster
      .people('wecom')
      .filter((person) =>
        key === null ? person.departmentKeys.length === 0 : person.departmentKeys.includes(key),
      )
  }

  return {
    departments(ctx: Context) {
      const { root, departments } = subtree(queryOf(ctx, 'id'))
      const rootView = {
        id: 1,
        name: roster.name,
        name_en: '',
        department_leader: [],
        parentid: 0,
        order: 100_000_000,
      }
      return {
        department: [...(root ? [rootView] : []), ...departments.map((one) => departmentView(corp, one))],
      }
    },
    departmentIds(ctx: Context) {
      const { root, departments } = subtree(queryOf(ctx, 'id'))
      const brief = (one: SandboxDepartment) => {
        const { id, parentid, order } = departmentView(corp, one)
        return { id, parentid, order }
      }
      return {
        department_id: [
          ...(root ? [{ id: 1, parentid: 0, order: 100_000_000 }] : []),
          ...departments.map(brief),
        ],
      }
    },
    users: (ctx: Context) => ({ userlist: membersOf(ctx).map((person) => userView(corp, person)) }),
    userNames: (ctx: Context) => ({
      userlist: membersOf(ctx).map((person) => ({
        userid: identities.userid(person.employeeNo),
        name: person.name,
        department: departmentNumbers(corp, person),
        open_userid: '',
      })),
    }),
    user(ctx: Context) {
      const userid = queryOf(ctx, 'userid')
      const person = userid === undefined ? undefined : identities.person(userid)
      if (!person) throw new WecomRefusal(60111, 'userid not found')
      return userView(corp, person)
    },
  }
}

function departmentView({ identities, roster }: Corp, department: SandboxDepartment) {
  return {
    id: identities.departmentId(department.key),
    name: department.name,
    name_en: '',
    department_leader: department.leaderKey ? [identities.userid(department.leaderKey)] : [],
    parentid: department.parentKey === null ? 1 : identities.departmentId(department.parentKey),
    order: 100_000_000 - roster.departments().findIndex((one) => one.key === department.key) - 1,
  }
}

const departmentNumbers = ({ identities }: Corp, person: SandboxPerson): number[] =>
  person.departmentKeys.length > 0 ? person.departmentKeys.map(identities.departmentId) : [1]

function userView(corp: Corp, person: SandboxPerson) {
  const { identities, settings } = corp
  const departments = departmentNumbers(corp, person)
  return {
    userid: identities.userid(person.employeeNo),
    name: person.name,
    department: departments,
    order: departments.map(() => 0),
    position: person.title,
    is_leader_in_dept: departments.map((id) =>
      identities.department(id)?.leaderKey === person.employeeNo ? 1 : 0,
    ),
    direct_leader: person.leaderKey ? [identities.userid(person.leaderKey)] : [],
    main_department: departments[0],
    status: 1,
    enable: 1,
    isleader: 0,
    hide_mobile: 0,
    telephone: '',
    alias: '',
    open_userid: '',
    // Many corps keep the employee number in a field of their own.
    extattr: {
      attrs: [{ type: 0, name: '工号', text: { value: person.employeeNo }, value: person.employeeNo }],
    },
    ...(settings.personalFields ? { mobile: person.mobile, email: person.email, gender: '0' } : {}),
  }
}
