import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import { prismaFolder } from './migrations.ts'

/**
 * Prisma's own migration engine over a driver adapter. The native engine is a download and is not needed:
 * this is the same code, compiled to WebAssembly, which ships in the package.
 */
export async function openSchemaEngine(adapter: SqlMigrationAwareDriverAdapterFactory) {
  await instantiate()
  const bound = bindMigrationAwareSqlAdapterFactory(adapter)
  return engine.SchemaEngine.new({ datamodels: await schemaFiles() }, () => undefined, bound)
}

export async function schemaFiles(): Promise<[string, string][]> {
  const folder = join(prismaFolder, 'schema')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(folder, name), 'utf8')]),
  )
}

/** Everything of ours is in the engine's sight; pg-boss keeps its own schema. */
export const noFilter: engine.SchemaFilter = { externalTables: [], externalEnums: [] }

let started: Promise<void> | undefined

// Node's types leave WebAssembly to the DOM's, which a server has no use for.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    instantiate(
      bytes: Buffer,
      imports: object,
    ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>
  }
}

/** Node cannot import a `.wasm` file without a flag, so the glue code is wired by hand, once per process. */
function instantiate(): Promise<void> {
  started ??= (async () => {
    const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const file = join(dirname(glue), 'schema_engine_bg.wasm')
    const { instance } = await wasm.instantiate(await readFile(file), { './schema_engine_bg.js': engine })
    engine.__wbg_set_wasm(instance.exports)
    instance.exports.__wbindgen_start()
  })()
  return started
}
