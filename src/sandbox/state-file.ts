import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Keeps a value in a JSON file: some time after a change, and when it is closed. The file is replaced in one
 * step, so a crash leaves the old or the new one. Without a path nothing is kept, and nothing before `admitted`.
 */
export function createStateFile<T>(
  path: string | undefined,
  value: () => T,
  admitted: Promise<void> = Promise.resolve(),
): StateFile<T> {
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function write() {
    clearTimeout(timer)
    timer = undefined
    if (path) replaceFile(path, JSON.stringify({ version, value: value() }))
  }

  return {
    read() {
      if (!path || !existsSync(path)) return undefined
      try {
        const kept = JSON.parse(readFileSync(path, 'utf8')) as { version: number; value: T }
        return kept.version === version ? kept.value : undefined
      } catch {
        return undefined
      }
    },
    changed() {
      if (!path || timer) return
      // The service may still be sending while it stops; nobody closes the file a second time.
      if (closed) return write()
      timer = setTimeout(() => void admitted.then(write), writeAfterMs)
      timer.unref()
    },
    close() {
      closed = true
      if (timer) write()
    },
  }
}

function replaceFile(path: string, text: string) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

const version = 1
const writeAfterMs = 1000

export type StateFile<T> = {
  /** `undefined` when there is none, or one of another version: chat history is not worth a failed start. */
  read(): T | undefined
  changed(): void
  close(): void
}
