import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

// The import rules of the house: who may know whom. `''` stands for files directly in src.
const mayImport: Record<string, string[]> = {
  chat: ['characters.ts'],
  cards: ['chat'],
  'platforms/feishu': ['chat', 'errors.ts'],
  'platforms/wecom': ['chat', 'errors.ts'],
  crm: ['db', 'characters.ts', 'errors.ts', 'clock.ts', 'ids.ts'],
  conversation: ['crm', 'chat', 'cards', 'characters.ts', 'errors.ts', 'clock.ts', 'db'],
  jobs: [
    'conversation',
    'crm',
    'chat',
    'cards',
    'db',
    'characters.ts',
    'errors.ts',
    'clock.ts',
    'ids.ts',
    'rate.ts',
  ],
  web: ['chat', 'crm', 'db', 'jobs', 'errors.ts', 'clock.ts', 'ids.ts', 'peer.ts', 'rate.ts'],
  sandbox: ['chat', 'peer.ts', 'rate.ts'],
  db: ['errors.ts'],
  doctor: ['chat', 'platforms/feishu', 'platforms/wecom', 'db', 'config.ts', 'clock.ts'],
  'command.ts': ['config.ts', 'start-problem.ts'],
  'config.ts': [],
  'characters.ts': [],
  'errors.ts': ['characters.ts'],
  'clock.ts': [],
  'ids.ts': ['clock.ts'],
  'peer.ts': [],
  'rate.ts': [],
  'gallery.ts': ['cards', 'chat', 'platforms/feishu', 'platforms/wecom', 'sandbox'],
  'log.ts': ['errors.ts'],
  'main.ts': ['serve.ts'],
  'serve.ts': ['app.ts', 'config.ts', 'db', 'demo.ts', 'log.ts', 'start-problem.ts'],
  'start-problem.ts': ['config.ts'],
  'demo.ts': ['sandbox-app.ts', 'clock.ts', 'config.ts', 'prisma'],
}
const root = resolve(import.meta.dirname, '..')

test.each(Object.keys(mayImport))('%s imports only what it may', (room) => {
  const foreign = filesOf(room).flatMap((file) =>
    importsOf(file)
      .map((target) => ({ file, target: roomOf(target) }))
      .filter(({ target }) => target !== null && target !== room && !mayImport[room]?.includes(target))
      .map(({ target }) => `${relative(root, file)} → ${target}`),
  )
  expect(foreign).toEqual([])
})

test('cards know only the card vocabulary of the chat', () => {
  const others = filesOf('cards').flatMap((file) =>
    importsOf(file).filter((target) => target.includes('/src/') && !target.endsWith('/src/chat/card.ts')),
  )
  expect(others).toEqual([])
})

test('web reaches the jobs only through the queue', () => {
  const others = filesOf('web').flatMap((file) =>
    importsOf(file).filter(
      (target) => target.includes('/src/jobs/') && !target.endsWith('/src/jobs/queue.ts'),
    ),
  )
  expect(others).toEqual([])
})

test('crm knows the database by its types and nothing of Koa or the queue', () => {
  const others = filesOf('crm').flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    const packages = [...source.matchAll(/from '(koa|@koa\/router|pg-boss|pino|@larksuiteoapi\/node-sdk)'/g)]
    const db = importsOf(file).filter(
      (target) => target.includes('/src/db/') && !target.endsWith('/src/db/types.ts'),
    )
    return [...packages.map((found) => `${file}: ${found[1]}`), ...db]
  })
  expect(others).toEqual([])
})

test('only the clock reads the time, and only the configuration reads the environment', () => {
  const readers = filesOf('src').filter((file) => {
    const source = withoutComments(readFileSync(file, 'utf8'))
    const time = /\bnew Date\(\)|\bDate\.now\(\)|DateTime\.(now|local)\(\)/.test(source)
    const environment = /process\.env\./.test(source)
    return (time && !file.endsWith('src/clock.ts')) || (environment && !file.endsWith('src/config.ts'))
  })
  expect(readers.map((file) => relative(root, file))).toEqual([])
})

test('no files import each other in a circle, types included', () => {
  const files = [...filesOf('src'), ...filesOf('cards')]
  const left = new Map(files.map((file) => [file, importsOf(file)]))
  // Who imports none of those that are left, or is imported by none of them, is in no circle with them.
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const [file, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(file)
    const imported = new Set([...left.values()].flat())
    for (const file of left.keys()) if (!imported.has(file)) left.delete(file)
  }
  expect([...left.keys()].map((file) => relative(root, file))).toEqual([])
})

test('what people say is cut by its characters', () => {
  // A list is cut at a number with a name, or at a small one; a day is the first ten of a moment.
  const cut = /\.(?:slice|substring|substr)\(0, (?:1[1-9]|[2-9]\d|\d{3,})\)/
  const readers = ['conversation/understand/', 'conversation/model/'].map((folder) =>
    join(root, 'src', folder),
  )
  const found = ['cards', 'conversation', 'crm', 'jobs', 'errors.ts']
    .flatMap(filesOf)
    .filter((file) => !readers.some((folder) => file.startsWith(folder)))
    .filter((file) => cut.test(withoutComments(readFileSync(file, 'utf8'))))
  expect(found.map((file) => relative(root, file))).toEqual([])
})

test('names say what they mean', () => {
  const banned = /\b(?:[a-z]\w*)?(?:Dto|Impl|Helper|Util|Utils)\b|\binterface I[A-Z]\w+/
  const found = filesOf('src').filter((file) => banned.test(withoutComments(readFileSync(file, 'utf8'))))
  const files = filesOf('src').filter((file) =>
    /(^|[-/])(util|utils|helper|helpers|common|misc)(\.|-|\/)/.test(relative(root, file)),
  )
  expect([...found, ...files].map((file) => relative(root, file))).toEqual([])
})

test('no file is longer than a reader can hold', () => {
  const long = [...filesOf('src'), ...filesOf('cards')].filter(
    (file) => readFileSync(file, 'utf8').split('\n').length > 320,
  )
  expect(long.map((file) => relative(root, file))).toEqual([])
})

function filesOf(room: string): string[] {
  if (room.endsWith('.ts')) return [join(root, 'src', room)]
  const folder = room === 'cards' || room === 'src' ? join(root, room) : join(root, 'src', room)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

/** The files of ours that a file imports, types included, dynamic imports too. */
function importsOf(file: string): string[] {
  const source = withoutComments(readFileSync(file, 'utf8'))
  const found = source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map((match) => resolve(file, '..', match[1] as string))
}

/** The room of a file; `null` for generated code. */
function roomOf(file: string): string | null {
  const path = relative(root, file).split('/')
  if (path[0] === 'prisma' && path[1] === 'generated') return null
  if (path[0] === 'cards') return 'cards'
  if (path[0] !== 'src') return path[0] ?? null
  return path[1] === 'platforms' ? `platforms/${path[2]}` : (path[1] ?? null)
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
