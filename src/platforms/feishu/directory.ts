import { z } from 'zod'
import type { Directory, DirectoryDepartment, DirectoryMember } from '../../chat/directory.ts'
import { cleanText } from '../../chat/fit.ts'
import { plainMobile } from '../../chat/mobile.ts'
import { SendFailure } from '../../chat/platform.ts'
import type { FeishuClient } from './client.ts'

/**
 * The part of the company that the app may see: https://open.feishu.cn/document/server-docs/contact-v3/scope/list.
 * With the whole staff in range it starts at the root, department `0`, which bears no other id. Fields appear with
 * the scopes that the app has, so missing ones are normal.
 */
export function createFeishuDirectory(client: FeishuClient): Directory {
  const departments = () => readDepartments(client)
  return {
    departments,
    async members() {
      const scope = await readScope(client)
      const found = new Map<string, DirectoryMember>()
      for (const { id } of await departments()) {
        for (const user of await usersIn(client, id)) found.set(user.open_id, memberOf(user))
      }
      for (const id of scope.users.filter((each) => !found.has(each))) {
        const named = await readMember(client, id)
        if (named) found.set(id, named)
      }
      return [...found.values()]
    },
    member: (id) => readMember(client, id),
  }
}

const ROOT = '0'
const IDS = { user_id_type: 'open_id', department_id_type: 'open_department_id' } as const

const department = z.object({
  open_department_id: z.string().optional(),
  parent_department_id: z.string().nullish(),
  name: z.string().nullish(),
  leader_user_id: z.string().nullish(),
  status: z.object({ is_deleted: z.boolean().nullish() }).nullish(),
})

async function readDepartments(client: FeishuClient): Promise<DirectoryDepartment[]> {
  const found = new Map<string, z.infer<typeof department>>()
  const { departments: tops } = await readScope(client)
  for (const top of tops) {
    const self = await readDepartment(client, top)
    if (self || top === ROOT) found.set(top, self ?? {})
    for (const below of await childrenOf(client, top)) {
      if (below.open_department_id && !below.status?.is_deleted) found.set(below.open_department_id, below)
    }
  }
  return [...found].map(([id, each]) => departmentOf(id, each, found))
}

function departmentOf(
  id: string,
  each: z.infer<typeof department>,
  found: Map<string, unknown>,
): DirectoryDepartment {
  const parent = each.parent_department_id
  return {
    id,
    parentId: parent && parent !== id && found.has(parent) ? parent : null,
    name: cleanText(each.name ?? '', 200) || (id === ROOT ? '公司' : `部门 ${id}`),
    leaderId: each.leader_user_id || null,
  }
}

const scopePage = z.object({
  department_ids: z.array(z.string()).nullish(),
  user_ids: z.array(z.string()).nullish(),
})

async function readScope(client: FeishuClient): Promise<{ departments: string[]; users: string[] }> {
  const pages = await paged(scopePage, (page) =>
    client.call((sdk, options) =>
      sdk.contact.v3.scope.list({ params: { ...IDS, page_size: 100, ...page } }, options),
    ),
  )
  return {
    departments: pages.flatMap((page) => page.department_ids ?? []),
    users: pages.flatMap((page) => page.user_ids ?? []),
  }
}

/** `null` for a root that has no page of its own, and for what has just been deleted. */
async function readDepartment(client: FeishuClient, id: string): Promise<z.infer<typeof department> | null> {
  const answer = await orNull(
    client.call((sdk, options) =>
      sdk.contact.v3.department.get({ path: { department_id: id }, params: IDS }, options),
    ),
  )
  const read = z.object({ data: z.object({ department }) }).safeParse(answer)
  return read.success ? read.data.data.department : null
}

const departmentPage = z.object({ items: z.array(department).nullish() })

async function childrenOf(client: FeishuClient, id: string): Promise<z.infer<typeof department>[]> {
  const pages = await paged(departmentPage, (page) =>
    client.call((sdk, options) =>
      sdk.contact.v3.department.children(
        { path: { department_id: id }, params: { ...IDS, fetch_child: true, page_size: 50, ...page } },
        options,
      ),
    ),
  )
  return pages.flatMap((page) => page.items ?? [])
}

const user = z.object({
  open_id: z.string().min(1),
  name: z.string().nullish(),
  job_title: z.string().nullish(),
  department_ids: z.array(z.string()).nullish(),
  leader_user_id: z.string().nullish(),
  employee_no: z.string().nullish(),
  email: z.string().nullish(),
  enterprise_email: z.string().nullish(),
  mobile: z.string().nullish(),
  status: z
    .object({
      is_frozen: z.boolean().nullish(),
      is_resigned: z.boolean().nullish(),
      is_exited: z.boolean().nullish(),
    })
    .nullish(),
})
const userPage = z.object({ items: z.array(user).nullish() })

async function usersIn(client: FeishuClient, departmentId: string): Promise<z.infer<typeof user>[]> {
  const params = { ...IDS, department_id: departmentId, page_size: 50 }
  const pages = await paged(userPage, (page) =>
    client.call((sdk, options) =>
      sdk.contact.v3.user.findByDepartment({ params: { ...params, ...page } }, options),
    ),
  )
  return pages.flatMap((page) => page.items ?? [])
}

async function readMember(client: FeishuClient, id: string): Promise<DirectoryMember | null> {
  const answer = await orNull(
    client.call((sdk, options) => sdk.contact.v3.user.get({ path: { user_id: id }, params: IDS }, options)),
  )
  const read = z.object({ data: z.object({ user }) }).safeParse(answer)
  return read.success ? memberOf(read.data.data.user) : null
}

function memberOf(each: z.infer<typeof user>): DirectoryMember {
  const { is_frozen, is_resigned, is_exited } = each.status ?? {}
  return {
    id: each.open_id,
    name: cleanText(each.name ?? '', 200) || each.open_id,
    title: filled(each.job_title),
    departmentIds: each.department_ids ?? [],
    leads: [],
    leaderId: filled(each.leader_user_id),
    employeeNo: filled(each.employee_no),
    email: filled(each.email) ?? filled(each.enterprise_email),
    mobile: plainMobile(each.mobile),
    active: !is_frozen && !is_resigned && !is_exited,
  }
}

const filled = (value: string | null | undefined): string | null => cleanText(value ?? '', 200).trim() || null

/** Reads all pages; a platform that never says "no more" is stopped after a thousand. */
async function paged<T extends z.ZodType>(
  shape: T,
  read: (page: { page_token?: string }) => Promise<unknown>,
): Promise<z.infer<T>[]> {
  const pages: z.infer<T>[] = []
  let page_token: string | undefined
  do {
    const { data } = z
      .object({ data: z.looseObject({}).optional() })
      .parse(await read(page_token ? { page_token } : {}))
    pages.push(shape.parse(data ?? {}))
    page_token = data?.has_more === true && typeof data.page_token === 'string' ? data.page_token : undefined
  } while (page_token && pages.length < 1000)
  return pages
}

/** Unknown, or outside of what the app may see. */
const NOT_FOUND = ['40004', '41050', '41012', '43007', '40003', '43004']

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((failure) => {
    if (failure instanceof SendFailure && NOT_FOUND.includes(failure.code)) return null
    throw failure
  })
}
