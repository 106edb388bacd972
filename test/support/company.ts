import type { SandboxCompany, SandboxPerson } from '../../src/sandbox/company.ts'

/** 江南包装: small enough to know everybody. 王芳 leads 华东区 (李雷, 韩梅), 周强 leads 华南区 (赵敏). */
export const smallCompany: SandboxCompany = {
  name: '江南包装',
  departments: [
    { key: 'sales', parentKey: null, name: '销售部', leaderKey: '1002' },
    { key: 'east', parentKey: 'sales', name: '华东区', leaderKey: '1003' },
    { key: 'south', parentKey: 'sales', name: '华南区', leaderKey: '1004' },
    { key: 'money', parentKey: null, name: '财务部', leaderKey: '1008' },
  ],
  people: [
    person('1001', '陈建国', '总经理', []),
    person('1002', '林岚', '销售总监', ['sales'], '1001'),
    person('1003', '王芳', '销售主管', ['east'], '1002'),
    person('1004', '周强', '销售主管', ['south'], '1002'),
    person('1005', '李雷', '销售代表', ['east'], '1003'),
    person('1006', '韩梅', '销售代表', ['east'], '1003'),
    person('1007', '赵敏', '销售代表', ['south'], '1004'),
    person('1008', '钱进', '财务经理', ['money'], '1001'),
    person('1009', '孙莉', '销管专员', ['sales'], '1002'),
  ],
  groups: [
    {
      platform: 'feishu',
      key: 'east-chat',
      name: '华东区作战群',
      memberKeys: ['1003', '1005', '1006'],
      withBot: true,
    },
    {
      platform: 'wecom',
      key: 'south-hook',
      name: '华南区通报群',
      memberKeys: ['1004', '1007'],
      withBot: true,
    },
  ],
}

function person(
  employeeNo: string,
  name: string,
  title: string,
  departmentKeys: string[],
  leaderKey?: string,
): SandboxPerson {
  const mobile = `1390000${employeeNo}`
  const base = { employeeNo, name, title, mobile, email: `${employeeNo}@jiangnan.example`, departmentKeys }
  return leaderKey ? { ...base, leaderKey } : base
}
