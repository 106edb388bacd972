import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The attacks have a run of their own (npm run test:security): they wait for slow lines to be cut.
    exclude: ['test/security/**', 'node_modules/**'],
    globalSetup: ['test/support/template.ts'],
    // Two cores: more workers than that only make each other wait.
    maxWorkers: 2,
    // Patience for a busy machine: no test says how long a thing may take.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    sequence: { groupOrder: 0 },
  },
})
