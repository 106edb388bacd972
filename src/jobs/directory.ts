import type { DirectoryDepartment, DirectoryMember } from '../chat/directory.ts'
import type { Platform } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import { placeDepartments } from '../crm/organisation/departments.ts'
import { enrol } from '../crm/organisation/enrol.ts'
import { freezeLeavers } from '../crm/organisation/leavers.ts'
import { drawLines } from '../crm/organisation/lines.ts'
import { readRules } from '../crm/settings/rules.ts'
import { isPassing } from '../db/passing.ts'
import type { Db, Tx } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import { inBatches } from './batches.ts'
import type { PushContext } from './pushes/push.ts'
import type { Queue } from './queue.ts'
import type { Row } from './schedule.ts'
import { dailyAt } from './slots.ts'

/**
 * Brings departments and members up to date with one platform's directory. A listing that fails changes
 * nothing; a repeat changes nothing.
 */
export async function syncDirectory(deps: Deps, platformName: string): Promise<void> {
  const { db, clock, log } = deps
  const directory = deps.platforms.get(platformName)?.directory
  if (!directory) return
  const departments = await directory.departments()
  const people = await directory.members()
  const present = people.filter((person) => person.active).map(named)
  const now = clock.now()
  const rules = await readRules(db)
  await alone(db, async (tx) => placeDepartments(tx, now, platformName, departments))
  let odd = 0
  await inBatches(
    db,
    present,
    async (tx, person) => void (await enrol(tx, now, platformName, person, rules)),
    (_, error) => {
      if (isPassing(error)) throw error
      odd++
      log.warn({ platform: platformName, err: error }, 'somebody could not be enrolled')
    },
  )
  const left = await alone(db, async (tx) => {
    await drawLines(tx, now, platformName, { departments, people: present }, rules)
    const ids = new Set(present.map((person) => person.id))
    // Who could not be enrolled may be known by an id that is gone.
    return ids.size > 0 && odd === 0 ? freezeLeavers(tx, now, platformName, ids) : { frozen: [], kept: 0 }
  })
  if (left.kept > 0)
    log.warn({ platform: platformName, missing: left.kept }, 'too many people missing at once: nobody frozen')
  log.info(summary(platformName, departments, present, left.frozen.length), 'directory read')
}

/**
 * Asks the platform who somebody is and writes them down, the first time they speak. Their message came
 * verified: where the directory cannot be asked, they are let in with their own reach only, and the next
 * complete listing tells who they are. Throws `Refusal` for somebody whom the directory does not know.
 */
export async function introduce(deps: Deps, platformName: string, externalId: string): Promise<void> {
  const directory = deps.platforms.get(platformName)?.directory
  if (!directory) throw unknownSpeaker()
  const person = await directory.member(externalId).catch((error: unknown) => {
    deps.log.warn({ err: error, platform: platformName }, 'directory cannot be asked: speaker let in unnamed')
    return nobodyYet(externalId)
  })
  if (!person?.active) throw unknownSpeaker()
  const now = deps.clock.now()
  await deps.db.$transaction(async (tx) => {
    const { id: memberId } = await enrol(tx, now, platformName, named(person), await readRules(tx))
    if (person.id !== externalId) await alsoSpelt(tx, now, { platform: platformName, externalId, memberId })
  })
}

/**
 * WeCom takes an id in any spelling, and a message is looked up as it names its sender. A listing takes this one away
 * again, as it has the member under the other: then the directory is asked anew.
 */
async function alsoSpelt(tx: Tx, createdAt: Date, { memberId, ...id }: Spelling): Promise<void> {
  await tx.identity.upsert({
    where: { platform_externalId: id },
    create: { ...id, memberId, createdAt },
    update: { memberId },
  })
}

type Spelling = { platform: string; externalId: string; memberId: string }

/** Every night at three, and by hand as the job `directory`: a listing of each platform. One is made at start, too. */
export const nightlyListing = (queue: Queue, platforms: Iterable<string>): Row => {
  const names = [...platforms]
  const run = ({ db }: PushContext) => db.$transaction((tx) => askForListings(queue, tx, names))
  return { push: { name: 'directory', run }, when: dailyAt('03:00'), catchUp: 'skip' }
}

export async function askForListings(queue: Queue, tx: Tx, platforms: Iterable<string>): Promise<void> {
  for (const platform of platforms) await askForListing(queue, tx, platform)
}

/** However many changes a directory reports in a row, one listing waits, and it is the last that is read. */
export const askForListing = (queue: Queue, tx: Tx, platform: string): Promise<void> =>
  queue.send(tx, 'directory', { platform }, { onlyOne: platform })

export type Deps = {
  db: Db
  clock: Clock
  platforms: ReadonlyMap<string, Platform>
  log: {
    info(fields: object, text: string): void
    warn(fields: object, text: string): void
  }
}

/** One process at a time writes the tree; members that speak meanwhile do not wait for it. */
const alone = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('directory'))::text`
      return work(tx)
    },
    { timeout: 60_000 },
  )

/** Without the scope for names a platform gives the id in their place. */
const named = (person: DirectoryMember): DirectoryMember =>
  person.name === person.id ? { ...person, name: placeholder(person.id) } : person

const placeholder = (id: string): string => `同事${id.slice(-4)}`

const nobodyYet = (id: string): DirectoryMember => ({
  id,
  name: id,
  title: null,
  departmentIds: [],
  leads: [],
  leaderId: null,
  employeeNo: null,
  email: null,
  mobile: null,
  active: true,
})

const unknownSpeaker = () =>
  new Refusal('unknown-speaker', '通讯录里还没有你，请管理员把你加进应用的可见范围。')

const summary = (
  platform: string,
  departments: DirectoryDepartment[],
  people: DirectoryMember[],
  frozen: number,
) => ({ platform, departments: departments.length, people: people.length, frozen })
