/**
 * The company that the sandbox pretends to be, on both platforms at once. Handed in by whoever starts the
 * sandbox. All keys are the caller's; the platforms' ids are made from them and stay the same after a restart.
 */
export type SandboxCompany = {
  name: string
  departments: SandboxDepartment[]
  people: SandboxPerson[]
  groups: SandboxGroup[]
}

export type SandboxDepartment = {
  key: string
  /** `null`: directly below the platform's own root, which bears the company's name. List no root yourself. */
  parentKey: string | null
  name: string
  /** Employee number of who leads it. */
  leaderKey?: string
}

export type SandboxPerson = {
  /** Identifies the person everywhere in the sandbox. */
  employeeNo: string
  name: string
  title: string
  /** Eleven digits, without the country code. */
  mobile: string
  email: string
  /** The first is the main one; empty means the root. */
  departmentKeys: string[]
  /** Employee number of the person they report to. */
  leaderKey?: string
  /** The word under which the chat page lists the person; the title if left out. The platforms never see it. */
  role?: string
  /** Where the person has an account; both if left out. */
  platforms?: SandboxPlatform[]
}

export type SandboxGroup = {
  platform: SandboxPlatform
  /** On WeCom also the key of the group's webhook. */
  key: string
  name: string
  /** Employee numbers. */
  memberKeys: string[]
  /** Feishu: our bot is a member. WeCom: the group has a push webhook. */
  withBot: boolean
}

export type SandboxPlatform = 'feishu' | 'wecom'
