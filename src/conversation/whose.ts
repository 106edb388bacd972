import { z } from 'zod'
import type { Whose } from '../crm/accounts/portfolio.ts'
import { reaches } from '../crm/organisation/reach.ts'
import { departmentsNamed, membersWithin } from '../crm/organisation/within.ts'
import { Refusal } from '../errors.ts'
import type { Turn } from './turn.ts'
import { readTitled } from './understand/readers/people.ts'
import { plainWord } from './understand/text.ts'

/** Whose records a list shows, as it travels in a button: `mine`, `team`, `member:<id>` or `department:<id>`. */
export const whoseKey = z.union([
  z.enum(['mine', 'team']),
  z.stringFormat('whose', /^(member|department):[0-9a-f-]{36}$/),
])

/** What such a key means, and what the list is called. Throws `Refusal` for those out of reach. */
export async function whoseOf(turn: Turn, key: string): Promise<{ whose: Whose; label: string }> {
  if (key === 'mine') return { whose: key, label: '我的' }
  if (key === 'team') return { whose: key, label: turn.member.reach === 'all' ? '全公司' : '团队' }
  const [kind, id = ''] = key.split(':')
  if (kind === 'member') {
    const member = await turn.tx.member.findUnique({ where: { id } })
    if (!member || !reaches(turn.member.reach, id)) throw beyond()
    return { whose: { memberIds: [id] }, label: `${member.name}的` }
  }
  const department = await turn.tx.department.findUnique({ where: { id, removedAt: null } })
  if (!department) throw new Refusal('no-such-department', '这个部门已经不在了。')
  const memberIds = (await membersWithin(turn.tx, department.path)).filter((one) =>
    reaches(turn.member.reach, one),
  )
  if (memberIds.length === 0) throw beyond()
  return { whose: { memberIds }, label: `${department.name}的` }
}

const beyond = () => new Refusal('not-in-reach', '只能看你自己和你团队的。要看别的团队，请找他们的主管。')

export const isTeam = (words: string): boolean =>
  /^(?:我们?|咱们?|本|整个|全)?(?:团队|组里?|部门|公司|大家|所有人)$/u.test(words)

/**
 * Colleagues within reach, or the department, that are called so (小周, 周子昂, 华东区); none where they are all
 * out of reach, `null` where nobody is called so.
 */
export async function peopleCalled(turn: Turn, words: string): Promise<Holder[] | null> {
  const departments = /[区部组]$|团队$|公司$/u.test(words) ? await departmentsNamed(turn.tx, words) : []
  const [department] = departments
  if (department && departments.length === 1)
    return [{ kind: 'department', id: department.id, name: department.name }]
  return colleaguesCalled(turn, words)
}

/** Who has the records of a list: a colleague, or a department. */
export type Holder = { kind: 'member' | 'department'; id: string; name: string }

/** Only the colleagues; as above, none where they are all out of reach, and `null` where nobody is called so. */
export async function colleaguesCalled(turn: Turn, words: string): Promise<Holder[] | null> {
  const { names } = turn.context
  const entries = names.called(plainWord(words)).map((slot) => names.at(slot))
  const named = entries.filter(({ kind }) => kind === 'member')
  const people = named.length > 0 ? named : await nicknamed(turn, words)
  if (people.length === 0) return null
  return people
    .filter(({ id }) => reaches(turn.member.reach, id))
    .map(({ id, name }) => ({ kind: 'member', id, name }))
}

/** 小周, 周经理: by the family name alone. */
async function nicknamed({ tx }: Turn, words: string): Promise<{ id: string; name: string }[]> {
  const plain = plainWord(words)
  const [titled] = readTitled(plain, [])
  const surname = /^[小老阿](?<one>\p{Script=Han})$/u.exec(plain)?.groups?.one ?? titled?.surname
  if (!surname || (titled && titled.end - titled.start !== plain.length)) return []
  return tx.member.findMany({
    where: { name: { startsWith: surname }, status: 'active' },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  })
}
