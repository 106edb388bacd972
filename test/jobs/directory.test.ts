import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Directory, DirectoryDepartment, DirectoryMember } from '../../src/chat/directory.ts'
import { type Platform, SendFailure } from '../../src/chat/platform.ts'
import type { By } from '../../src/crm/by.ts'
import { changeMember } from '../../src/crm/organisation/members.ts'
import type { Database } from '../../src/db/open.ts'
import { Refusal } from '../../src/errors.ts'
import { introduce, syncDirectory } from '../../src/jobs/directory.ts'
import { testDatabase } from '../support/database.ts'

let database: Database
let company: Company
let warnings: string[]

const start = new Date('2026-06-10T01:30:00Z')

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db
    .$executeRaw`TRUNCATE "Member", "Department", "Identity", "Membership", "DepartmentIdentity", "Audit" CASCADE`
  company = smallCompany()
  warnings = []
})

describe('a first listing', () => {
  test('draws the tree with paths, leaders, people, lines and roles', async () => {
    await sync('feishu')
    const { east, root } = await tree()
    expect(east.path).toBe(`${root.id}/${east.id}/`)
    expect(east.leader?.name).toBe('王芳')
    const lei = await member('李雷')
    expect(lei).toMatchObject({ role: 'rep', departmentId: east.id, employeeNo: '1005', status: 'active' })
    expect(lei.reportsTo?.name).toBe('王芳')
    expect((await member('王芳')).role).toBe('manager')
    expect((await member('钱进')).role).toBe('finance')
  })

  test('leaders may be told on the person instead of the department', async () => {
    company.departments = company.departments.map((one) => ({ ...one, leaderId: null }))
    company.people = company.people.map((one) => (one.name === '王芳' ? { ...one, leads: ['east'] } : one))
    await sync('wecom')
    expect((await tree()).east.leader?.name).toBe('王芳')
    expect((await member('王芳')).role).toBe('manager')
  })

  test('read again changes no row', async () => {
    await sync('feishu')
    await sync('wecom')
    await sync('feishu', at(1))
    await sync('wecom', at(2))
    const changed = { where: { updatedAt: { gte: at(1) } } }
    expect(await database.db.member.count(changed)).toBe(0)
    expect(await database.db.department.count(changed)).toBe(0)
  })
})

describe('one company on two platforms', () => {
  test('a person is one member by employee number, a department one by its place', async () => {
    await sync('feishu')
    await sync('wecom')
    expect(await database.db.member.count()).toBe(company.people.length)
    expect(await database.db.department.count()).toBe(company.departments.length)
    expect(await database.db.identity.count({ where: { member: { name: '李雷' } } })).toBe(2)
  })

  test('a platform that begins below the root is hung under the root that the other one shows', async () => {
    const whole = company.departments
    company.departments = whole
      .filter((one) => one.id !== 'root')
      .map((one) => (one.parentId === 'root' ? { ...one, parentId: null } : one))
    await sync('feishu')
    company.departments = whole
    await sync('wecom', at(1))
    expect(await database.db.department.count()).toBe(whole.length)
    company.departments = whole
      .filter((one) => one.id !== 'root')
      .map((one) => (one.parentId === 'root' ? { ...one, parentId: null } : one))
    await sync('feishu', at(2))
    const { east, root } = await tree()
    expect(east.path).toBe(`${root.id}/${east.id}/`)
    expect(await database.db.department.count({ where: { updatedAt: { gte: at(2) } } })).toBe(0)
  })

  test('two records become one as soon as the number that joins them is told', async () => {
    await sync('feishu')
    const wecom = company.people.map((person) => ({ ...person, employeeNo: null, email: null, mobile: null }))
    await sync('wecom', at(1), wecom)
    expect(await database.db.member.count({ where: { name: '李雷' } })).toBe(2)
    await sync('wecom', at(2))
    expect(await database.db.member.count({ where: { name: '李雷', status: 'active' } })).toBe(1)
    expect((await member('李雷')).identities).toHaveLength(2)
  })

  test.each([
    ['under her own name is two people, whoever’s address she writes into her entry', '韩梅', 2],
    ['under the same name is one', '王芳', 1],
  ])('somebody told only by the address of 王芳, %s', async (_how, name, members) => {
    await sync('feishu')
    const { email } = company.people.find((one) => one.name === '王芳') as DirectoryMember
    const marks = { employeeNo: null, email, mobile: null }
    await sync('wecom', at(1), [{ ...(company.people[3] as DirectoryMember), ...marks, name }])
    const { memberId } = await database.db.identity.findFirstOrThrow({ where: { platform: 'wecom' } })
    const boss = await database.db.member.findFirstOrThrow({ where: { email } })
    expect(new Set([memberId, boss.id]).size).toBe(members)
  })

  test('who has a colleague’s employee number on one platform is themself, and known by their own mobile', async () => {
    await sync('feishu')
    const lei = company.people.find((one) => one.name === '李雷') as DirectoryMember
    const chao = { ...lei, id: 'u99', name: '马超', email: null, mobile: '13900009999' }
    await sync('wecom', at(1), [{ ...chao, employeeNo: null }])
    await sync('feishu', at(2), [...company.people, chao])
    expect((await member('马超')).identities.map(({ platform }) => platform)).toEqual(['feishu', 'wecom'])
    expect((await member('李雷')).identities.map(({ externalId }) => externalId)).toEqual(['u5'])
  })

  test('who leaves one app but not the other stays a member', async () => {
    await sync('feishu')
    await sync('wecom')
    company.people = company.people.filter((person) => person.name !== '李雷')
    await sync('wecom', at(1))
    const lei = await member('李雷')
    expect(lei.status).toBe('active')
    expect(lei.identities.map(({ platform }) => platform)).toEqual(['feishu'])
  })
})

