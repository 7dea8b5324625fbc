import { defineConfig } from 'vitest/config';

/** The tests of the single executable, which is built first. */
export default defineConfig({
  test: {
    include: ['test/executable/**/*.test.ts'],
    globalSetup: ['test/executable/build.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
