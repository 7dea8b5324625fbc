import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By name, which keeps those together that need the same clusters. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

/** The tests on real clusters, one file after another, since they share the machine; with RECORD set, the recorder instead. */
export default defineConfig({
  test: {
    include: [
      process.env['RECORD'] === undefined
        ? 'test/elasticsearch/**/*.test.ts'
        : 'test/elasticsearch/record/*.record.ts',
    ],
    globalSetup: ['test/elasticsearch/setUp.ts'],
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
