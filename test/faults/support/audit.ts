import { setTimeout as wait } from 'node:timers/promises'
import type { Accepted, Pushed, Ticked } from './driver.ts'
import { patienceMs } from './patience.ts'
import type { Query } from './places.ts'
import { type FaultyPlatform, wecomKey } from './platform.ts'

/**
 * What must hold after every run, whatever broke in it. Returns the counts to print and everything that is
 * wrong, in words; nothing wrong is an empty list.
 */
export async function audit(
  query: Query,
  platform: FaultyPlatform,
  { accepted, pushed = [], ticked = [] }: Said,
  allowed: Allowed = {},
) {
  const problems: string[] = []
  const expectNone = async (what: string, sql: string, values?: unknown[]) => {
    const rows = await query<{ of: string }>(sql, values)
    if (rows.length > 0) problems.push(`${what}: ${rows.length}, such as ${JSON.stringify(rows.slice(0, 3))}`)
  }
  const count = async (sql: string) => Number((await query<{ n: string }>(sql))[0]?.n)

  await effects(query, accepted, problems, allowed)
  await slots(query, pushed, problems)
  await ticks(query, platform, ticked, problems)
  copies(await query<Delivered>(deliveries), platform, problems, allowed)
  for (const [what, sql] of Object.entries(rules)) await expectNone(what, sql)

  return {
    problems,
    counts: {
      accepted: new Set(accepted.map(({ mark }) => mark)).size,
      inbound: await count(`SELECT count(*) AS n FROM "Inbound"`),
      parked: await count(`SELECT count(*) AS n FROM "Inbound" WHERE status = 'failed'`),
      visits: await count(`SELECT count(*) AS n FROM "Visit"`),
      payments: await count(`SELECT count(*) AS n FROM "Payment"`),
      claims: await count(`SELECT count(*) AS n FROM "Ownership" WHERE reason = 'claim'`),
      replies: await count(`SELECT count(*) AS n FROM "Delivery" WHERE kind = 'reply' AND status = 'sent'`),
      ticked: ticked.length,
      pushes: await count(`SELECT count(*) AS n FROM "Delivery" WHERE kind = 'push'`),
      shown: platform.seen.size,
      problems: problems.length,
    },
  }
}

type Said = { accepted: Accepted[]; pushed?: Pushed[]; ticked?: Ticked[] }

export type Audited = Awaited<ReturnType<typeof audit>>

export type Allowed = {
  /** Marks of messages that are put aside: no effect, one line to the person. */
  parked?: Set<string>
  /** Marks of messages that were put aside and then tried again by hand: their person has been told both. */
  retried?: Set<string>
  /** The platform refuses some for good: those deliveries end as failed. */
  refusals?: boolean
}

/** Waits until nothing is left to do; says what is left when it takes too long. */
export async function settled(query: Query): Promise<number> {
  const began = performance.now()
  for (;;) {
    const [left] = await query<Record<string, string>>(unfinished)
    if (Object.values(left ?? {}).every((n) => Number(n) === 0)) return performance.now() - began
    if (performance.now() - began > patienceMs) throw new Error(`not settled: ${JSON.stringify(left)}`)
    await wait(100)
  }
}

const unfinished = `SELECT
  (SELECT count(*) FROM "Inbound" WHERE status = 'pending') AS inbounds,
  (SELECT count(*) FROM "Delivery" WHERE status = 'queued') AS deliveries,
  (SELECT count(*) FROM pgboss.job WHERE name IN ('handle-inbound', 'deliver', 'push', 'directory')
     AND state IN ('created', 'retry', 'active') AND start_after <= now()) AS jobs`

/** Each slot that was run to its end has one message for the group. */
async function slots(query: Query, pushed: Pushed[], problems: string[]): Promise<void> {
  const rows = await query<{ run: string; messages: string }>(
    `SELECT substring(slot from '^[^:]+:.{24}') AS run, count(*) AS messages FROM "Delivery"
      WHERE kind = 'push' AND target->>'kind' = 'chat' GROUP BY 1`,
  )
  const messages = new Map(rows.map((row) => [row.run, Number(row.messages)]))
  for (const { name, slot } of pushed) {
    const found = messages.get(`${name}:${slot}`) ?? 0
    if (found !== 1) problems.push(`slot ${slot} of ${name} has ${found} messages for its group`)
  }
}

