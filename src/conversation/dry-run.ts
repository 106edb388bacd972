import { listStages } from '../crm/opportunities/stages.ts'
import { reachOf } from '../crm/organisation/reach.ts'
import type { Tx } from '../db/types.ts'
import type { Names } from './names.ts'
import type { Context } from './understand/index.ts'
import { understand } from './understand/index.ts'
import type { Named, Understanding } from './understand/understanding.ts'

/**
 * What a sentence would do, said by this member at this time, without doing it. Records are answered by their
 * stored names, or by the words that name none.
 */
export async function dryRun(tx: Tx, names: Names, said: Said): Promise<DryRun> {
  const {
    intent,
    arguments: known,
    question,
    confidence,
  } = understand(said.text, await contextOf(tx, names, said))
  return {
    intent,
    arguments: Object.fromEntries(Object.entries(known).map(([name, value]) => [name, plain(value)])),
    ...(question && {
      question: { ...question, candidates: question.candidates.map((candidate) => candidate.name) },
    }),
    confidence,
  }
}

export type Said = { text: string; memberId: string; at: Date; zone: string }
export type DryRun = Pick<Understanding, 'intent' | 'confidence'> & {
  arguments: Record<string, unknown>
  question?: { about: string; text: string; candidates: string[] }
}

async function contextOf(tx: Tx, names: Names, { memberId, at, zone }: Said): Promise<Context> {
  const member = await tx.member.findUniqueOrThrow({ where: { id: memberId } })
  const reach = await reachOf(tx, member)
  return {
    at,
    zone,
    speaker: { id: member.id, name: member.name, role: member.role },
    names: await names.current(tx),
    sees: reach === 'all' ? 'all' : new Set(reach.memberIds),
    stages: await listStages(tx),
  }
}

const plain = (value: string | Named): string =>
  typeof value === 'string' ? value : (value.record?.name ?? value.text)
