import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { type Place, places } from './support/places.ts'
import { expectWithin, full } from './support/run.ts'
import { historyOf, migrateTo, schemaOf } from './support/schema.ts'
import { aService, type FaultyService, feishuEnv } from './support/service.ts'

const kills = full ? 12 : 3
const rows = full ? 200_000 : 20_000
const all = await places()

describe.each(Object.entries(all))('a migration of %s', (name, makePlace) => {
  it(`is finished by the next start after ${kills} × kill -9 in the middle of it`, async () => {
    const clean = await makePlace(0)
    await migrated(clean)
    const wanted = await clean.read(schemaOf)
    await clean.remove()

    const place = await makePlace(0)
    // Each statement dawdles: the kill finds one at work, which goes on in the server without its process.
    if (name === 'PostgreSQL') await place.read((query) => query(dawdling))
    const service = await aService({ ...place.env, ...feishuEnv('http://127.0.0.1:9') })
    const at: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      service.launch()
      at.push(await somewhere(place, service))
      await service.end('SIGKILL')
    }
    if (name === 'PostgreSQL') await place.read((query) => query('DROP EVENT TRIGGER dawdle'))
    const readyMs = await service.start()
    await service.end()
    const history = await place.read(historyOf)
    const found = await place.read(schemaOf)
    line(`migration of ${name} killed`, { kills, at: at.join(' '), ...history, 'ready after ms': readyMs })
    await place.remove()
    expect(history).toEqual({
      wanted: history.wanted,
      applied: history.wanted,
      names: history.wanted,
      open: 0,
    })
    expect(found.filter((one) => !one.includes('dawdle'))).toEqual(wanted)
  })

  it('that a newer version has made is refused, and nothing is touched', async () => {
    const place = await makePlace(2)
    const future = '29990101000000_from_the_future'
    await change(place, (run) =>
      run(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
        VALUES ('future', 'x', '${future}', now(), 1)`),
    )
    const before = await place.read(schemaOf)
    const service = await aService({ ...place.env, ...feishuEnv('http://127.0.0.1:9') })
    const { code } = await service.refusal()
    const said = service.log()
    const after = await place.read(schemaOf)
    await change(place, (run) => run(`DELETE FROM "_prisma_migrations" WHERE id = 'future'`))
    await service.start()
    await service.end()
    await place.remove()
    line(`older version on a newer schema of ${name}`, { exit: code, names: said.includes(future) })
    expect(code).toBe(1)
    expect(said).toContain('migrated by a newer version')
    expect(said).toContain(future)
    expect(after).toEqual(before)
  })
})

describe.runIf('PostgreSQL' in all)('from the first schema to the newest with traffic', () => {
  it(`no statement waits for long among ${rows} rows of each, and nothing is lost`, async () => {
    const place = await (all.PostgreSQL as (people: number) => Promise<Place>)(0)
    await place.read(async (query) => {
      await migrateTo(query, 1)
      await query(past, [rows])
    })
    let over = false
    const waits: number[] = []
    const written = Array.from({ length: 4 }, (_, writer) =>
      place.read(async (query) => {
        for (let count = 0; ; count++) {
          if (over) return count
          const began = performance.now()
          await query(message, [`traffic-${writer}-${count}`])
          await query(visit, [`traffic-${writer}-${count}`])
          waits.push((performance.now() - began) / 2)
        }
      }),
    )
    await wait(500)
    const began = performance.now()
    await migrated(place)
    const migrationMs = performance.now() - began
    await wait(500)
    over = true
    const accepted = (await Promise.all(written)).reduce((sum, count) => sum + count, 0)
    const { found, history } = await place.read(async (query) => ({
      found: await query<{ heard: number; visits: number }>(
        `SELECT (SELECT count(*)::int FROM "Inbound") AS heard, (SELECT count(*)::int FROM "Visit") AS visits`,
      ),
      history: await historyOf(query),
    }))
    await place.remove()
    line('old schema to new with traffic', {
      rows,
      written: accepted,
      'migration ms': migrationMs,
      'longest statement ms': Math.max(...waits),
      ...found[0],
    })
    expect(found).toEqual([{ heard: rows + accepted, visits: rows + accepted }])
    expect(history.applied).toBe(history.wanted)
    expectWithin(Math.max(...waits), 1_000)
  })
})

async function migrated(place: Place): Promise<void> {
  const database = await place.open()
  await database.exclusively(() => database.migrate())
  await database.close()
}

/** Some moment of a start: on a server once the first migration is under way, else a while after its first file. */
async function somewhere(place: Place, service: FaultyService): Promise<string> {
  if (place.name === 'embedded') {
    const ms = Math.random() * 3_000
    while (service.isRunning() && !existsSync(join(place.folder, 'pglite'))) await wait(20)
    await wait(ms)
    return `${Math.round(ms)}ms`
  }
  const state = () =>
    place.read((query) =>
      query<{ name: string }>(
        `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NULL`,
      ),
    )
  while (service.isRunning()) {
    const [open] = await state().catch(() => [])
    if (open) break
    if ((await service.ready()).status === 200) return 'ready'
    await wait(50)
  }
  await wait(Math.random() * 1_500)
  return (await state())[0]?.name.slice(0, 14) ?? 'after'
}

async function change(place: Place, work: (run: (sql: string) => Promise<unknown>) => Promise<unknown>) {
  const database = await place.open()
  await work((sql) => database.db.$executeRawUnsafe(sql))
  await database.close()
}

const dawdling = `CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(0.01); END $$;
  CREATE EVENT TRIGGER dawdle ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX', 'ALTER TABLE', 'CREATE TYPE')
    EXECUTE FUNCTION dawdle()`

const member = '00000000-0000-7000-8000-000000000001'
const account = '00000000-0000-7000-8000-000000000002'
const past = `WITH somebody AS (INSERT INTO "Member" (id, name, "createdAt", "updatedAt") VALUES ('${member}', '甲', now(), now())),
    theirs AS (INSERT INTO "Account" (id, name, "claimableAt", "createdAt", "updatedAt") VALUES ('${account}', '乙', now(), now(), now())),
    heard AS (INSERT INTO "Inbound" (id, platform, key, conversation, body, status, "receivedAt")
      SELECT gen_random_uuid(), 'feishu', 'past-' || n, 'feishu:direct:' || n % 1000, '{}', 'handled', now()
      FROM generate_series(1, $1::int) AS n)
  INSERT INTO "Visit" (id, "memberId", "accountId", channel, content, "businessDay", "createdAt")
    SELECT gen_random_uuid(), '${member}', '${account}', 'visit', 'past ' || n, current_date - n % 700, now()
    FROM generate_series(1, $1::int) AS n`
const message = `INSERT INTO "Inbound" (id, platform, key, conversation, body, status, "receivedAt")
  VALUES (gen_random_uuid(), 'feishu', $1, 'feishu:direct:' || $1, '{}', 'handled', now())`
const visit = `INSERT INTO "Visit" (id, "memberId", "accountId", channel, content, "businessDay", "createdAt")
  VALUES (gen_random_uuid(), '${member}', '${account}', 'visit', $1, current_date, now())`
