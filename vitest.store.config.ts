import { defineConfig } from 'vitest/config';

process.env['RCC_STORES'] ??= 'dynamodb-local';

/** The tests of the store on DynamoDB Local, one file after another, since each starts one. */
export default defineConfig({
  test: {
    include: ['test/store/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