/**
 * Each task that was ticked off is done, by one act, and its card says so in the end; or a card of its own does, where
 * the service was killed before it had noted under which id the first one was shown.
 */
async function ticks(query: Query, { cards }: FaultyPlatform, ticked: Ticked[], problems: string[]) {
  const rows = await query<{ task: string; status: string; acts: string; replies: string }>(
    `SELECT t.id::text AS task, t.status::text, count(a.id) AS acts, (SELECT count(*) FROM "Delivery" d
        JOIN "Audit" b ON b."inboundId" = d."inboundId" AND b.action = 'task.complete' AND b."entityId" = t.id::text
        WHERE d.kind = 'reply' AND d.status = 'sent') AS replies
      FROM "Task" t LEFT JOIN "Audit" a ON a.action = 'task.complete' AND a."entityId" = t.id::text GROUP BY t.id`,
  )
  const byTask = new Map(rows.map((row) => [row.task, row]))
  for (const { task, card } of ticked) {
    const row = byTask.get(task)
    if (row?.status !== 'done' || Number(row.acts) !== 1)
      problems.push(`ticked task ${task} is ${row?.status}, by ${row?.acts} acts`)
    const isAsItWas = cards.get(card)?.includes('task.complete')
    if (isAsItWas !== (Number(row?.replies) === 1))
      problems.push(`the card of ticked task ${task} is ${isAsItWas ? 'as it was' : 'shown twice'}`)
  }
}

/** Each accepted message: stored once, handled, one effect of its kind, one reply. */
async function effects(query: Query, accepted: Accepted[], problems: string[], allowed: Allowed) {
  const rows = await query<Heard>(heard)
  const byKey = new Map<string, Heard[]>()
  for (const row of rows) byKey.set(row.mark, [...(byKey.get(row.mark) ?? []), row])
  for (const { mark, kind, amount } of new Map(accepted.map((one) => [one.mark, one])).values()) {
    const found = byKey.get(mark) ?? []
    const complain = (what: string) => problems.push(`${mark} (${kind}): ${what}`)
    if (found.length !== 1) complain(`stored ${found.length} times`)
    const [row] = found
    if (!row) continue
    const isParked = allowed.parked?.has(mark) ?? false
    if (row.status !== (isParked ? 'failed' : 'handled')) complain(`is ${row.status}: ${row.error}`)
    const isRetried = allowed.retried?.has(mark) ?? false
    if (Number(row.replies) !== (isRetried ? 2 : 1)) complain(`${row.replies} replies`)
    const expected = (kind === 'visit' || isRetried) && !isParked ? 1 : 0
    if (Number(row.visits) !== expected) complain(`${row.visits} visits`)
    const paid = kind === 'payment' && !isParked
    if (Number(row.payments) !== (paid ? 1 : 0)) complain(`${row.payments} payments`)
    if (paid && Number(row.paid) !== Number(amount)) complain(`${row.paid} paid instead of ${amount}`)
    if (Number(row.claims) > (kind === 'claim' ? 1 : 0)) complain(`${row.claims} claims`)
  }
}

type Heard = Record<
  'mark' | 'status' | 'error' | 'replies' | 'visits' | 'payments' | 'paid' | 'claims',
  string
>
const heard = `SELECT substring(i.key from '(?:om_|ev-)?([0-9A-Za-z]+x[0-9]+x[0-9]+)$') AS mark, i.status::text, i.error,
  (SELECT count(*) FROM "Delivery" d WHERE d."inboundId" = i.id AND d.kind = 'reply') AS replies,
  (SELECT count(*) FROM "Audit" a WHERE a."inboundId" = i.id AND a.action = 'visit.create') AS visits,
  (SELECT count(*) FROM "Audit" a WHERE a."inboundId" = i.id AND a.action = 'payment.create') AS payments,
  (SELECT sum(p.amount) FROM "Audit" a JOIN "Payment" p ON p.id::text = a."entityId"
    WHERE a."inboundId" = i.id AND a.action = 'payment.create') AS paid,
  (SELECT count(*) FROM "Audit" a WHERE a."inboundId" = i.id AND a.action = 'lead.claim') AS claims
  FROM "Inbound" i`

