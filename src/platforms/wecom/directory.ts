import { z } from 'zod'
import type { Directory, DirectoryDepartment, DirectoryMember } from '../../chat/directory.ts'
import { cleanText } from '../../chat/fit.ts'
import { plainMobile } from '../../chat/mobile.ts'
import { SendFailure } from '../../chat/platform.ts'
import type { WeComClient } from './client.ts'
import { isUnknownMember } from './codes.ts'

/**
 * The part of the company that the app may see. Apps made after June 2022 get neither mobile nor e-mail here, so
 * missing fields are normal. https://developer.work.weixin.qq.com/document/path/90200
 */
export function createWeComDirectory(client: WeComClient): Directory {
  const departments = async () => {
    const { department } = departmentList.parse(await client.get('/cgi-bin/department/list'))
    const known = new Set(department.map(({ id }) => id))
    return department.map((each) => departmentOf(each, known))
  }
  return {
    departments,
    async members() {
      const found = new Map<string, DirectoryMember>()
      // One department at a time: the call no longer includes the departments below.
      for (const { id } of await departments()) {
        const { userlist } = userList.parse(await client.get('/cgi-bin/user/list', { department_id: id }))
        for (const user of userlist) found.set(user.userid.toLowerCase(), memberOf(user))
      }
      return [...found.values()]
    },
    async member(id) {
      try {
        return memberOf(user.parse(await client.get('/cgi-bin/user/get', { userid: id })))
      } catch (failure) {
        if (failure instanceof SendFailure && isUnknownMember(failure.code)) return null
        throw failure
      }
    },
  }
}

const department = z.object({
  id: z.number(),
  name: z.string().nullish(),
  parentid: z.number().nullish(),
  department_leader: z.array(z.string()).nullish(),
})
const departmentList = z.object({ department: z.array(department) })

function departmentOf(each: z.infer<typeof department>, known: Set<number>): DirectoryDepartment {
  const { id, parentid, name, department_leader } = each
  return {
    id: String(id),
    parentId: parentid != null && known.has(parentid) ? String(parentid) : null,
    name: cleanText(name ?? '', 200) || `部门 ${id}`,
    leaderId: department_leader?.[0] ?? null,
  }
}

const user = z.object({
  userid: z.string().min(1),
  name: z.string().nullish(),
  position: z.string().nullish(),
  department: z.array(z.number()).nullish(),
  is_leader_in_dept: z.array(z.number()).nullish(),
  direct_leader: z.array(z.string()).nullish(),
  mobile: z.string().nullish(),
  email: z.string().nullish(),
  biz_mail: z.string().nullish(),
  status: z.number().nullish(),
  extattr: z
    .object({
      attrs: z.array(
        z.object({
          name: z.string(),
          value: z.string().nullish(),
          text: z.object({ value: z.string() }).nullish(),
        }),
      ),
    })
    .nullish(),
})
const userList = z.object({ userlist: z.array(user) })

const DISABLED = 2
const LEFT = 5

function memberOf(each: z.infer<typeof user>): DirectoryMember {
  const departmentIds = each.department ?? []
  return {
    id: each.userid,
    name: cleanText(each.name ?? '', 200) || each.userid,
    title: filled(each.position),
    departmentIds: departmentIds.map(String),
    // The two lists run side by side.
    leads: departmentIds.filter((_, index) => each.is_leader_in_dept?.[index] === 1).map(String),
    leaderId: each.direct_leader?.[0] ?? null,
    employeeNo: employeeNo(each),
    email: filled(each.email) ?? filled(each.biz_mail),
    mobile: plainMobile(each.mobile),
    active: each.status !== DISABLED && each.status !== LEFT,
  }
}

/** WeCom has no field for it; companies add one of their own. */
function employeeNo({ extattr }: z.infer<typeof user>): string | null {
  const attribute = extattr?.attrs.find(({ name }) => name === '工号' || name === '员工编号')
  return filled(attribute?.text?.value ?? attribute?.value)
}

const filled = (value: string | null | undefined): string | null => cleanText(value ?? '', 200).trim() || null
