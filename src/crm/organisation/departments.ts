import type { Department, DepartmentIdentity, Tx } from '../../db/types.ts'
import { speaksFor } from './speaks.ts'

/** A department as a platform's directory tells it; ids are the platform's. */
export type ListedDepartment = { id: string; parentId: string | null; name: string; leaderId: string | null }

/**
 * Brings the department tree up to date with one platform's complete listing: new ones, renamed and moved
 * ones, and those that are gone. A department on both platforms is one, by name and place in the tree.
 * Departments that no platform knows stay as they are.
 */
export async function placeDepartments(
  tx: Tx,
  now: Date,
  platform: string,
  listed: ListedDepartment[],
): Promise<void> {
  if (listed.length === 0) return
  const tree = await readTree(tx, platform)
  for (const each of parentsFirst(listed)) await place(tx, now, tree, each)
  await dropUnlisted(tx, now, tree, new Set(listed.map(({ id }) => id)))
  await refreshPaths(tx, now)
}

/** Writes every department's path from its parents; also after a change by hand. */
export async function refreshPaths(tx: Tx, now: Date): Promise<void> {
  const all = await tx.department.findMany({ select: { id: true, parentId: true, path: true } })
  const byId = new Map(all.map((one) => [one.id, one]))
  const pathOf = (id: string, seen = new Set<string>()): string => {
    const parentId = byId.get(id)?.parentId
    if (!parentId || seen.has(id)) return `${id}/`
    return `${pathOf(parentId, seen.add(id))}${id}/`
  }
  for (const { id, path } of all) {
    if (path !== pathOf(id))
      await tx.department.update({ where: { id }, data: { path: pathOf(id), updatedAt: now } })
  }
}

type Known = Department & { identities: DepartmentIdentity[] }
type Tree = {
  platform: string
  departments: Map<string, Known>
  /** Of this platform: its id to ours. */
  ours: Map<string, string>
}

async function readTree(tx: Tx, platform: string): Promise<Tree> {
  const all = await tx.department.findMany({ include: { identities: true } })
  const ours = all.flatMap((one) =>
    one.identities
      .filter((identity) => identity.platform === platform)
      .map((identity) => [identity.externalId, one.id] as const),
  )
  return { platform, departments: new Map(all.map((one) => [one.id, one])), ours: new Map(ours) }
}

async function place(tx: Tx, now: Date, tree: Tree, listed: ListedDepartment): Promise<void> {
  const listedParent = listed.parentId === null ? null : (tree.ours.get(listed.parentId) ?? null)
  const known = knownAs(tree, listed, listedParent)
  const { platform } = tree
  if (!known) return create(tx, now, tree, listed, listedParent)
  if (!tree.ours.has(listed.id))
    await tx.departmentIdentity.create({
      data: { platform, externalId: listed.id, departmentId: known.id },
    })
  tree.ours.set(listed.id, known.id)
  const speaks = speaksFor(platform, platformsOf(known))
  const values = {
    name: speaks ? listed.name : known.name,
    parentId: parentOf(tree, known, listedParent, speaks),
    removedAt: null,
  }
  const identities = [...known.identities, { platform, externalId: listed.id, departmentId: known.id }]
  tree.departments.set(known.id, { ...known, ...values, identities })
  if (known.name === values.name && known.parentId === values.parentId && !known.removedAt) return
  await tx.department.update({ where: { id: known.id }, data: { ...values, updatedAt: now } })
}

async function create(tx: Tx, now: Date, tree: Tree, listed: ListedDepartment, listedParent: string | null) {
  const { platform } = tree
  const created = await tx.department.create({
    data: {
      name: listed.name,
      parentId: listedParent ?? companyRoot(tree),
      path: '',
      updatedAt: now,
      identities: { create: { platform, externalId: listed.id } },
    },
    include: { identities: true },
  })
  tree.ours.set(listed.id, created.id)
  tree.departments.set(created.id, created)
}

