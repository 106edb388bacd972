import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'

type Answer = {
  vulnerabilities?: Record<string, { severity: string; via: (string | { title: string })[] }>
  message?: string
}

test('nothing that is installed to run has a weakness that is known and high', async ({ skip }) => {
  const { vulnerabilities, message } = await audit()
  // A mirror of the registry need not know about weaknesses.
  if (!vulnerabilities) return skip(`the registry tells no weaknesses: ${message}`)
  const known = Object.entries(vulnerabilities).filter(([, { severity }]) => grave.has(severity))
  expect(known.map(([name, { via }]) => `${name}: ${via.map((one) => titleOf(one)).join(', ')}`)).toEqual([])
})

const grave = new Set(['high', 'critical'])

const titleOf = (via: string | { title: string }): string => (typeof via === 'string' ? via : via.title)

/** npm ends with an error where it has found something, too. */
const audit = (): Promise<Answer> =>
  new Promise((resolve, reject) => {
    execFile('npm', ['audit', '--omit=dev', '--json'], (_error, stdout) => {
      try {
        resolve(JSON.parse(stdout))
      } catch {
        reject(new Error(`npm audit says nothing that can be read: ${stdout}`))
      }
    })
  })
