import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Queue } from '../jobs/queue.ts'

export type Metrics = {
  received(platform: string, inbounds: number, repeats: number): void
  refused(platform: string, reason: string): void
  answered(route: string, status: number, seconds: number): void
  /** In Prometheus' text format. */
  text(): Promise<string>
}

export function createMetrics(queue: Queue): Metrics {
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
  return {
    received(platform, inbounds, repeats) {
      inbound.inc({ platform }, inbounds - repeats)
      repeat.inc({ platform }, repeats)
    },
    refused: (platform, reason) => refusal.inc({ platform, reason }),
    answered: (route, status, seconds) => http.observe({ route, status }, seconds),
    async text() {
      for (const depth of await queue.depth()) {
        waiting.set({ queue: depth.name }, depth.waiting)
        failed.set({ queue: depth.name }, depth.failed)
        oldest.set({ queue: depth.name }, depth.oldestSeconds)
      }
      return registers[0].metrics()
    },
  }
}
