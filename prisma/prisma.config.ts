import { defineConfig } from 'prisma/config'

// Only the command line reads this; the service opens its database in src/db/open.ts.
export default defineConfig({
  schema: 'schema',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/liaodan' },
})
