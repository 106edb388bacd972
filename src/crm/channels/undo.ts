import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'

/** Bound to what it was bound to before, or not at all. */
export const unbind: Reversal = async (tx, _by, entry) => {
  if (await isChangedSince(tx, entry))
    throw new Refusal('newer-change', '这个群后来又绑过，先撤销后面那一步。')
  const was = bound.safeParse(entry.before)
  const where = { id: entry.entityId }
  if (was.success) await tx.channel.updateMany({ where, data: was.data })
  else await tx.channel.deleteMany({ where })
}

/** The group is told again what it was told. */
export const rebind: Reversal = async (tx, by, { entityId: id, before }) => {
  const was = unbound.parse(before)
  const { platform, externalId, departmentId } = was
  const taken = await tx.channel.count({ where: { platform, externalId } })
  if (taken > 0) throw new Refusal('newer-change', '这个群已经重新绑定过了。')
  const department = departmentId && (await tx.department.findUnique({ where: { id: departmentId } }))
  await tx.channel.create({
    data: { ...was, id, departmentId: department ? departmentId : null, createdAt: by.now },
  })
}

const bound = z.object({ departmentId: z.uuid().nullable(), topics: z.array(z.string()) })
const unbound = bound.extend({
  platform: z.string(),
  externalId: z.string(),
  via: z.string(),
  name: z.string(),
})
