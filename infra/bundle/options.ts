/**
 * How serverless-esbuild bundles the functions, as esbuild's own options: for tests and the
 * benchmark.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');

export async function bundleOptions(): Promise<BuildOptions> {
  const service = parse(await readFile(join(ROOT, 'serverless.yml'), 'utf8'), {
    logLevel: 'error',
  });
  const { outputFileExtension, exclude: _, plugins, ...options } = service.custom.esbuild;
  const { default: loaded }: { readonly default: Plugin[] } = await import(join(ROOT, plugins));
  return {
    ...options,
    plugins: loaded,
    absWorkingDir: ROOT,
    outExtension: { '.js': outputFileExtension },
  };
}