describe('people who leave', () => {
  test('are frozen with an entry in the books, and thawed when they come back', async () => {
    await sync('feishu')
    const everybody = company.people
    company.people = everybody.filter((person) => person.name !== '李雷')
    await sync('feishu', at(1))
    const gone = await member('李雷')
    expect(gone).toMatchObject({ status: 'frozen', frozenAt: at(1) })
    expect(await database.db.audit.count({ where: { action: 'member.freeze', entityId: gone.id } })).toBe(1)
    company.people = everybody
    await sync('feishu', at(2))
    expect(await member('李雷')).toMatchObject({ id: gone.id, status: 'active', frozenAt: null })
  })

  test.each([
    ['is somebody else', '马超', 2],
    ['of the same name is them, come back', '李雷', 1],
  ])(
    'a newcomer with the employee number and mobile of somebody who left %s',
    async (_who, name, members) => {
      await sync('feishu')
      const lei = company.people.find((one) => one.name === '李雷') as DirectoryMember
      company.people = company.people.filter((one) => one !== lei)
      await sync('feishu', at(1))
      company.people.push({ ...lei, id: 'u99', name })
      await sync('feishu', at(2))
      await sync('feishu', at(3))
      const identities = await database.db.identity.findMany({ where: { externalId: { in: ['u5', 'u99'] } } })
      expect(new Set(identities.map(({ memberId }) => memberId)).size).toBe(members)
      expect(await member('李雷')).toMatchObject({
        employeeNo: '1005',
        status: members === 1 ? 'active' : 'frozen',
      })
    },
  )

  test.each([
    ['employee number', '马超', ['马超', 'active']],
    ['mobile', '马超', ['马超', 'active']],
    ['employee number', '李雷', ['李雷', 'active']],
  ])(
    'the %s of somebody who left one app, met on the other as %s, is that of %j',
    async (mark, name, who) => {
      await sync('wecom')
      const lei = company.people.find((one) => one.name === '李雷') as DirectoryMember
      const others = company.people.filter((one) => one !== lei)
      await sync('wecom', at(1), others)
      const { id } = await member('李雷')
      const marks = { employeeNo: null, email: null, mobile: null }
      const key = mark === 'mobile' ? 'mobile' : 'employeeNo'
      const newcomer = { ...lei, id: 'u99', name, ...marks, [key]: lei[key] }
      for (const day of [2, 3]) await sync('feishu', at(day), [...others, newcomer])
      const identity = { platform_externalId: { platform: 'feishu', externalId: 'u99' } }
      const met = await database.db.identity.findUniqueOrThrow({ where: identity, include: { member: true } })
      expect([met.member.name, met.member.status]).toEqual(who)
      expect(met.memberId === id).toBe(name === '李雷')
      if (name !== '李雷')
        expect(await member('李雷')).toMatchObject({ id, status: 'frozen', [key]: lei[key] })
    },
  )

  test('who is kept out by hand is so on the other app, too, under whatever name', async () => {
    await sync('wecom')
    const { id } = await member('李雷')
    await setStatus(id, 'frozen')
    const renamed = company.people.map((one) => (one.name === '李雷' ? { ...one, name: 'Ray Li' } : one))
    await sync('feishu', at(1), renamed)
    expect(await database.db.member.findMany({ where: { name: { in: ['李雷', 'Ray Li'] } } })).toMatchObject([
      { id, status: 'frozen', frozenByHand: true },
    ])
  })

  test('who was frozen by hand stays so, listed or introduced, until taken back by hand', async () => {
    await sync('feishu')
    const { id } = await member('李雷')
    await setStatus(id, 'frozen')
    await sync('feishu', at(1))
    await sync('wecom', at(2))
    await introduce(deps('feishu', at(3)), 'feishu', 'u5')
    expect(await member('李雷')).toMatchObject({ id, status: 'frozen', frozenAt: start, frozenByHand: true })
    await setStatus(id, 'active')
    await sync('feishu', at(4))
    expect(await member('李雷')).toMatchObject({ id, status: 'active', frozenAt: null, frozenByHand: false })
  })

  test('somebody who had left already can be kept out by hand, too', async () => {
    await sync('feishu')
    const everybody = company.people
    company.people = everybody.filter((person) => person.name !== '李雷')
    await sync('feishu', at(1))
    await setStatus((await member('李雷')).id, 'frozen')
    company.people = everybody
    await sync('feishu', at(2))
    expect((await member('李雷')).status).toBe('frozen')
  })

  test('who was frozen by hand under one of two names is frozen as the one they turn out to be', async () => {
    const unmarked = { employeeNo: null, email: null, mobile: null }
    const strangers = company.people.map((one) => (one.name === '李雷' ? { ...one, ...unmarked } : one))
    await sync('feishu')
    await sync('wecom', at(1), strangers)
    const { memberId } = await database.db.identity.findFirstOrThrow({
      where: { platform: 'wecom', externalId: 'u5' },
    })
    await setStatus(memberId, 'frozen')
    await sync('wecom', at(2))
    const identities = await database.db.identity.findMany({ where: { externalId: 'u5' } })
    expect(new Set(identities.map((one) => one.memberId)).size).toBe(1)
    const remaining = await database.db.member.findUniqueOrThrow({
      where: { id: identities[0]?.memberId as string },
    })
    expect(remaining).toMatchObject({ status: 'frozen', frozenByHand: true })
  })

  test('a listing that fails freezes nobody and changes nothing', async () => {
    await sync('feishu')
    company.people = []
    company.failure = new SendFailure('temporary', '99991400', 'too many requests')
    await expect(sync('feishu', at(1))).rejects.toThrow('too many requests')
    expect(await database.db.member.count({ where: { status: 'frozen' } })).toBe(0)
  })

  test('who cannot be written down keeps nobody else out, and nobody is frozen for it', async () => {
    const { db } = database
    const newcomers = company.people.splice(-2)
    await sync('feishu')
    const [odd, other] = newcomers as [DirectoryMember, DirectoryMember]
    const [gone] = company.people.splice(0, 1, odd)
    company.people.push(other)
    await db.$executeRawUnsafe(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'no such name'; END $$`)
    await db.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE INSERT ON "Member" FOR EACH ROW
      WHEN (NEW.name = '${odd.name}') EXECUTE FUNCTION refuse()`)
    await sync('feishu', at(1))
    await db.$executeRaw`DROP FUNCTION refuse CASCADE`
    expect(warnings).toEqual(['somebody could not be enrolled'])
    expect(await member(other.name)).toMatchObject({ status: 'active' })
    expect(await member(gone?.name ?? '')).toMatchObject({ status: 'active' })
    await sync('feishu', at(2))
    expect(await member(odd.name)).toMatchObject({ status: 'active' })
    expect(await member(gone?.name ?? '')).toMatchObject({ status: 'frozen' })
  })

  test('more than a third missing at once is a narrowed scope: nobody is frozen, and it is logged', async () => {
    await sync('feishu')
    company.people = company.people.slice(0, 2)
    await sync('feishu', at(1))
    expect(await database.db.member.count({ where: { status: 'frozen' } })).toBe(0)
    expect(warnings).toContain('too many people missing at once: nobody frozen')
  })
})

