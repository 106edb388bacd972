import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readConfig } from '../../src/config.ts'
import { createNames } from '../../src/conversation/names.ts'
import { type Context, understand } from '../../src/conversation/understand/index.ts'
import { listStages } from '../../src/crm/opportunities/stages.ts'
import { reachOf } from '../../src/crm/organisation/reach.ts'
import { openDatabase } from '../../src/db/open.ts'
import type { Audit, Tx } from '../../src/db/types.ts'
import { judge, type Verdict } from './judge.ts'

/**
 * How what people have put right is read today, by how they did: on the card or by a sentence. Reads DATA_DIR or
 * DATABASE_URL as the service does; `null` where there is no database yet. Only verdicts come out, no words.
 */
export async function verdictsOnMended(env: NodeJS.ProcessEnv): Promise<Mended[] | null> {
  const { databaseUrl: url, dataDir, zone } = readConfig(env)
  const isThere = await access(join(dataDir, 'pglite')).then(
    () => true,
    () => false,
  )
  if (!url && !isThere) return null
  const database = await openDatabase({ url, dataDir, onError: console.error })
  try {
    return await database.db.$transaction((tx) => judgeMended(tx, zone))
  } finally {
    await database.close()
  }
}

export type Mended = { how: 'card' | 'sentence'; verdict: Verdict }

/** Each labelled sentence, read again as who said it would be read at that moment, with the names of today. */
export async function judgeMended(tx: Tx, zone: string): Promise<Mended[]> {
  const entries = await tx.audit.findMany({ where: { action: 'language.mend', undoneAt: null } })
  const names = await createNames().current(tx)
  const stages = await listStages(tx)
  return Promise.all(
    entries.map(async (entry) => {
      const { sentence, saidAt, how, intent, arguments: known } = example.parse(entry.after)
      const speaker = await speakerOf(tx, entry)
      const answer = understand(sentence, { ...speaker, at: saidAt, zone, names, stages })
      const expect = { intent, arguments: known, question: 'may' as const }
      return { how, verdict: judge({ id: entry.id, speaker: '', text: sentence, expect, tags: [] }, answer) }
    }),
  )
}

async function speakerOf(tx: Tx, { memberId }: Audit): Promise<Pick<Context, 'speaker' | 'sees'>> {
  const member = await tx.member.findUniqueOrThrow({ where: { id: memberId as string } })
  const reach = await reachOf(tx, member)
  const { id, name, role } = member
  return { speaker: { id, name, role }, sees: reach === 'all' ? 'all' : new Set(reach.memberIds) }
}

const example = z.object({
  sentence: z.string(),
  saidAt: z.iso.datetime().transform((at) => new Date(at)),
  how: z.enum(['card', 'sentence']),
  intent: z.literal('log_follow_up'),
  arguments: z.record(z.string(), z.string()),
})
