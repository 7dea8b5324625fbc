import { defineConfig } from 'vitest/config';

/** The tests that hold examples and outputs to the tools that read them. A tool that is not installed is skipped with one line; with CI=true it fails. */
export default defineConfig({
  test: {
    include: ['test/tools/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
