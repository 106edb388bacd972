import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Queue } from '../jobs/queue.ts'

export type Metrics = {
  received(platform: string, inbounds: number, repeats: number): void
  refused(platform: string, reason: RefusedFor): void
  answered(route: string, status: number, seconds: number): void
  /** `intent`: the command, the act of a tap, or the kind of event where there was neither. */
  handled(intent: string, outcome: string, seconds: number): void
  /** One try: `sent`, `held` (by a rate or an ailing platform), or the kind of the failure. */
  delivered(platform: string, outcome: string): void
  /** Something was found that must not be. */
  alarmed(kind: string): void
  /** In Prometheus' text format. */
  text(): Promise<string>
}

/**
 * Whatever is `known` to happen is counted from nothing on: to Prometheus a figure that appears has not risen, and
 * many of these happen once.
 */
export function createMetrics(
  queue: Queue,
  connections: () => Connections | null = () => null,
  known: Known = { platforms: [], outcomes: [], alarms: [] },
): Metrics {
  const registers = [new Registry()] as [Registry]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers })
  const seconds = (name: string, help: string, ...labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets, registers })

  const inbound = counter('liaodan_inbound_total', 'Messages stored', 'platform')
  const repeat = counter(
    'liaodan_inbound_repeats_total',
    'Messages delivered again by the platform',
    'platform',
  )
  const refusal = counter('liaodan_webhook_refused_total', 'Webhook requests refused', 'platform', 'reason')
  const http = seconds('liaodan_http_seconds', 'Time to answer', 'route', 'status')
  const handling = seconds(
    'liaodan_inbound_seconds',
    'Time to work a message off, until its answer is written',
    'intent',
    'outcome',
  )
  const delivery = counter('liaodan_deliveries_total', 'Tries to send', 'platform', 'outcome')
  const alarm = counter('liaodan_alarms_total', 'Things found that must not be', 'kind')
  const databaseUp = gauge('liaodan_database_up', '1 when the database answers')
  const databaseSeconds = gauge(
    'liaodan_database_seconds',
    'Time the database took to tell the depth of the queues',
  )
  const connection = gauge(
    'liaodan_database_connections',
    'Connections of the pool, and who waits for one',
    'state',
  )
  const waiting = gauge('liaodan_jobs_waiting', 'Jobs waiting or running', 'queue')
  const failed = gauge('liaodan_jobs_failed', 'Jobs that gave up', 'queue')
  const oldest = gauge('liaodan_job_oldest_seconds', 'Age of the oldest job that could run', 'queue')
  for (const platform of known.platforms) {
    inbound.inc({ platform }, 0)
    repeat.inc({ platform }, 0)
    for (const reason of reasons) refusal.inc({ platform, reason }, 0)
    for (const outcome of known.outcomes) delivery.inc({ platform, outcome }, 0)
  }
  for (const kind of known.alarms) alarm.inc({ kind }, 0)
  collectDefaultMetrics({ register: registers[0] })

  async function measureQueues(): Promise<void> {
    const start = performance.now()
    const depths = await queue.depth()
    databaseSeconds.set((performance.now() - start) / 1000)
    for (const depth of depths) {
      waiting.set({ queue: depth.name }, depth.waiting)
      failed.set({ queue: depth.name }, depth.failed)
      oldest.set({ queue: depth.name }, depth.oldestSeconds)
    }
  }

  return {
    received(platform, inbounds, repeats) {
      inbound.inc({ platform }, inbounds - repeats)
      repeat.inc({ platform }, repeats)
    },
    refused: (platform, reason) => refusal.inc({ platform, reason }),
    answered: (route, status, seconds) => http.observe({ route, status }, seconds),
    handled: (intent, outcome, seconds) => handling.observe({ intent, outcome }, seconds),
    delivered: (platform, outcome) => delivery.inc({ platform, outcome }),
    alarmed: (kind) => alarm.inc({ kind }),
    async text() {
      // Figures are wanted most when the database is away.
      const up = await measureQueues().then(
        () => 1,
        () => 0,
      )
      databaseUp.set(up)
      for (const [state, count] of Object.entries(connections() ?? {})) connection.set({ state }, count)
      return registers[0].metrics()
    },
  }
}

/** Why a webhook request is refused. */
const reasons = ['Unauthentic', 'Malformed', 'TooLong', 'Compressed', 'BrokenOff'] as const
export type RefusedFor = (typeof reasons)[number]

type Known = Record<'platforms' | 'outcomes' | 'alarms', Iterable<string>>

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

type Connections = { open: number; idle: number; waiting: number }
