import { z } from 'zod'
import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { type Manager, managerOf } from '../organisation/manager-of.ts'
import { mergedAmong } from '../organisation/merged.ts'
import { reaches } from '../organisation/reach.ts'
import { readRules } from '../settings/rules.ts'
import { extensionDays } from './clock.ts'
import { changeProspect, type Held, type Prospect, readProspect } from './prospect.ts'
import { resetClock } from './reset-clock.ts'
import { whyDropped } from './why-dropped.ts'

/**
 * The owner asks for more time, once for each time they have it. Returns who decides. Throws `Refusal` when
 * it is not theirs, was asked already, or nobody stands above them.
 */
export async function askExtension(tx: Tx, by: By, prospect: Prospect): Promise<Asked> {
  const held = await readProspect(tx, prospect)
  if (held.ownerId !== by.member.id) throw new Refusal('not-yours', '这家不在你名下，申请不了延期。')
  if (!held.dropsAt) throw new Refusal('no-clock', '这家没有掉公海的期限，不用延期。')
  const manager = await managerOf(tx, by.member.id)
  if (held.extendedAt || (await isAsked(tx, held, manager)))
    throw new Refusal('extension-asked', '延期只能申请一次，这家已经申请过了。记一次有效跟进，时间就重新算。')
  if (!manager) throw new Refusal('no-manager', '通讯录里没有你的主管，找销管设一下再申请。')
  await record(tx, by, {
    action: `${held.kind}.ask-extension`,
    id: held.id,
    after: { managerId: manager.id },
  })
  const { pool } = await readRules(tx)
  return {
    held,
    managerId: manager.id,
    days: extensionDays(held, pool),
    why: whyDropped(held, by.zone, pool),
  }
}

/** A manager grants what was asked: the clock runs half as long again, once. Throws `Refusal`. */
export async function grantExtension(tx: Tx, by: By, prospect: Prospect, askedAs: string): Promise<Decided> {
  const held = await decidable(tx, by, prospect, askedAs)
  const granted = await changeProspect(
    tx,
    prospect,
    { ownerId: held.ownerId, extendedAt: null },
    { extendedAt: by.now, updatedAt: by.now },
  )
  if (granted === 0) throw new Refusal('extended-already', '已经延过一次了。记一次有效跟进，时间就重新算。')
  await resetClock(tx, by, prospect)
  const after = await readProspect(tx, prospect)
  await record(tx, by, {
    action: `${held.kind}.extend`,
    id: held.id,
    before: { dropsAt: held.dropsAt },
    after: { dropsAt: after.dropsAt },
  })
  return { ...after, ownerId: held.ownerId }
}

/** A manager declines; the clock runs on. Throws `Refusal`. */
export async function declineExtension(
  tx: Tx,
  by: By,
  prospect: Prospect,
  askedAs: string,
): Promise<Decided> {
  const held = await decidable(tx, by, prospect, askedAs)
  if (held.extendedAt) throw new Refusal('extended-already', '已经同意延期了，不能再驳回。')
  if (await isNoted(tx, held, 'decline-extension'))
    throw new Refusal('declined-already', '这次延期已经驳回过了，申请人也知道了。')
  await record(tx, by, {
    action: `${held.kind}.decline-extension`,
    id: held.id,
    after: { askerId: held.ownerId },
  })
  return held
}

/** Who has it has asked. */
export type Decided = Held & { ownerId: string }

export type Asked = { held: Held; managerId: string; days: number; why: string }

/** Those above decide, never the owner; and only while it is still theirs, under whatever name they asked. */
async function decidable(tx: Tx, by: By, prospect: Prospect, askedAs: string): Promise<Decided> {
  const held = await readProspect(tx, prospect)
  const askerId = (await mergedAmong(tx, [askedAs])).get(askedAs) ?? askedAs
  if (askerId === by.member.id || !reaches(by.member.reach, askerId))
    throw new Refusal('not-your-team', '延期要由负责人的主管来定。')
  if (held.ownerId !== askerId)
    throw new Refusal('changed-meanwhile', `${held.name} 已经换人或者回公海了，不用再批。`)
  return { ...held, ownerId: askerId }
}

/** Once a manager was asked and has not been followed by another: who decides no more leaves nothing decided. */
async function isAsked(tx: Tx, held: Held, manager: Manager | null): Promise<boolean> {
  const asked = await tx.audit.findFirst({ where: noted(held, 'ask-extension'), orderBy: { id: 'desc' } })
  if (!asked || !manager) return asked !== null
  return askedOf.parse(asked.after).managerId === manager.id || isNoted(tx, held, 'decline-extension')
}

const askedOf = z.object({ managerId: z.uuid() })

/** Since whoever has it has had it. */
const isNoted = async (tx: Tx, held: Held, act: string): Promise<boolean> =>
  (await tx.audit.count({ where: noted(held, act) })) > 0

const noted = ({ kind, id, claimedAt }: Held, act: string) => ({
  action: `${kind}.${act}`,
  entityId: id,
  undoneAt: null,
  at: { gte: claimedAt ?? new Date(0) },
})
