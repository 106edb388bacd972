#!/usr/bin/env node
// Prisma's command line talks to its migration engine in JSON-RPC, a line each. The native engine is a download;
// this puts the same questions to the same engine compiled to WebAssembly, so that a test can run the command.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { serverAdapter } from '../../src/db/adapters.ts'
import { openSchemaEngine } from '../../src/db/schema-engine.ts'

const { values, positionals } = parseArgs({
  options: { datasource: { type: 'string', default: '{}' } },
  strict: false,
  allowPositionals: true,
})
const { url } = JSON.parse(values.datasource as string)

if (positionals[0] === 'cli') await connect()
else await answer()

/** `cli can-connect-to-database`: the exit status is the answer. */
async function connect(): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.end()
}

async function answer(): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const engine = await openSchemaEngine(serverAdapter(pool))
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line)
    const act = engine[method as keyof typeof engine] as (params: unknown) => Promise<unknown>
    const reply = await act.call(engine, params).then(
      (result) => ({ result: result ?? null }),
      (error) => ({
        error: { code: 1, message: String(error), data: { is_panic: false, message: String(error) } },
      }),
    )
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`)
  }
  await pool.end()
}
