import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// The same tests of everything that touches the database, on the PostgreSQL server that DATABASE_URL names.
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/{stories,crm,jobs,web,deploy}/**/*.test.ts'],
    env: { TEST_ON: 'postgres' },
  },
})
