import { z } from 'zod'
import type { Chart } from '../../chat/card.ts'
import { drawChart } from '../../chat/chart-picture.ts'
import type { PlatformDeps } from '../../chat/deps.ts'
import { SendFailure, type Upload } from '../../chat/platform.ts'
import type { WeComClient } from './client.ts'

/** Charts as pictures, drawn when they are sent. */
export type Pictures = {
  png(chart: unknown): Promise<Uint8Array<ArrayBuffer>>
  /** Uploaded; the same chart keeps its id here, so that one which many are sent is uploaded once. */
  uploaded(chart: unknown): Promise<Upload>
}

const answered = z.object({ media_id: z.string().min(1) })

/** Media live three days; here they are kept for two, and only the last hundred. */
const KEPT_MS = 2 * 24 * 3600_000
const KEPT = 100

export function createPictures(client: WeComClient, { now }: Pick<PlatformDeps, 'now'>): Pictures {
  const kept = new Map<string, { upload: Promise<Upload>; until: number }>()

  const png = (chart: unknown) => drawChart(chart as Chart)

  async function upload(chart: unknown, until: number): Promise<Upload> {
    const file = { bytes: await png(chart), name: 'chart.png', type: 'image/png' }
    const answer = answered.safeParse(await client.upload('/cgi-bin/media/upload', file, { type: 'image' }))
    if (!answer.success) throw new SendFailure('temporary', 'unreadable', 'WeCom gave no media id')
    return { id: answer.data.media_id, until: new Date(until).toISOString() }
  }

  function uploaded(chart: unknown): Promise<Upload> {
    const key = JSON.stringify(chart)
    const known = kept.get(key)
    if (known && known.until > now().getTime()) return known.upload
    const until = now().getTime() + KEPT_MS
    const made = upload(chart, until)
    kept.set(key, { upload: made, until })
    made.catch(() => kept.delete(key))
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest)
    return made
  }

  return { png, uploaded }
}
