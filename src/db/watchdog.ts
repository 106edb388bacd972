import { Worker } from 'node:worker_threads'

/**
 * Ends the process when it has been stuck for so long: the embedded database runs in its thread, and on a full disk
 * it has been seen to wait for a lock that it holds itself. Nothing that was acknowledged is lost by that, and who
 * starts the service again finds it whole. Seconds in which the whole process stood still do not count.
 */
export function watchOver(seconds = 120): () => Promise<unknown> {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const beating = setInterval(() => Atomics.add(beats, 0, 1), 1_000).unref()
  const worker = new Worker(thread, { eval: true, execArgv: [], workerData: { beats, seconds } })
  worker.unref()
  return () => {
    clearInterval(beating)
    return worker.terminate()
  }
}

// Without a package and without types: the thread is to be as small as can be.
const thread = `
const { workerData: { beats, seconds } } = require('node:worker_threads')
let last = -1
let missed = 0
setInterval(() => {
  const now = Atomics.load(beats, 0)
  missed = now === last ? missed + 1 : 0
  last = now
  if (missed < seconds) return
  require('node:fs').writeSync(2, 'The embedded database has not answered for ' + seconds + ' s: ended. Look whether the disk is full, and start again.\\n')
  process.kill(process.pid, 'SIGKILL')
}, 1_000)
`
