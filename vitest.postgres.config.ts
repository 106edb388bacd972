import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

// The same tests of everything that touches the database, on the PostgreSQL server that DATABASE_URL names.
export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ['test/{stories,crm,jobs,web}/**/*.test.ts'],
      env: { TEST_ON: 'postgres' },
    },
  }),
)
