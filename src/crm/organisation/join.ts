import { randomInt } from 'node:crypto'
import type { Identity, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { mergeMembers } from './merge.ts'

const minutesValid = 10

/** A six-digit code to be typed in the other app within ten minutes; an earlier one no longer works. */
export async function issueJoinCode(tx: Tx, by: By): Promise<JoinCode> {
  await tx.joinCode.deleteMany({ where: { OR: [{ memberId: by.member.id }, { expiresAt: { lt: by.now } }] } })
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const expiresAt = new Date(by.now.getTime() + minutesValid * 60_000)
  await tx.joinCode.create({ data: { code, memberId: by.member.id, expiresAt } })
  return { code, minutes: minutesValid }
}

/**
 * Makes one member of the one who typed the code and the one who was given it; whoever has been here longer
 * remains. `null`: there is no such code (any more). `givenTo`: where the code was asked for, for a warning there.
 * Where the name does not show that both are one person, a code in a colleague's hands would make two people one: then
 * its owner has to type a second one (`back`). Throws `Refusal` when the two cannot be one person.
 */
export async function joinByCode(tx: Tx, by: By, code: string): Promise<Joined | Back | null> {
  const issued = await tx.joinCode.findUnique({ where: { code }, include: { member: true } })
  if (!issued || issued.usedAt || issued.expiresAt <= by.now || issued.member.status === 'frozen') return null
  if (issued.memberId === by.member.id)
    throw new Refusal('join-same-member', '这是你自己刚要的码，请到另一个应用里发给我。')
  const identities = await tx.identity.findMany({
    where: { memberId: { in: [by.member.id, issued.memberId] } },
  })
  refuseTwoPeople(identities)
  const givenTo = identities.filter(({ memberId }) => memberId === issued.memberId)
  const me = await tx.member.findUniqueOrThrow({ where: { id: by.member.id } })
  const isCertain = me.name === issued.member.name && !(await hasNamesake(tx, me.name))
  if (!isCertain && !(await hasTypedMine(tx, by, issued.memberId))) {
    await tx.joinCode.updateMany({ where: { code, usedAt: null }, data: { typedById: me.id } })
    return { owner: issued.member.name, back: await issueJoinCode(tx, by), typedBy: me.name, givenTo }
  }
  const { count } = await tx.joinCode.updateMany({
    where: { code, usedAt: null },
    data: { usedAt: by.now },
  })
  if (count === 0) return null
  await tx.joinCode.deleteMany({ where: { memberId: me.id } })
  const [stays, goes] = me.createdAt <= issued.member.createdAt ? [me, issued.member] : [issued.member, me]
  await mergeMembers(tx, by, goes.id, stays.id)
  return { name: stays.name, typedBy: me.name, givenTo }
}

/** One person without a join is two members; a third of that name is somebody else. */
const hasNamesake = async (tx: Tx, name: string): Promise<boolean> =>
  (await tx.member.count({ where: { name, status: 'active' } })) > 2

const hasTypedMine = async (tx: Tx, by: By, typedById: string): Promise<boolean> =>
  (await tx.joinCode.count({
    where: { memberId: by.member.id, typedById, usedAt: null, expiresAt: { gt: by.now } },
  })) > 0

/** `owner`: what the one who was given the code is called. */
export type Back = { owner: string; back: JoinCode } & Typed
export type Joined = { name: string } & Typed
type Typed = { typedBy: string; givenTo: Identity[] }
type JoinCode = { code: string; minutes: number }

/** Codes are six digits: somebody who guesses is stopped after five. */
export async function tooManyWrongCodes(tx: Tx, by: By): Promise<boolean> {
  const since = new Date(by.now.getTime() - minutesValid * 60_000)
  const where = { memberId: by.member.id, action: wrongCode, at: { gt: since } }
  return (await tx.audit.count({ where })) >= 5
}

export const noteWrongCode = (tx: Tx, by: By): Promise<void> =>
  record(tx, by, { action: wrongCode, id: by.member.id })

const wrongCode = 'member.wrong-code'

/** Two accounts on the same platform are two people; one member's are spellings of one id. */
function refuseTwoPeople(identities: Identity[]): void {
  const accounts = new Set(identities.map(({ platform, memberId }) => `${platform} ${memberId}`))
  if (new Set(identities.map(({ platform }) => platform)).size < accounts.size)
    throw new Refusal('join-two-people', '这个码是另一位同事的，绑不了。要绑定的话，用自己的两个账号来。')
}
