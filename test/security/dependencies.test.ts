import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Locked = {
  version: string
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
  dev?: boolean
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const registry = 'https://registry.npmjs.org/'
const manifest = read('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>
const locked = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
  ([path]) => path,
)

test('what is installed is told to the last version', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

// An entry without an address is of the registry; one of elsewhere always has its address.
test('every package comes from the registry and has to be the one that was locked', () => {
  const astray = locked.filter(
    ([, { resolved = registry, integrity }]) =>
      !resolved.startsWith(registry) || !integrity?.startsWith('sha512-'),
  )
  expect(astray.map(([path]) => path)).toEqual([])
})

test('only these run something when they are installed', () => {
  const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
  expect(running.map((path) => path.replace('node_modules/', '')).sort()).toEqual([
    '@prisma/engines',
    'node',
    'prisma',
    'protobufjs',
  ])
})
