import { defineConfig } from 'vitest/config'

// What breaks under a running service: real processes, real databases, minutes rather than seconds.
export default defineConfig({
  test: {
    include: ['test/faults/**/*.faults.ts'],
    globalSetup: ['test/support/template.ts'],
    // One at a time: each measures, and loads both cores.
    fileParallelism: false,
    testTimeout: process.env.FAULTS === 'full' ? 7_200_000 : 1_800_000,
    hookTimeout: 600_000,
    disableConsoleIntercept: true,
  },
})
