import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A loaded machine is slow, which is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    exclude: ['test/elasticsearch/**', 'test/page/**', 'test/stack/**', 'test/tools/**'],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // Runs in a process of its own, where test/cli/bin.test.ts drives it.
      exclude: ['lib/cli/bin.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { statements: 100, branches: 100, functions: 100, lines: 100 },
      reportOnFailure: true,
    },
  },
});
