import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Pictures and files by their key, in memory and, beside a state file, on disk. */
export type MediaShelf = ReturnType<typeof createMediaShelf>

export function createMediaShelf(stateFile?: string) {
  const folder = stateFile && `${stateFile}.media`
  const kept = new Map<string, Media>()

  function load(key: string): Media | undefined {
    if (!folder || !safeKey.test(key) || !existsSync(join(folder, `${key}.json`))) return undefined
    const card = JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8')) as Omit<Media, 'bytes'>
    return { ...card, bytes: readFileSync(join(folder, key)) }
  }

  return {
    put(key: string, media: Media) {
      kept.set(key, media)
      // The oldest leave the memory; on disk they stay.
      if (kept.size > keptInMemory) kept.delete(kept.keys().next().value as string)
      if (!folder) return
      mkdirSync(folder, { recursive: true })
      const { bytes, ...card } = media
      writeFileSync(join(folder, key), bytes, { mode: 0o600 })
      writeFileSync(join(folder, `${key}.json`), JSON.stringify(card), { mode: 0o600 })
    },
    get: (key: string): Media | undefined => kept.get(key) ?? load(key),
  }
}

const safeKey = /^[\w-]{1,200}$/
const keptInMemory = 500

export type Media = {
  kind: 'image' | 'file' | 'voice' | 'video'
  bytes: Buffer
  type: string
  name: string
  /** ISO, by the business clock. */
  at: string
  from: 'bot' | 'person'
  /** Feishu: the message that carries a person's file; needed to download it. */
  message?: string
}
