import type { SandboxCompany, SandboxDepartment, SandboxPerson } from '../../src/sandbox/company.ts'

/** The invented company of the sandbox: it sells laboratory instruments and what they use up. */
export const company: SandboxCompany = {
  name: '澜测仪器（上海）有限公司',
  departments: departments(),
  people: people(),
  groups: [
    {
      platform: 'feishu',
      key: 'east-report',
      name: '华东大区战报群',
      memberKeys: membersOf('east', 'shanghai-1', 'shanghai-2', 'su-hang', 'operations'),
      withBot: true,
    },
    {
      platform: 'feishu',
      key: 'collection',
      name: '回款催收群',
      memberKeys: [...membersOf('finance'), ...leaders()],
      withBot: true,
    },
    {
      platform: 'wecom',
      key: '5f0b7d2e-south-report',
      name: '华南大区战报群',
      memberKeys: membersOf('south', 'guangzhou', 'shenzhen', 'operations'),
      withBot: true,
    },
    {
      platform: 'wecom',
      key: '9c41e8a3-shanghai-1',
      name: '上海一组',
      memberKeys: membersOf('shanghai-1'),
      withBot: true,
    },
  ],
}

function departments(): SandboxDepartment[] {
  return [
    { key: 'east', parentKey: null, name: '华东大区', leaderKey: 'LC1001' },
    { key: 'shanghai-1', parentKey: 'east', name: '上海一组', leaderKey: 'LC1011' },
    { key: 'shanghai-2', parentKey: 'east', name: '上海二组', leaderKey: 'LC1021' },
    { key: 'su-hang', parentKey: 'east', name: '苏杭组', leaderKey: 'LC1031' },
    { key: 'south', parentKey: null, name: '华南大区', leaderKey: 'LC1001' },
    { key: 'guangzhou', parentKey: 'south', name: '广州组', leaderKey: 'LC1041' },
    { key: 'shenzhen', parentKey: 'south', name: '深圳组', leaderKey: 'LC1051' },
    { key: 'finance', parentKey: null, name: '财务部', leaderKey: 'LC1061' },
    { key: 'operations', parentKey: null, name: '销售运营部', leaderKey: 'LC1071' },
    { key: 'market', parentKey: null, name: '市场与客户成功部', leaderKey: 'LC1081' },
  ]
}

/** Employee number, name, title, main department, the word on the chat page, who they report to. */
function people(): SandboxPerson[] {
  const rows: [string, string, string, string[], string, string?][] = [
    ['LC1001', '顾明远', '销售总监', ['east', 'south'], '总监'],
    ['LC1011', '韩雪梅', '销售经理', ['shanghai-1'], '主管', 'LC1001'],
    ['LC1012', '周子昂', '客户经理', ['shanghai-1'], '销售', 'LC1011'],
    ['LC1013', '林可欣', '高级客户经理', ['shanghai-1'], '销售', 'LC1011'],
    ['LC1014', '孙浩', '客户经理', ['shanghai-1'], '销售', 'LC1011'],
    ['LC1015', '吴晓彤', '客户经理', ['shanghai-1'], '销售', 'LC1011'],
    ['LC1021', '陆建平', '销售经理', ['shanghai-2'], '主管', 'LC1001'],
    ['LC1022', '程一诺', '高级客户经理', ['shanghai-2'], '销售', 'LC1021'],
    ['LC1023', '马骏', '客户经理', ['shanghai-2'], '销售', 'LC1021'],
    ['LC1024', '丁文婷', '客户经理', ['shanghai-2'], '销售', 'LC1021'],
    ['LC1025', '徐立航', '客户经理', ['shanghai-2'], '销售', 'LC1021'],
    ['LC1031', '沈佳宁', '销售经理', ['su-hang'], '主管', 'LC1001'],
    ['LC1032', '蒋天佑', '客户经理', ['su-hang'], '销售', 'LC1031'],
    ['LC1033', '金晓蕾', '客户经理', ['su-hang'], '销售', 'LC1031'],
    ['LC1034', '俞承志', '高级客户经理', ['su-hang'], '销售', 'LC1031'],
    ['LC1035', '方雨萱', '客户经理', ['su-hang'], '销售', 'LC1031'],
    ['LC1041', '梁伟强', '销售经理', ['guangzhou'], '主管', 'LC1001'],
    ['LC1042', '陈嘉豪', '高级客户经理', ['guangzhou'], '销售', 'LC1041'],
    ['LC1043', '何咏琳', '客户经理', ['guangzhou'], '销售', 'LC1041'],
    ['LC1044', '罗志鹏', '客户经理', ['guangzhou'], '销售', 'LC1041'],
    ['LC1051', '黄嘉敏', '销售经理', ['shenzhen'], '主管', 'LC1001'],
    ['LC1052', '郑凯文', '客户经理', ['shenzhen'], '销售', 'LC1051'],
    ['LC1053', '谢思颖', '客户经理', ['shenzhen'], '销售', 'LC1051'],
    ['LC1054', '邓俊杰', '高级客户经理', ['shenzhen'], '销售', 'LC1051'],
    ['LC1061', '钱淑芬', '财务经理', ['finance'], '财务', 'LC1001'],
    ['LC1062', '叶静怡', '应收会计', ['finance'], '财务', 'LC1061'],
    ['LC1071', '范国栋', '销管经理', ['operations'], '销管', 'LC1001'],
    ['LC1072', '姜悦', '质检专员', ['operations'], '销管', 'LC1071'],
    ['LC1081', '宋词', '市场经理', ['market'], '市场', 'LC1001'],
    ['LC1082', '白露', '客户成功经理', ['market'], '客户成功', 'LC1081'],
    ['LC1083', '石磊', '客户成功顾问', ['market'], '客户成功', 'LC1081'],
  ]
  return rows.map(([employeeNo, name, title, departmentKeys, role, leaderKey], place) => ({
    employeeNo,
    name,
    title,
    departmentKeys,
    role,
    // Eleven digits of a block that nobody has.
    mobile: `191000090${String(place + 1).padStart(2, '0')}`,
    email: `${employeeNo.toLowerCase()}@lance.example`,
    ...(leaderKey ? { leaderKey } : {}),
  }))
}

function membersOf(...keys: string[]): string[] {
  return people()
    .filter((person) => person.departmentKeys.some((key) => keys.includes(key)))
    .map((person) => person.employeeNo)
}

function leaders(): string[] {
  return [...new Set(departments().flatMap((one) => one.leaderKey ?? []))].filter((key) => key < 'LC1061')
}
