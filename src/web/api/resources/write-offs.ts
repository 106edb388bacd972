import { z } from 'zod'
import { writeOff } from '../../../crm/receivables/write-off.ts'
import { undoActs } from '../../../crm/undo/undo-inbound.ts'
import { type Audit, Prisma } from '../../../db/types.ts'
import { Refusal } from '../../../errors.ts'
import { amountFilter, id, longWord, momentFilter, momentOut, text, yuanOf } from '../fields.ts'
import { mustExist } from '../people.ts'
import { type Act, resource } from '../resource.ts'

const action = 'receivable.write-off'

/** A write-off is what the books tell of it: the receivable itself only knows that it is written off. */
export const writeOffs = resource({
  name: 'write-offs',
  about: 'Receivables that were given up as bad debts; those that were taken back are found by id only',
  row: z.object({
    id,
    receivableId: id,
    amount: z.string().meta({ description: 'What was still open of it' }),
    reason: z.string().nullable(),
    memberId: id.nullable().meta({ description: 'Nobody: another program' }),
    createdAt: z.string(),
    undoneAt: z.string().nullable(),
  }),
  filters: z.object({
    receivableId: id,
    amount: amountFilter,
    reason: longWord,
    memberId: id,
    createdAt: momentFilter,
  }),
  listed: { undoneAt: null },
  where: ({ receivableId, amount, reason, createdAt, ...columns }) => ({
    ...columns,
    ...(receivableId ? { entityId: receivableId } : {}),
    ...(createdAt ? { at: createdAt } : {}),
    AND: [
      ...(amount ? [{ after: { path: ['amount'], equals: yuanOf(amount) } }] : []),
      ...(reason ? [{ after: { path: ['reason'], equals: reason } }] : []),
      ...(reason === null ? [{ after: { path: ['reason'], equals: Prisma.DbNull } }] : []),
    ],
  }),
  find: (tx, { where, ...query }) =>
    tx.audit.findMany({ where: { AND: [{ entityType: 'receivable', action }, where] }, ...query }),
  present: (entry: Audit) => ({
    id: entry.id,
    receivableId: entry.entityId,
    ...told.parse(entry.after),
    memberId: entry.memberId,
    createdAt: entry.at.toISOString(),
    undoneAt: momentOut(entry.undoneAt),
  }),
  create: {
    body: z.strictObject({ receivableId: id, reason: text(500).nullish() }),
    async run({ tx, by }, { receivableId, reason }) {
      await mustExist(tx.receivable.findUnique({ where: { id: receivableId } }), 'receivableId')
      await writeOff(tx, asFinance(by), receivableId, reason ?? undefined)
      const entry = await tx.audit.findFirstOrThrow({
        where: { action, entityId: receivableId, undoneAt: null },
        orderBy: { id: 'desc' },
      })
      return entry.id
    },
  },
  async remove({ tx, by }, entryId) {
    const entry = await tx.audit.findUniqueOrThrow({ where: { id: entryId } })
    if (entry.undoneAt) throw new Refusal('undone-already', '这笔坏账已经撤销过了。')
    await undoActs(tx, by, [entry])
  },
  fieldOfRule: { 'not-open': 'receivableId' },
})

/** In the chat only finance may; a program has everybody's rights. */
const asFinance = (by: Act['by']): Act['by'] => ({ ...by, member: { ...by.member, role: 'finance' } })

const told = z.object({ amount: z.string(), reason: z.string().nullable().default(null) })