describe('changes', () => {
  test('a move changes the home and the seat', async () => {
    await sync('feishu')
    company.people = company.people.map((one) =>
      one.name === '李雷' ? { ...one, departmentIds: ['south'] } : one,
    )
    await sync('feishu', at(1))
    const lei = await member('李雷')
    expect(lei.department?.name).toBe('华南区')
    expect(lei.memberships.map((seat) => seat.department.name)).toEqual(['华南区'])
  })

  test('a department that moves takes its subtree along', async () => {
    await sync('feishu')
    company.departments = company.departments.map((one) =>
      one.id === 'south' ? { ...one, parentId: 'east' } : one,
    )
    await sync('feishu', at(1))
    const { root, east, south } = await tree()
    expect(south.path).toBe(`${root.id}/${east.id}/${south.id}/`)
  })

  test('a department that is gone is marked and comes back as the same', async () => {
    await sync('feishu')
    const whole = company.departments
    const { south } = await tree()
    company.departments = whole.filter((one) => one.id !== 'south')
    await sync('feishu', at(1))
    expect((await department(south.id)).removedAt).toEqual(at(1))
    company.departments = whole
    await sync('feishu', at(2))
    expect((await department(south.id)).removedAt).toBeNull()
  })

  test('a role set by hand outlives the listing', async () => {
    await sync('feishu')
    const { id } = await member('李雷')
    await database.db.member.update({ where: { id }, data: { role: 'director', roleFixed: true } })
    await sync('feishu', at(1))
    expect((await member('李雷')).role).toBe('director')
  })

  test('a new leader becomes a manager, the former one a rep again', async () => {
    await sync('feishu')
    company.departments = company.departments.map((one) =>
      one.id === 'east' ? { ...one, leaderId: 'u5' } : one,
    )
    await sync('feishu', at(1))
    expect((await member('李雷')).role).toBe('manager')
    expect((await member('王芳')).role).toBe('rep')
  })
})

