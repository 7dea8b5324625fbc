import { defineConfig } from 'vitest/config';

/** What reads its environment when it is loaded, or has the AWS clients replaced: each file in a process of its own. */
const ALONE = [
  'test/functions/**/*.test.ts',
  'test/aws/**/*.test.ts',
  'test/alert/topic.test.ts',
  'test/aws/handler.test.ts',
];

export default defineConfig({
  test: {
    // Most tests wait for sockets, so there are more workers than a small machine has cores.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'lib',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...ALONE,
            'test/elasticsearch/**',
            'test/executable/**',
            'test/hostile/**',
            'test/page/**',
            'test/stack/**',
            'test/tools/**',
          ],
          pool: 'threads',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'functions', include: ALONE } },
    ],
    // A loaded machine is slow, which is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // Runs in a process of its own, where test/cli/bin.test.ts drives it.
      exclude: ['lib/cli/bin.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { statements: 99.3, branches: 97.3, functions: 99.4, lines: 99.5 },
      reportOnFailure: true,
    },
  },
});
