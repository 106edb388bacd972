import type { StageKind, Tx } from '../../db/types.ts'

/** The stages of the default pipeline in their order. */
export const listStages = (tx: Tx): Promise<{ id: string; name: string; kind: StageKind }[]> =>
  tx.stage.findMany({
    where: { pipeline: { isDefault: true } },
    orderBy: { position: 'asc' },
    select: { id: true, name: true, kind: true },
  })

/** Made once, when there is no pipeline yet: what most teams start with. */
export async function ensureDefaultPipeline(tx: Tx): Promise<void> {
  if ((await tx.pipeline.count()) > 0) return
  await tx.pipeline.create({ data: { name: '默认流程', isDefault: true, stages: { create: defaultStages } } })
}

const defaultStages = [
  { name: '初步沟通', kind: 'open', required: [] },
  { name: '确定意向', kind: 'open', required: [] },
  { name: '方案报价', kind: 'open', required: ['amount'] },
  { name: '商务谈判', kind: 'open', required: ['amount', 'closeOn'] },
  { name: '赢单', kind: 'won', required: ['amount'] },
  { name: '输单', kind: 'lost', required: ['reason'] },
].map((stage, position) => ({ ...stage, position, kind: stage.kind as StageKind }))
