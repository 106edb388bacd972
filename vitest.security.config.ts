import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// Every attack that must fail. TEST_ON=postgres: on the server that DATABASE_URL names.
// SECURITY=full: ten thousand half-open connections in place of three hundred.
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/security/**/*.test.ts'],
    exclude: ['node_modules/**'],
    env: process.env.TEST_ON ? { TEST_ON: process.env.TEST_ON } : {},
  },
})
