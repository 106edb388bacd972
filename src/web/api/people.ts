import type { Member, Tx } from '../../db/types.ts'
import { id, text } from './fields.ts'
import { fieldProblem } from './problem.ts'

/** The two fields by which a member is named: the id, or a name or employee number where it is one person's. */
export const memberFields = <K extends string>(name: K) =>
  ({
    [`${name}Id`]: id.nullish(),
    [name]: memberField,
    [`${name}Name`]: memberField.meta({ description: `The same as \`${name}\`` }),
  }) as Record<K | `${K}Id` | `${K}Name`, MemberField>

const memberField = text(60).nullish()
type MemberField = typeof memberField

/**
 * The member that a body names under `<name>Id` or `<name>`; `undefined` when it says nothing, `null` when it
 * says nobody. Throws `Problem` for who is unknown or not unique.
 */
export async function namedMember(
  tx: Tx,
  body: Record<string, unknown>,
  name: string,
): Promise<Member | null | undefined> {
  const fields = [`${name}Id`, name, `${name}Name`]
  if (fields.every((field) => body[field] === undefined)) return undefined
  const [byId, ...byName] = fields
  if (body[byId as string]) return memberById(tx, body[byId as string] as string, byId as string)
  const field = byName.find((one) => body[one])
  return field ? findMember(tx, body[field] as string, field) : null
}

/** By id, employee number or name. */
export async function findMember(tx: Tx, word: string, field: string): Promise<Member> {
  if (id.safeParse(word).success) return memberById(tx, word, field)
  const found = await tx.member.findMany({
    where: { status: 'active', OR: [{ employeeNo: word }, { name: word }] },
    take: 2,
  })
  if (found.length > 1) throw fieldProblem(field, 'fits several members: give the employee number or the id')
  if (!found[0]) throw fieldProblem(field, 'fits no member')
  return found[0]
}

/** A program may know somebody by the id of a record that has turned out to be another of theirs since. */
async function memberById(tx: Tx, id: string, field: string): Promise<Member> {
  const member = await tx.member.findUnique({ where: { id }, include: { mergedInto: true } })
  if (!member) throw fieldProblem(field, 'there is no such member')
  const { mergedInto, ...itself } = member
  return mergedInto ?? itself
}

/** Refuses an id that refers to nothing, naming its field. */
export async function mustExist(found: Promise<unknown>, field: string): Promise<void> {
  if (!(await found)) throw fieldProblem(field, 'there is no such record')
}
