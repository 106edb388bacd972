import { readFileSync } from 'node:fs'
import {
  type Context,
  createNameBook,
  type NameEntry,
  type Role,
} from '../../src/conversation/understand/index.ts'

/** A small company as the examples describe one: who works there and what it knows by name. */
export type World = {
  clock: string
  timezone: string
  stages: string[]
  departments: { key: string; parent: string | null; leader: string; name: string }[]
  members: { key: string; name: string; title: string; departments: string[]; calledBy: string[] }[]
  accounts: { name: string; calledBy: string[]; owner: string; region: string }[]
  poolLeads: WorldLead[]
  ownLeads: (WorldLead & { owner: string })[]
  opportunities: {
    account: string
    name: string
    calledBy: string[]
    stage: string
    amount: string
    owner: string
  }[]
  contacts: { account: string; name: string; title: string; phone: string; calledBy: string[] }[]
  tasks?: { title: string; assignee: string }[]
}
type WorldLead = { company: string; calledBy: string[]; region: string; contact: string; phone: string }

export const readWorld = (path: string | URL): World => JSON.parse(readFileSync(path, 'utf8')) as World

/** One context per speaker, over one book of names. */
export function contextsOf(world: World, more: Iterable<NameEntry> = []): (speaker: string) => Context {
  const names = createNameBook(entriesOf(world))
  for (const entry of more) names.add(entry)
  return (speaker) => {
    const member = world.members.find((one) => one.name === speaker)
    if (!member) throw new Error(`nobody is called ${speaker}`)
    const role = roleOf(member, world)
    return {
      at: new Date(world.clock),
      zone: world.timezone,
      speaker: { id: member.key, name: member.name, role },
      names,
      sees: role === 'rep' ? new Set([member.key]) : role === 'manager' ? teamOf(member.key, world) : 'all',
      stages: world.stages.map((name, index, all) => ({
        name,
        kind: index === all.length - 2 ? 'won' : index === all.length - 1 ? 'lost' : 'open',
      })),
    }
  }
}

function entriesOf(world: World): NameEntry[] {
  const key = new Map(world.members.map((member) => [member.name, member.key]))
  const owner = new Map(world.accounts.map((account) => [account.name, key.get(account.owner) ?? null]))
  const lead = (one: WorldLead, ownerId: string | null): NameEntry => ({
    kind: 'lead',
    id: one.company,
    name: one.company,
    aliases: one.calledBy,
    ownerId,
    region: one.region,
    phone: one.phone,
  })
  return [
    ...world.departments.map(
      (one): NameEntry => ({ kind: 'department', id: one.key, name: one.name, aliases: [], ownerId: null }),
    ),
    ...world.members.map(
      (one): NameEntry => ({
        kind: 'member',
        id: one.key,
        name: one.name,
        aliases: one.calledBy,
        ownerId: null,
        title: one.title,
      }),
    ),
    ...world.accounts.map(
      (one): NameEntry => ({
        kind: 'account',
        id: one.name,
        name: one.name,
        aliases: one.calledBy,
        ownerId: key.get(one.owner) ?? null,
        region: one.region,
      }),
    ),
    ...world.poolLeads.map((one) => lead(one, null)),
    ...world.ownLeads.map((one) => lead(one, key.get(one.owner) ?? null)),
    ...world.opportunities.map(
      (one): NameEntry => ({
        kind: 'opportunity',
        id: `${one.account} ${one.name}`,
        name: one.name,
        aliases: one.calledBy,
        ownerId: key.get(one.owner) ?? null,
        accountId: one.account,
        stage: one.stage,
      }),
    ),
    ...world.contacts.map(
      (one): NameEntry => ({
        kind: 'contact',
        id: `${one.account} ${one.name}`,
        name: one.name,
        aliases: one.calledBy,
        ownerId: owner.get(one.account) ?? null,
        accountId: one.account,
        title: one.title,
        phone: one.phone,
      }),
    ),
    ...(world.tasks ?? []).map(
      (one): NameEntry => ({
        kind: 'task',
        id: one.title,
        name: one.title,
        aliases: [],
        ownerId: key.get(one.assignee) ?? null,
      }),
    ),
  ]
}

function roleOf(member: World['members'][number], world: World): Role {
  if (/总监|总经理|总裁|董事长|CEO|副总/.test(member.title)) return 'director'
  if (/财务|结算|会计|出纳/.test(member.title)) return 'finance'
  if (/销管|运营|质检/.test(member.title)) return 'sales_ops'
  return world.departments.some((department) => department.leader === member.key) ? 'manager' : 'rep'
}

function teamOf(leader: string, world: World): Set<string> {
  const led = new Set(
    world.departments.filter((department) => department.leader === leader).map(({ key }) => key),
  )
  for (let size = -1; size !== led.size; ) {
    size = led.size
    for (const one of world.departments) if (one.parent && led.has(one.parent)) led.add(one.key)
  }
  return new Set(
    world.members.filter((member) => member.departments.some((one) => led.has(one))).map(({ key }) => key),
  )
}