/**
 * Each delivery that was sent was seen once, and nothing was seen that has no delivery. What popped up with the answer
 * to a tap is no message besides.
 */
function copies(rows: Delivered[], platform: FaultyPlatform, problems: string[], allowed: Allowed): void {
  const known = new Set(rows.map(({ id }) => id))
  const shown = new Map<string, number>()
  const onWeCom = [...platform.seen.keys()].filter((key) => key.startsWith(wecomKey)).length
  const parts = rows.reduce((sum, row) => sum + (row.platform === 'wecom' ? Number(row.parts) : 0), 0)
  if (onWeCom !== parts) problems.push(`WeCom showed ${onWeCom} messages instead of ${parts}`)
  for (const uuid of platform.seen.keys()) {
    if (uuid.startsWith(wecomKey)) continue
    const id = uuid.slice(0, 36)
    shown.set(id, (shown.get(id) ?? 0) + 1)
    if (!known.has(id)) problems.push(`seen without a delivery: ${uuid}`)
  }
  for (const { id, platform: name, kind, status, parts, error } of rows) {
    if (status === 'failed' && allowed.refusals) continue
    if (status !== 'sent') problems.push(`delivery ${id} is ${status}: ${error}`)
    const popped = kind === 'answer' && Number(parts) === 0
    if (name === 'feishu' && (shown.get(id) ?? 0) !== (popped ? 0 : 1))
      problems.push(`delivery ${id} was seen ${shown.get(id) ?? 0} times`)
  }
}

type Delivered = Record<'id' | 'platform' | 'kind' | 'status' | 'parts', string> & { error: string | null }
const deliveries = `SELECT id::text, platform, kind, status::text, error, jsonb_array_length(receipts) AS parts
  FROM "Delivery" WHERE kind IN ('reply', 'push') OR kind = 'answer' AND "updatesId" IS NULL`

