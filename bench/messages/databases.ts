import pg from 'pg'

/** A database of its own on the server of `DATABASE_URL`; returns its address. */
export async function freshDatabase(whose: string): Promise<string> {
  const server = process.env.DATABASE_URL as string
  const url = new URL(server)
  const name = `liaodan_bench_${whose}_${process.pid}`
  await onServer(server, `CREATE DATABASE ${name}`)
  url.pathname = `/${name}`
  return url.href
}

export async function dropDatabase(databaseUrl: string): Promise<void> {
  await onServer(
    process.env.DATABASE_URL as string,
    `DROP DATABASE ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`,
  )
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, user: process.env.PGUSER ?? process.env.USER ?? 'root' })
  await client.connect()
  await client.query(statement)
  await client.end()
}
