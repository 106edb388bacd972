import type { SandboxPerson } from '../company.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** Who is meant by touser, toparty and totag. Part of them unknown is no error: they are listed in the answer. */
export function targetsOf({ roster, identities }: Corp, body: Record<string, unknown>) {
  const users = split(body.touser)
  const parties = split(body.toparty)
  const tags = split(body.totag)
  if (users.length + parties.length + tags.length === 0) throw new WecomRefusal(82001, 'no target given')
  if (users.length > 1000 || parties.length > 100 || tags.length > 100)
    throw new WecomRefusal(82002, 'too many targets')
  const everybody = roster.people('wecom')
  const found = new Set<SandboxPerson>(users[0] === '@all' ? everybody : [])
  const invaliduser = users.filter((user) => user !== '@all' && !add(found, identities.person(user)))
  const invalidparty = parties.filter((party) => {
    const key = party === '1' ? null : identities.department(Number(party))?.key
    if (key === undefined) return true
    for (const person of everybody) if (isBelow(roster, person, key)) found.add(person)
    return false
  })
  if (found.size === 0) throw new WecomRefusal(81013, 'user & party & tag all invalid')
  const invalid = {
    // They come back in lower case.
    invaliduser: invaliduser.join('|').toLowerCase(),
    invalidparty: invalidparty.join('|'),
    invalidtag: tags.join('|'),
    unlicenseduser: '',
  }
  return { people: [...found], invalid }
}

const split = (value: unknown): string[] =>
  typeof value === 'string' || typeof value === 'number' ? String(value).split('|').filter(Boolean) : []

function add(found: Set<SandboxPerson>, person: SandboxPerson | undefined): boolean {
  if (person) found.add(person)
  return person !== undefined
}

function isBelow(roster: Corp['roster'], person: SandboxPerson, key: string | null): boolean {
  if (key === null) return true
  return person.departmentKeys.some((own) => {
    for (let at: string | null = own; at; at = roster.department(at)?.parentKey ?? null)
      if (at === key) return true
    return false
  })
}
