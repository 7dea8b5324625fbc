/** What the functions are deployed with: small enough to start in time, and one version of each package. */
import { type BuildResult, build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../infra/bundle/options.ts';

const FUNCTIONS = ['schedule', 'check', 'alert', 'notify', 'api'] as const;

const MOST_BYTES = 3_000_000;

interface Bundle {
  readonly bytes: number;
  readonly inputs: readonly string[];
}

async function bundles(): Promise<ReadonlyMap<string, Bundle>> {
  const { metafile }: BuildResult<{ metafile: true }> = await build({
    ...(await bundleOptions()),
    entryPoints: FUNCTIONS.map((name) => `functions/${name}.ts`),
    outdir: 'bundles',
    write: false,
    metafile: true,
  });
  return new Map(
    Object.values(metafile.outputs).flatMap(({ entryPoint, bytes, inputs }) =>
      entryPoint === undefined
        ? []
        : [
            [
              entryPoint.replace(/^functions\/(.*)\.ts$/, '$1'),
              { bytes, inputs: Object.keys(inputs) },
            ],
          ],
    ),
  );
}

/** The directory of the innermost package: packages may have packages of their own. */
function packageDirectory(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

describe('bundle', () => {
  let made: ReadonlyMap<string, Bundle>;

  beforeAll(async () => {
    made = await bundles();
  });

  it.each(FUNCTIONS)(`of %s has less than ${MOST_BYTES} bytes`, (name) => {
    expect(made.get(name)?.bytes).toBeLessThan(MOST_BYTES);
  });

  it.each(FUNCTIONS)('of %s holds one version of each package', (name) => {
    const directories = new Set(
      made.get(name)?.inputs.flatMap((file) => packageDirectory(file) ?? []),
    );
    const byName = Map.groupBy(directories, (directory) =>
      directory.replace(/^.*node_modules\//, ''),
    );
    expect([...byName.values()].filter(({ length }) => length > 1)).toEqual([]);
  });
});
