import cron from 'node-cron'
import { fitChars } from '../characters.ts'
import { businessDay, type Clock, type MovableClock } from '../clock.ts'
import { isPassing } from '../db/passing.ts'
import type { Db, Tx } from '../db/types.ts'
import { lineOf, Refusal } from '../errors.ts'
import { raise } from './alarm.ts'
import type { Jobs, Queue, Trial } from './queue.ts'
import { type Deps as PushDeps, runPush } from './run-push.ts'
import { type Row, schedule as wholeSchedule } from './schedule.ts'
import { holdOverNight, nextWaking, wakeWaiting } from './wake.ts'

/**
 * Sees to it that each slot of the schedule is run once, however many processes watch it. A slot is claimed
 * by its row in `ScheduleRun`, written together with its job.
 */
export function createTimekeeper(deps: Deps, rows: Row[] = wholeSchedule) {
  const { db, clock, queue, log } = deps
  const names = rows.map(({ push }) => push.name)

  /** Enqueues every slot that came due since the last one, and wakes what waited for this time. */
  async function tick(): Promise<void> {
    const now = clock.now()
    const last = await lastSlots(db, rows, now)
    // One that fails keeps nobody else from their time; the next tick tries it again.
    for (const row of rows)
      await claimDue(row, last.get(row.push.name), now).catch((error) =>
        log.error({ schedule: row.push.name, err: error }, 'schedule failed'),
      )
    await holdOverNight(db, now, clock.zone)
    await wakeWaiting(db, queue, now, (kind, fields) => raise(deps, kind, fields))
  }

  async function claimDue(row: Row, after: Date | undefined, now: Date): Promise<void> {
    if (!after || (await slotsOf(db, row, after, now)).length > 0)
      await db.$transaction((tx) => claimSlots(deps, tx, row, after, now))
  }

  const slotsOf = async (tx: Tx, { when }: Row, after: Date, upTo: Date): Promise<Date[]> =>
    when(tx, { after, upTo, zone: clock.zone })

  /** The first moment in `after < moment ≤ upTo` at which something is due that would be caught up. */
  async function nextSlot(after: Date, upTo: Date): Promise<Date | null> {
    const wanted = rows.filter(({ catchUp }) => catchUp === 'same-day')
    const due = await Promise.all(wanted.map((row) => slotsOf(db, row, after, upTo)))
    return earliest(due.flatMap((slots) => slots.slice(0, 1)))
  }

  return {
    tick,
    nextSlot,

    /**
     * Works one claimed slot off. A repeat is harmless: what was written stays, what is missing is added. Throws what
     * failed. Only the last try ends a slot that fails, and raises an alarm. Until then, where that was cut off, and
     * where the failure only passes, it stays queued, for the sweep to find when its job is given up.
     */
    async work({ schedule, slot }: Jobs['push'], { isLast }: Pick<Trial, 'isLast'> = { isLast: true }) {
      const id = { schedule_slot: { schedule, slot: new Date(slot) } }
      const claimed = await db.scheduleRun.findUnique({ where: id })
      const row = rows.find(({ push }) => push.name === schedule)
      if (!row || !claimed || claimed.status === 'done') return
      try {
        await runPush(deps, row.push, { now: claimed.slot, byHand: false, isLast })
        const done = { status: 'done' as const, note: null, finishedAt: clock.now() }
        await db.scheduleRun.update({ where: id, data: done })
      } catch (error) {
        if (isPassing(error)) throw error
        const note = fitChars(String(error instanceof Error ? error.message : error), 500)
        await db.scheduleRun.update({
          where: id,
          data: { status: isLast ? 'failed' : undefined, note },
        })
        if (isLast) raise(deps, 'slot-failed', { schedule, slot, error: lineOf(error) })
        throw error
      }
    },

    /**
     * Runs one push at once, as of `asOf` (now if left out). Where that moment is a slot that was pushed
     * already, nothing is sent twice. Throws `Refusal` for an unknown name.
     */
    async runNow(name: string, asOf: Date = clock.now()): Promise<HandRun> {
      const row = rows.find(({ push }) => push.name === name)
      if (!row)
        throw new Refusal(
          'unknown-job',
          `没有叫「${fitChars(name, 40)}」的推送，能跑的有：${names.join('、')}。`,
        )
      const slot = { schedule_slot: { schedule: name, slot: asOf } }
      const pushed = (await db.scheduleRun.findUnique({ where: slot }))?.status === 'done'
      const deliveries = await runPush(deps, row.push, { now: asOf, byHand: !pushed })
      return { name, asOf, deliveries }
    },

    names,

    /**
     * Moves a movable clock forward from slot to slot, so that everything in between happens in its order. What
     * is not caught up (a look at the world outside, which has no such clock) is left out.
     */
    async travel(movable: MovableClock, to: Date): Promise<void> {
      await tick()
      for (;;) {
        const now = movable.now()
        const stop = earliest([await nextSlot(now, to), await nextWaking(db, now)])
        if (!stop || stop > to) break
        movable.set(stop)
        await tick()
        await queue.drain()
      }
      if (to > movable.now()) movable.set(to)
    },

    /**
     * Ticks in each minute until stopped. node-cron sleeps until its next minute, which is an hour away when the
     * machine's clock is put back by one: whenever the clock was moved, it begins anew.
     */
    start(): { stop(): Promise<void> } {
      let running: Promise<void> | null = null
      const ticked = async () => {
        running ??= tick()
          .catch((error) => log.error({ err: error }, 'schedule tick failed'))
          .finally(() => {
            running = null
          })
        await running
      }
      const begin = () => cron.schedule('* * * * *', ticked, { noOverlap: true, unref: true })
      let task = begin()
      let seen = clock.now().getTime()
      const watch = setInterval(() => {
        const now = clock.now().getTime()
        if (now < seen || now - seen > 60_000) {
          void task.destroy()
          task = begin()
          // A tick under way has looked at the old time: another one after it.
          void Promise.resolve(running).then(ticked)
        }
        seen = now
      }, 1_000).unref()
      void ticked()
      return {
        async stop() {
          clearInterval(watch)
          await task.destroy()
          await running
        },
      }
    },
  }
}

