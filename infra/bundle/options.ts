/**
 * The esbuild options with which serverless-esbuild bundles the functions, for tests and the
 * benchmark.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');

export async function bundleOptions(): Promise<BuildOptions> {
  const service = parse(await readFile(join(ROOT, 'serverless.yml'), 'utf8'), {
    logLevel: 'error',
  });
  const { outputFileExtension, exclude: _, ...options } = service.custom.esbuild;
  return {
    ...options,
    absWorkingDir: ROOT,
    outExtension: { '.js': outputFileExtension },
  };
}