/** By the platform's id; else the one of that name in the same place that this platform does not know yet. */
function knownAs(tree: Tree, listed: ListedDepartment, listedParent: string | null): Known | undefined {
  const id = tree.ours.get(listed.id)
  if (id) return tree.departments.get(id)
  const namesakes = [...tree.departments.values()].filter(
    (one) => one.name === listed.name && !one.removedAt && !platformsOf(one).has(tree.platform),
  )
  const inPlace = namesakes.filter((one) => isSamePlace(tree, one, listedParent))
  return inPlace.length === 1 ? inPlace[0] : undefined
}

/**
 * One platform lists the company as the root of its tree, the other begins below it: what is at the top of
 * either may be directly below the root of the other.
 */
function isSamePlace(tree: Tree, one: Known, listedParent: string | null): boolean {
  if (one.parentId === listedParent) return true
  if (listedParent === null) return isTop(tree, one.parentId)
  return one.parentId === null && isTop(tree, listedParent)
}

const isTop = (tree: Tree, id: string | null): boolean =>
  id !== null && tree.departments.get(id)?.parentId === null

/** No parent in this listing does not mean that there is none: this platform may not see it. */
function parentOf(tree: Tree, known: Known, listedParent: string | null, speaks: boolean): string | null {
  const isShared = platformsOf(known).size > (platformsOf(known).has(tree.platform) ? 1 : 0)
  if (listedParent === null) return isShared ? known.parentId : companyRoot(tree, known.id)
  const current = known.parentId === null ? undefined : tree.departments.get(known.parentId)
  const isDecided = current && [...platformsOf(current)].some((other) => other < tree.platform)
  return speaks || !isDecided ? listedParent : known.parentId
}

/** The root that only another platform shows: what this one shows at the top hangs below it. */
function companyRoot(tree: Tree, except?: string): string | null {
  const roots = [...tree.departments.values()].filter((one) => {
    const platforms = platformsOf(one)
    const isForeign = platforms.size > 0 && !platforms.has(tree.platform)
    return one.parentId === null && !one.removedAt && isForeign && one.id !== except
  })
  const hasChildren = (id: string) => [...tree.departments.values()].some(({ parentId }) => parentId === id)
  return roots.length === 1 && roots[0] && hasChildren(roots[0].id) ? roots[0].id : null
}

/** What the platform no longer lists: removed, unless the other one still has it. Nothing is deleted. */
async function dropUnlisted(tx: Tx, now: Date, tree: Tree, listed: Set<string>): Promise<void> {
  for (const [externalId, id] of tree.ours) {
    if (listed.has(externalId)) continue
    const department = tree.departments.get(id)
    if (!department) continue
    const isElsewhere = department.identities.some(
      (one) => one.platform !== tree.platform || listed.has(one.externalId),
    )
    if (isElsewhere) {
      const platform_externalId = { platform: tree.platform, externalId }
      await tx.departmentIdentity.delete({ where: { platform_externalId } })
    } else if (!department.removedAt)
      await tx.department.update({ where: { id }, data: { removedAt: now, updatedAt: now } })
  }
}

const platformsOf = ({ identities }: Known): Set<string> =>
  new Set(identities.map(({ platform }) => platform))

/** In an order in which each comes after its parent; a loop, which no platform should tell, is cut. */
function parentsFirst(listed: ListedDepartment[]): ListedDepartment[] {
  const byId = new Map(listed.map((one) => [one.id, one]))
  const ordered = new Set<ListedDepartment>()
  const visit = (one: ListedDepartment, above: Set<string>): void => {
    const parent = one.parentId === null ? undefined : byId.get(one.parentId)
    if (parent && !above.has(parent.id)) visit(parent, new Set([...above, one.id]))
    ordered.add(one)
  }
  for (const one of listed) visit(one, new Set())
  return [...ordered]
}
