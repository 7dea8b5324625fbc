import { defineConfig } from 'vitest/config';

/** The tests on real clusters: one file after another, since they share the machine. */
export default defineConfig({
  test: {
    include: ['test/elasticsearch/**/*.test.ts'],
    globalSetup: ['test/elasticsearch/setUp.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
