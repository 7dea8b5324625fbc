import { defineConfig } from 'vitest/config';

/** The tests that look at the pages in a browser. */
export default defineConfig({
  test: {
    include: ['test/page/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
