/** The company as a platform's contact API tells it. Ids are the platform's. */
export type Directory = {
  departments(): Promise<DirectoryDepartment[]>
  members(): Promise<DirectoryMember[]>
  /** One person; `null` if the directory does not know them. Throws `SendFailure` if it cannot be asked. */
  member(id: string): Promise<DirectoryMember | null>
}

export type DirectoryDepartment = {
  id: string
  /** `null` at the root. */
  parentId: string | null
  name: string
  /** Who leads it, where the department says so; WeCom says it on the member (`leads`). */
  leaderId: string | null
}

export type DirectoryMember = {
  id: string
  name: string
  title: string | null
  departmentIds: string[]
  /** Departments that this person leads, where the member says so. */
  leads: string[]
  /** The person they report to. */
  leaderId: string | null
  employeeNo: string | null
  email: string | null
  mobile: string | null
  active: boolean
}