describe('somebody speaks whom we have not met', () => {
  test('the directory is asked who they are', async () => {
    await introduce(deps('feishu'), 'feishu', 'u5')
    expect(await member('李雷')).toMatchObject({ employeeNo: '1005', role: 'rep' })
  })

  test('who speaks under another spelling of their id is the same member, tonight as well', async () => {
    const withoutMarks = { employeeNo: null, email: null, mobile: null }
    company.people = company.people.map((one) => ({ ...one, ...withoutMarks }))
    for (let night = 0; night < 2; night++) {
      await introduce(deps('wecom'), 'wecom', 'U5')
      const spellings = { externalId: { in: ['U5', 'u5'] } }
      const met = await database.db.identity.findMany({ where: spellings, include: { member: true } })
      expect(met.map((one) => one.member.name)).toEqual(['李雷', '李雷'])
      await sync('wecom', at(night))
      expect(await database.db.member.count({ where: { status: 'active' } })).toBe(company.people.length)
      expect(await database.db.member.count()).toBe(company.people.length)
    }
  })

  test('who speaks under other spellings keeps nobody in who has left', async () => {
    await sync('wecom')
    for (const spelt of ['U3', 'U4', 'U5']) await introduce(deps('wecom'), 'wecom', spelt)
    await sync('wecom', at(1), company.people.slice(0, -1))
    expect(warnings).toEqual([])
    expect((await member('钱进')).status).toBe('frozen')
    expect(await database.db.member.count({ where: { status: 'active' } })).toBe(5)
  })

  test('who spoke under another spelling and leaves is frozen once, and counts as one who is missing', async () => {
    const three = company.people.slice(-3)
    await sync('wecom', at(0), three)
    await introduce(deps('wecom'), 'wecom', company.people.at(-1)?.id.toUpperCase() ?? '')
    await sync('wecom', at(1), three.slice(0, -1))
    expect(warnings).toEqual([])
    expect((await member('钱进')).status).toBe('frozen')
    expect(await database.db.audit.count({ where: { action: 'member.freeze' } })).toBe(1)
  })

  test('a directory that cannot be asked stops nobody: a plain rep, named by the end of the id', async () => {
    company.failure = new SendFailure('misconfigured', '99991672', 'no contact scope')
    await introduce(deps('feishu'), 'feishu', 'ou_7f3a9c21')
    expect(await member('同事9c21')).toMatchObject({ role: 'rep', departmentId: null, status: 'active' })
    expect(warnings).toHaveLength(1)
  })

  test('the next listing tells who that was', async () => {
    company.failure = new SendFailure('misconfigured', '99991672', 'no contact scope')
    await introduce(deps('feishu'), 'feishu', 'u5')
    company.failure = undefined
    await sync('feishu')
    expect(await database.db.member.count()).toBe(company.people.length)
    expect(await member('李雷')).toMatchObject({ employeeNo: '1005' })
  })

  test('a person whom the directory does not know is refused', async () => {
    const refused = introduce(deps('feishu'), 'feishu', 'nobody')
    await expect(refused).rejects.toThrow(Refusal)
    expect(await database.db.member.count()).toBe(0)
  })
})