/** Each statement finds what must not be. */
const rules: Record<string, string> = {
  'a visit without exactly one cause': `SELECT v.id::text AS of FROM "Visit" v WHERE (SELECT count(*) FROM "Audit" a
    JOIN "Inbound" i ON i.id = a."inboundId" AND i.status = 'handled'
    WHERE a.action = 'visit.create' AND a."entityType" = 'visit' AND a."entityId" = v.id::text) <> 1`,
  'a follow-up written twice': `SELECT content AS of FROM "Visit" GROUP BY content HAVING count(*) > 1`,
  'a payment without exactly one cause': `SELECT p.id::text AS of FROM "Payment" p WHERE (SELECT count(*) FROM "Audit" a
    JOIN "Inbound" i ON i.id = a."inboundId" AND i.status = 'handled'
    WHERE a.action = 'payment.create' AND a."entityType" = 'payment' AND a."entityId" = p.id::text) <> 1`,
  'an effect that was rolled back but is on record': `SELECT a."entityId" AS of FROM "Audit" a WHERE a.action = 'visit.create'
    AND NOT EXISTS (SELECT 1 FROM "Visit" v WHERE v.id::text = a."entityId")`,
  'a reply without its message': `SELECT d.id::text AS of FROM "Delivery" d WHERE d.kind = 'reply'
    AND NOT EXISTS (SELECT 1 FROM "Inbound" i WHERE i.id = d."inboundId")`,
  'a slot pushed twice to one target': `SELECT slot AS of FROM "Delivery" WHERE slot IS NOT NULL GROUP BY slot HAVING count(*) > 1`,
  'a slot left undone': `SELECT schedule AS of FROM "ScheduleRun" WHERE status IN ('queued', 'failed')`,
  'a gap in an ownership history': `SELECT id::text AS of FROM (SELECT o.*, lead("startedAt") OVER stretch AS next
    FROM "Ownership" o WINDOW stretch AS (PARTITION BY coalesce("leadId", "accountId") ORDER BY "startedAt", id)) s
    WHERE (next IS NOT NULL AND "endedAt" IS DISTINCT FROM next)`,
  'a history that does not reach from its beginning to now': `SELECT k.id::text AS of FROM (SELECT id, "createdAt" FROM "Lead"
    UNION ALL SELECT id, "createdAt" FROM "Account") k WHERE (SELECT count(*) FILTER (WHERE o."endedAt" IS NULL) <> 1
      OR min(o."startedAt") > k."createdAt" FROM "Ownership" o WHERE coalesce(o."leadId", o."accountId") = k.id)`,
  'a claim without exactly one cause': `SELECT o.id::text AS of FROM "Ownership" o WHERE o.reason = 'claim' AND o."leadId" IS NOT NULL
    AND (SELECT count(*) FROM "Audit" a JOIN "Inbound" i ON i.id = a."inboundId" AND i.status = 'handled'
    WHERE a.action = 'lead.claim' AND a."entityType" = 'lead' AND a."entityId" = o."leadId"::text AND a."memberId" = o."memberId") <> 1`,
  'an owner who differs from the history': `SELECT l.id::text AS of FROM "Lead" l
    WHERE l.status IN ('pool', 'owned') AND NOT EXISTS (SELECT 1 FROM "Ownership" o WHERE o."leadId" = l.id
      AND o."endedAt" IS NULL AND o."memberId" IS NOT DISTINCT FROM l."ownerId")
    UNION ALL SELECT a.id::text FROM "Account" a WHERE NOT EXISTS (SELECT 1 FROM "Ownership" o
      WHERE o."accountId" = a.id AND o."endedAt" IS NULL AND o."memberId" IS NOT DISTINCT FROM a."ownerId")`,
  'a lead claimed twice without going back': `SELECT "leadId"::text AS of FROM "Ownership"
    WHERE reason = 'claim' AND "endedAt" IS NULL GROUP BY "leadId" HAVING count(*) > 1`,
  'a receivable that differs from its allocations': `SELECT r.id::text AS of FROM "Receivable" r WHERE r."paidAmount" <>
    (SELECT coalesce(sum(l.amount), 0) FROM "Allocation" l WHERE l."receivableId" = r.id AND l."undoneAt" IS NULL)`,
  'a payment spent beyond its amount': `SELECT p.id::text AS of FROM "Payment" p WHERE p.amount <
    (SELECT coalesce(sum(l.amount), 0) FROM "Allocation" l WHERE l."paymentId" = p.id AND l."undoneAt" IS NULL)`,
  'a board that differs from its recount': `SELECT coalesce(d."memberId", c.member)::text AS of FROM "MemberDay" d
    FULL JOIN (SELECT member, day, sum(visits) AS visits, sum(paid) AS paid FROM (
      SELECT "memberId" AS member, "businessDay" AS day, 1 AS visits, 0 AS paid FROM "Visit" WHERE "undoneAt" IS NULL
      UNION ALL SELECT "memberId", "paidOn", 0, amount FROM "Payment" WHERE "undoneAt" IS NULL AND "memberId" IS NOT NULL
    ) facts GROUP BY member, day) c ON c.member = d."memberId" AND c.day = d.day
    WHERE coalesce(d.visits, 0) <> coalesce(c.visits, 0) OR coalesce(d.payments, 0) <> coalesce(c.paid, 0)`,
  'a board of leads that differs from its recount': `SELECT d."memberId"::text AS of FROM "MemberDay" d
    GROUP BY d."memberId" HAVING sum(d.leads) <> (SELECT count(*) FROM "Ownership" o
      WHERE o."memberId" = d."memberId" AND o."leadId" IS NOT NULL AND o.reason IN ('claim', 'create')
        AND o."endReason" IS DISTINCT FROM 'undo')`,
  'a job that gave up': `SELECT name AS of, left(output::text, 200) AS why FROM pgboss.job WHERE state = 'failed'`,
}

/** One line for the report. */
export const line = (title: string, figures: Record<string, unknown>): void =>
  console.log(
    `${title}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`)
      .join(', ')}`,
  )
