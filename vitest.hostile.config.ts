import { defineConfig } from 'vitest/config';

/** The tests that have the command check peers which hang, lie or attack. */
export default defineConfig({
  test: {
    include: ['test/hostile/**/*.test.ts'],
    globalSetup: ['test/hostile/support/build.ts'],
    // Each measures how long a process takes.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