type Company = { departments: DirectoryDepartment[]; people: DirectoryMember[]; failure?: Error | undefined }

function smallCompany(): Company {
  return {
    departments: [
      { id: 'root', parentId: null, name: '江南包装', leaderId: null },
      { id: 'east', parentId: 'root', name: '华东区', leaderId: 'u3' },
      { id: 'south', parentId: 'root', name: '华南区', leaderId: 'u4' },
      { id: 'money', parentId: 'root', name: '财务部', leaderId: null },
    ],
    people: [
      person(3, '王芳', '销售经理', 'east'),
      person(4, '周强', '销售经理', 'south'),
      person(5, '李雷', '销售代表', 'east', 'u3'),
      person(6, '韩梅', '销售代表', 'east', 'u3'),
      person(7, '赵敏', '销售代表', 'south', 'u4'),
      person(8, '钱进', '财务主管', 'money'),
    ],
  }
}

function person(
  place: number,
  name: string,
  title: string,
  departmentId: string,
  leaderId?: string,
): DirectoryMember {
  const employeeNo = `100${place}`
  const marks = { employeeNo, email: `${employeeNo}@jiangnan.example`, mobile: `1390000${employeeNo}` }
  return {
    id: `u${place}`,
    name,
    title,
    departmentIds: [departmentId],
    leads: [],
    leaderId: leaderId ?? null,
    ...marks,
    active: true,
  }
}

const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

const setStatus = (id: string, status: 'active' | 'frozen') =>
  database.db.$transaction((tx) => changeMember(tx, byHand, id, { status }))

const byHand: By = {
  member: { id: '', name: 'API', role: 'director', departmentId: null, reach: 'all' },
  now: start,
  zone: 'Asia/Shanghai',
  unsigned: true,
}

const sync = (platform: string, now = start, people = company.people) =>
  syncDirectory(deps(platform, now, people), platform)

function deps(platform: string, now = start, people = company.people) {
  const told = async <T>(answer: T): Promise<T> => {
    if (company.failure) throw company.failure
    return answer
  }
  const directory: Directory = {
    departments: () => told(company.departments),
    members: () => told(people),
    // As WeCom does, which takes an id in any spelling.
    member: (id) => told(people.find((one) => one.id === id.toLowerCase()) ?? null),
  }
  return {
    db: database.db,
    clock: { now: () => now, zone: 'Asia/Shanghai' },
    platforms: new Map([[platform, { directory } as unknown as Platform]]),
    log: { info: () => undefined, warn: (_fields: object, text: string) => void warnings.push(text) },
  }
}

async function tree() {
  const all = await database.db.department.findMany({ include: { leader: true } })
  const named = (name: string) => all.find((one) => one.name === name) as (typeof all)[number]
  return { root: named('江南包装'), east: named('华东区'), south: named('华南区') }
}

const department = (id: string) => database.db.department.findUniqueOrThrow({ where: { id } })

const member = (name: string) =>
  database.db.member.findFirstOrThrow({
    where: { name },
    orderBy: { status: 'asc' },
    include: {
      identities: { orderBy: { platform: 'asc' } },
      reportsTo: true,
      department: true,
      memberships: { include: { department: true } },
    },
  })
