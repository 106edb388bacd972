/** Labelled sentences and the company they are about. */
export type LabelledSet = { name: string; world: string; examples: string | URL; worldFile: string | URL }

const fixture = (name: string): URL => new URL(`../../test/language/fixtures/${name}`, import.meta.url)

const set = (name: string, world: string): LabelledSet => ({
  name,
  world,
  examples: fixture(`${name}.jsonl`),
  worldFile: fixture(`${world}.world.json`),
})

/** The examples the format was told by; another file and company may be named in the environment. */
export const shared: LabelledSet = {
  ...set('shared', 'shared'),
  ...(process.env.LANGUAGE_EXAMPLES && { examples: process.env.LANGUAGE_EXAMPLES }),
  ...(process.env.LANGUAGE_WORLD && { worldFile: process.env.LANGUAGE_WORLD }),
}

/** Read: written down before the rules they test were tuned, then mended by. The habit table is learned from all of them. */
export const readSets: readonly LabelledSet[] = [
  set('shared', 'shared'),
  ...['more', 'third', 'own'].map((name) => set(`shared-${name}`, 'shared')),
  set('medical', 'medical'),
  ...['more', 'third', 'own'].map((name) => set(`medical-${name}`, 'medical')),
  set('food', 'food'),
  ...['more', 'third', 'held', 'own'].map((name) => set(`food-${name}`, 'food')),
  ...['held', 'fresh', 'own'].map((name) => set(`saas-${name}`, 'saas')),
  set('fire-own', 'fire'),
  set('auto-strangers', 'auto'),
  set('water-strangers', 'water'),
  set('chem-strangers', 'chem'),
  set('lift-strangers', 'lift'),
  set('school-strangers', 'school'),
  set('pack-strangers', 'pack'),
  set('farm-strangers', 'farm'),
  set('build-strangers', 'build'),
]

/** By other hands, and not read yet: only totals are looked at. */
export const unreadSets: readonly LabelledSet[] = ['cargo', 'serve', 'expo'].map((name) =>
  set(`${name}-strangers`, name),
)

export const companies: readonly string[] = [...new Set(readSets.map(({ world }) => world))]
