import { z } from 'zod'
import { correct } from '../../../crm/correct.ts'
import { dateOf } from '../../../crm/moment.ts'
import { advanceStage } from '../../../crm/opportunities/advance-stage.ts'
import { correctDeal } from '../../../crm/opportunities/correct-deal.ts'
import { createOpportunity } from '../../../crm/opportunities/create-opportunity.ts'
import { requireHolder } from '../../../crm/pool/assign.ts'
import { type Member, type Opportunity, Prisma, type Stage, type Tx } from '../../../db/types.ts'
import {
  aliasesOf,
  aliasFields,
  amountFilter,
  day,
  dayFilter,
  dayOut,
  id,
  momentFilter,
  momentOut,
  text,
  word,
  words,
  yuan,
  yuanOf,
} from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { memberFields, namedMember } from '../people.ts'
import { fieldProblem } from '../problem.ts'
import { type Act, resource } from '../resource.ts'

const status = z.enum(['open', 'won', 'lost'])
const facts = {
  amount: yuan.nullish(),
  closeOn: day.nullish(),
  stage: text(50).optional().meta({ description: 'Name of a stage of the default pipeline' }),
  reason: text(500).optional().meta({ description: 'Why it was lost' }),
  competitor: text(100).nullish(),
}

export const opportunities = resource({
  name: 'opportunities',
  about: 'Deals with an account, in a stage of the pipeline',
  row: z.object({
    id,
    accountId: id,
    name: z.string(),
    aliases: words(20),
    amount: z.string().nullable(),
    stage: z.string(),
    stageId: id,
    pipelineId: id,
    status,
    ownerId: id.nullable(),
    closeOn: z.string().nullable(),
    competitor: z.string().nullable(),
    lostReason: z.string().nullable(),
    closedAt: z.string().nullable(),
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    name: word,
    amount: amountFilter,
    stage: word.transform((name) => ({ name })),
    stageId: id,
    pipelineId: id,
    status,
    ownerId: id,
    closeOn: dayFilter,
    competitor: word,
    lostReason: word,
    closedAt: momentFilter,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.opportunity.findMany({ ...query, include: { stage: true } }),
  present: (deal: Opportunity & { stage: Stage }) => ({
    ...deal,
    stage: deal.stage.name,
    amount: deal.amount && yuanOf(deal.amount),
    closeOn: dayOut(deal.closeOn),
    closedAt: momentOut(deal.closedAt),
    createdAt: deal.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      ...accountFields,
      name: text(200),
      ...aliasFields,
      ...facts,
      ...memberFields('owner'),
    }),
    async run(act, body) {
      const { tx, by } = act
      const account = await namedAccount(tx, body)
      const owner = await namedMember(tx, body, 'owner')
      const { name, amount, closeOn, competitor } = body
      const entry = {
        accountId: account.id,
        name,
        amount: amount ?? undefined,
        closeOn: closeOn ?? undefined,
      }
      const deal = await createOpportunity(tx, by, entry)
      const values = { aliases: aliasesOf(body), ownerId: owner?.id, competitor: competitor ?? undefined }
      await correct(tx, by, 'opportunity', deal.id, values)
      if (body.stage) await putInto(act, deal, body.stage, body)
      if (owner) await requireWorker(tx, deal.id, owner)
      return deal.id
    },
  },
  patch: {
    body: z.strictObject({ name: text(200).optional(), ...aliasFields, ...facts, ...memberFields('owner') }),
    async run(act, dealId, body) {
      const { tx, by } = act
      const { name, amount, closeOn, competitor } = body
      const owner = await namedMember(tx, body, 'owner')
      const isGiven =
        owner && owner.id !== (await tx.opportunity.findUniqueOrThrow({ where: { id: dealId } })).ownerId
      await correctDeal(tx, by, dealId, {
        name,
        competitor,
        amount: typeof amount === 'string' ? new Prisma.Decimal(amount) : amount,
        closeOn: typeof closeOn === 'string' ? dateOf(closeOn) : closeOn,
        aliases: aliasesOf(body),
        ownerId: owner?.id,
      })
      if (body.stage) await move(act, dealId, await stageNamed(tx, body.stage), body)
      if (isGiven) await requireWorker(tx, dealId, owner)
    },
  },
  fieldOfRule: {
    'deal-exists': 'name',
    'not-in-reach': 'accountId',
    'cannot-hold': 'owner',
    'field-missing': 'stage',
    'stage-same': 'stage',
    'stage-back-too-far': 'stage',
    'stage-elsewhere': 'stage',
    'deal-closed': 'stage',
  },
})

/** What is still to be won needs somebody who works on it; what is over was whoever's it was. */
async function requireWorker(tx: Tx, dealId: string, owner: Member): Promise<void> {
  const { status } = await tx.opportunity.findUniqueOrThrow({ where: { id: dealId } })
  if (status === 'open') requireHolder(owner)
}

type Fields = { reason?: string | undefined; competitor?: string | null | undefined }

/** A deal that comes from another system begins in the stage it has there; won and lost go the usual way. */
async function putInto(act: Act, deal: Opportunity, name: string, fields: Fields): Promise<void> {
  const { tx, by } = act
  const stage = await stageNamed(tx, name)
  if (stage.id === deal.stageId) return
  if (stage.kind !== 'open') return move(act, deal.id, stage, fields)
  await correct(tx, by, 'opportunity', deal.id, { stageId: stage.id })
  const change = { opportunityId: deal.id, toStage: stage.name, at: by.now }
  await tx.stageChange.deleteMany({ where: { opportunityId: deal.id } })
  await tx.stageChange.create({ data: change })
}

async function move(
  { tx, by }: Act,
  dealId: string,
  stage: Stage,
  { reason, competitor }: Fields,
): Promise<void> {
  const fields = { reason, competitor: competitor ?? undefined, note: reason }
  const deal = await tx.opportunity.findUniqueOrThrow({ where: { id: dealId } })
  if (deal.stageId !== stage.id)
    await advanceStage(tx, by, { opportunityId: dealId, stageId: stage.id, fields })
}

async function stageNamed(tx: Tx, name: string): Promise<Stage> {
  const stage = await tx.stage.findFirst({ where: { name, pipeline: { isDefault: true } } })
  if (!stage) throw fieldProblem('stage', 'there is no such stage')
  return stage
}
