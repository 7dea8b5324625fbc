import { defineConfig } from 'vitest/config';

/** The tests that drive the local stack from outside: one file after another, since each starts all of it. */
export default defineConfig({
  test: {
    include: ['test/stack/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
