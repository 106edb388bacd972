import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Queue } from '../jobs/queue.ts'

export type Metrics = {
  received(platform: string, inbounds: number, repeats: number): void
  refused(platform: string, reason: string): void
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

export function createMetrics(queue: Queue, connections: () => Connections | null = () => null): Metrics {
  const registers = [new Registry()] as [Registry]
  const inbound = new Counter({
    name: 'liaodan_inbound_total',
    help: 'Messages stored',
    labelNames: ['platform'],
    registers,
  })
  const repeat = new Counter({
    name: 'liaodan_inbound_repeats_total',
    help: 'Messages delivered again by the platform',
    labelNames: ['platform'],
    registers,
  })
  const refusal = new Counter({
    name: 'liaodan_webhook_refused_total',
    help: 'Webhook requests refused',
    labelNames: ['platform', 'reason'],
    registers,
  })
  const http = new Histogram({
    name: 'liaodan_http_seconds',
    help: 'Time to answer',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  const handling = new Histogram({
    name: 'liaodan_inbound_seconds',
    help: 'Time to work a message off, until its answer is written',
    labelNames: ['intent', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  const delivery = new Counter({
    name: 'liaodan_deliveries_total',
    help: 'Tries to send',
    labelNames: ['platform', 'outcome'],
    registers,
  })
  const alarm = new Counter({
    name: 'liaodan_alarms_total',
    help: 'Things found that must not be',
    labelNames: ['kind'],
    registers,
  })
  const databaseUp = new Gauge({
    name: 'liaodan_database_up',
    help: '1 when the database answers',
    registers,
  })
  const databaseSeconds = new Gauge({
    name: 'liaodan_database_seconds',
    help: 'Time the database took to tell the depth of the queues',
    registers,
  })
  const connection = new Gauge({
    name: 'liaodan_database_connections',
    help: 'Connections of the pool, and who waits for one',
    labelNames: ['state'],
    registers,
  })
  const waiting = new Gauge({
    name: 'liaodan_jobs_waiting',
    help: 'Jobs waiting or running',
    labelNames: ['queue'],
    registers,
  })
  const failed = new Gauge({
    name: 'liaodan_jobs_failed',
    help: 'Jobs that gave up',
    labelNames: ['queue'],
    registers,
  })
  const oldest = new Gauge({
    name: 'liaodan_job_oldest_seconds',
    help: 'Age of the oldest job that could run',
    labelNames: ['queue'],
    registers,
  })
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

type Connections = { open: number; idle: number; waiting: number }
