import type { Context } from 'koa'
import type { SandboxDepartment, SandboxPerson } from '../company.ts'
import { jsonOf, queryOf } from '../requests.ts'
import { isOn } from '../roster.ts'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'

/** contact/v3: people and departments. The app's contact range is the whole company. */
export function createContact(tenant: Tenant) {
  const { identities, roster } = tenant

  const department = (id: string): SandboxDepartment => {
    const found = identities.department(id)
    if (!found) throw new FeishuRefusal(40004, 'no dept authority error')
    return found
  }
  const childrenOf = (key: string | null, deep: boolean): SandboxDepartment[] =>
    roster
      .departments()
      .filter((one) => one.parentKey === key)
      .flatMap((child) => [child, ...(deep ? childrenOf(child.key, true) : [])])
  const membersOf = (key: string | null): SandboxPerson[] =>
    roster
      .people('feishu')
      .filter((person) =>
        key === null ? person.departmentKeys.length === 0 : person.departmentKeys.includes(key),
      )
  const person = (id: string): SandboxPerson => {
    const found = identities.person(id)
    if (!found) throw new FeishuRefusal(41050, 'no user authority error')
    return found
  }

  return {
    /** For a range that is everybody: the departments of the first level and the people of the root. */
    scopes: () => ({
      department_ids: childrenOf(null, false).map((one) => identities.openDepartmentId(one.key)),
      user_ids: membersOf(null).map((one) => identities.openId(one.employeeNo)),
      group_ids: [],
      has_more: false,
    }),
    department: (id: string) => ({
      department: id === '0' ? rootView(tenant) : departmentView(tenant, department(id)),
    }),
    children(ctx: Context, id: string) {
      const key = id === '0' ? null : department(id).key
      const all = childrenOf(key, queryOf(ctx, 'fetch_child') === 'true')
      return page(ctx, all, (one) => departmentView(tenant, one))
    },
    findByDepartment(ctx: Context) {
      const id = queryOf(ctx, 'department_id') ?? ''
      return page(ctx, membersOf(id === '0' ? null : department(id).key), (one) => personView(tenant, one))
    },
    user: (id: string) => ({ user: personView(tenant, person(id)) }),
    batch(ctx: Context) {
      const ids = [ctx.query.user_ids ?? []].flat()
      if (ids.length > 50)
        throw new FeishuRefusal(99992402, 'field validation failed: user_ids, the max len is 50')
      return { items: ids.map((id) => personView(tenant, person(id))) }
    },
    /** Who has these addresses and numbers; unknown ones come back without an id. */
    async batchGetId(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      const emails = (body.emails ?? []) as string[]
      const mobiles = (body.mobiles ?? []) as string[]
      if (emails.length > 50 || mobiles.length > 50)
        throw new FeishuRefusal(99992402, 'field validation failed')
      const idOf = (found?: SandboxPerson) => (found ? { user_id: identities.openId(found.employeeNo) } : {})
      const people = roster.people('feishu')
      return {
        user_list: [
          ...emails.map((email) => ({ email, ...idOf(people.find((one) => one.email === email)) })),
          ...mobiles.map((mobile) => ({
            mobile,
            ...idOf(people.find((one) => mobile.replace(/^\+86/, '') === one.mobile)),
          })),
        ],
      }
    },
  }
}

/** The user as the contact API and the contact events tell it, with all field scopes granted. */
export function personView({ identities, roster }: Tenant, person: SandboxPerson) {
  const resigned = roster.person(person.employeeNo) === undefined
  return {
    ...identities.userIds(person.employeeNo),
    name: person.name,
    en_name: '',
    nickname: '',
    email: person.email,
    mobile: `+86${person.mobile}`,
    mobile_visible: true,
    gender: 0,
    status: {
      is_frozen: false,
      is_resigned: resigned,
      is_activated: !resigned,
      is_exited: false,
      is_unjoin: false,
    },
    department_ids: departmentIds(identities, person),
    leader_user_id: person.leaderKey ? identities.openId(person.leaderKey) : '',
    city: '',
    country: 'CN',
    work_station: '',
    is_tenant_manager: false,
    employee_no: person.employeeNo,
    employee_type: 1,
    job_title: person.title,
  }
}

export const departmentIds = (identities: Tenant['identities'], person: SandboxPerson): string[] =>
  person.departmentKeys.length > 0 ? person.departmentKeys.map(identities.openDepartmentId) : ['0']

export function departmentView({ identities, roster }: Tenant, department: SandboxDepartment) {
  return {
    name: department.name,
    i18n_name: { zh_cn: '', en_us: '', ja_jp: '' },
    parent_department_id:
      department.parentKey === null ? '0' : identities.openDepartmentId(department.parentKey),
    department_id: identities.departmentId(department.key),
    open_department_id: identities.openDepartmentId(department.key),
    leader_user_id: department.leaderKey ? identities.openId(department.leaderKey) : '',
    leaders: department.leaderKey
      ? [{ leaderType: 1, leaderID: identities.openId(department.leaderKey) }]
      : [],
    chat_id: '',
    order: String(roster.departments().findIndex((one) => one.key === department.key) + 1),
    member_count: roster.people('feishu').filter((one) => one.departmentKeys.includes(department.key)).length,
    status: { is_deleted: false },
  }
}

const rootView = ({ roster }: Tenant) => ({
  name: roster.name,
  parent_department_id: '',
  department_id: '0',
  open_department_id: '0',
  leader_user_id: '',
  order: '0',
  member_count: roster.people().filter((one) => isOn(one, 'feishu')).length,
  status: { is_deleted: false },
})

/** A page token is the position in a list that does not change meanwhile. */
export function page<T>(ctx: Context, all: T[], view: (entry: T) => unknown, most = 50) {
  const size = Number(queryOf(ctx, 'page_size') ?? 10)
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new FeishuRefusal(99992402, `field validation failed: page_size, the max value is ${most}`)
  }
  const start = Number(queryOf(ctx, 'page_token') || 0)
  if (!Number.isInteger(start) || start < 0) throw new FeishuRefusal(40001, 'param error: page_token')
  const more = start + size < all.length
  const items = all.slice(start, start + size).map(view)
  return {
    has_more: more,
    ...(more ? { page_token: String(start + size) } : {}),
    ...(items.length > 0 ? { items } : {}),
  }
}
