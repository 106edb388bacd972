import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The attacks have a run of their own (npm run test:security): they wait for slow lines to be cut.
    exclude: ['test/security/**', 'node_modules/**'],
    globalSetup: ['test/support/template.ts'],
    // On two cores: some of the tests wait for a browser or a deadline.
    maxWorkers: 3,
    // Files share what is loaded and compiled: no module of ours keeps a state that one file could leave to the next.
    isolate: false,
    // Patience for a busy machine: no test says how long a thing may take.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    sequence: { groupOrder: 0 },
  },
})