export type Timekeeper = ReturnType<typeof createTimekeeper>

export type HandRun = { name: string; asOf: Date; deliveries: number }

export type Deps = { db: Db; queue: Queue; clock: Clock; log: Log; measure?: PushDeps['measure'] }
type Log = { info(fields: object, text: string): void; error(fields: object, text: string): void }

async function claimSlots(
  { queue, clock, log }: Deps,
  tx: Tx,
  row: Row,
  last: Date | undefined,
  now: Date,
): Promise<void> {
  if (!last) return beginAt(tx, row.push.name, now)
  const slots = await row.when(tx, { after: last, upTo: now, zone: clock.zone })
  const [late, due] = [slots.filter((slot) => isLate(row, slot, clock)), new Set(slots)]
  for (const slot of late) due.delete(slot)
  const skipped = await claim(tx, row.push.name, late, { status: 'skipped', note: 'missed while down', now })
  if (skipped.length > 0) log.info({ schedule: row.push.name, slots: skipped }, 'missed slots skipped')
  for (const slot of await claim(tx, row.push.name, [...due], { status: 'queued', note: null, now }))
    await queue.send(tx, 'push', { schedule: row.push.name, slot: slot.toISOString() })
}

/** Later than this the moment has passed for pushes that are not caught up. */
const graceMs = 5 * 60_000

const isLate = (row: Row, slot: Date, { now, zone }: Clock): boolean =>
  row.catchUp === 'same-day'
    ? businessDay(slot, zone) !== businessDay(now(), zone)
    : now().getTime() - slot.getTime() > graceMs

/** The last slot of each schedule that anybody has claimed: the end of an index, however long its history. */
async function lastSlots(tx: Tx, rows: Row[], now: Date): Promise<Map<string, Date>> {
  const last = await tx.$queryRaw<{ schedule: string; slot: Date | null }[]>`
    SELECT s.schedule, (SELECT max(r.slot) FROM "ScheduleRun" r WHERE r.schedule = s.schedule AND r.slot <= ${now}) AS slot
    FROM unnest(${rows.map(({ push }) => push.name)}::text[]) AS s(schedule)`
  return new Map(last.flatMap(({ schedule, slot }) => (slot ? [[schedule, slot]] : [])))
}

/** A schedule's first sight: slots count from here on, also for the processes of the days to come. */
async function beginAt(tx: Tx, schedule: string, now: Date): Promise<void> {
  const slot = new Date(now.getTime() - 1)
  await claim(tx, schedule, [slot], { status: 'skipped', note: 'schedule begins', now })
}

/** The slots that nobody else had claimed. */
async function claim(
  tx: Tx,
  schedule: string,
  slots: Date[],
  { status, note, now }: { status: 'queued' | 'skipped'; note: string | null; now: Date },
): Promise<Date[]> {
  const claimed = await tx.scheduleRun.createManyAndReturn({
    data: slots.map((slot) => ({ schedule, slot, status, note, queuedAt: now })),
    skipDuplicates: true,
    select: { slot: true },
  })
  return claimed.map(({ slot }) => slot)
}

const earliest = (moments: (Date | null)[]): Date | null =>
  moments.reduce((first, at) => (at && (!first || at < first) ? at : first), null)
