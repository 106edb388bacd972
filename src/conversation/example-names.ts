import { exampleAccounts } from '../crm/accounts/example.ts'
import { ownDepartment } from '../crm/organisation/within.ts'
import type { Turn } from './turn.ts'

/**
 * Names for example sentences, so that whoever reads one can send it as it stands: a customer of their own or of
 * their people, and for who leads, one of their people and their department. In a group, where others read along,
 * they are invented.
 */
export async function exampleNames(turn: Turn): Promise<ExampleNames> {
  const { member } = turn
  if (turn.inbound.chat?.kind === 'group') return invented
  const known = await exampleAccounts(turn.tx, reachable(turn))
  const own = known.find(({ memberId }) => memberId === member.id)
  const others = known.filter(({ memberId }) => memberId !== member.id)
  const colleague = others.toSorted((a, b) => (a.employeeNo ?? '').localeCompare(b.employeeNo ?? ''))[0]
  const shown = own ?? colleague
  const leads = member.role === 'manager' || member.role === 'director'
  const team = leads ? await ownDepartment(turn.tx, member.id) : null
  return {
    account: shown?.account ?? invented.account,
    contact: shown?.contact ?? invented.contact,
    colleague: colleague?.member ?? invented.colleague,
    theirAccount: colleague?.account ?? invented.theirAccount,
    team: team?.name ?? invented.team,
  }
}

export type ExampleNames = {
  account: string
  contact: string
  colleague: string
  /** A customer of that colleague. */
  theirAccount: string
  team: string
}

const invented: ExampleNames = {
  account: '华联超市',
  contact: '张总',
  colleague: '小王',
  theirAccount: '华联超市',
  team: '华东区',
}

/** Few are enough to find an example. */
const few = 30

const reachable = ({ member }: Turn): string[] =>
  member.reach === 'all'
    ? [member.id]
    : [member.id, ...member.reach.memberIds.filter((id) => id !== member.id)].slice(0, few)
