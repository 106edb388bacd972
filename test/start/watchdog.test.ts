import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

test('a process that is stuck is ended, with a line that says where to look', async () => {
  const { signal, said } = await run('watchOver(2); setTimeout(() => { for (;;); }, 100)')
  expect(signal).toBe('SIGKILL')
  expect(said).toContain('Look whether the disk is full')
})

test('one that is only busy now and then is left alone, and is not kept from ending', async () => {
  const busy = 'const until = performance.now() + 1_500; while (performance.now() < until);'
  const { signal, said } = await run(`watchOver(4); setTimeout(() => { ${busy} }, 100)`)
  expect([signal, said]).toEqual([null, ''])
})

function run(script: string): Promise<{ signal: NodeJS.Signals | null; said: string }> {
  const whole = `import { watchOver } from './src/db/watchdog.ts'; ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', whole])
  let said = ''
  child.stderr.on('data', (data) => {
    said += data
  })
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve({ signal, said })))
}
