/** The clusters that `npm start` checks: the user's own, or the demonstration. */
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { loadRegistry } from '../../lib/registry/load.ts';
import { DEMO_SECRETS, startDemoFleet } from './demo/fleet.ts';

export interface CheckedClusters extends AsyncDisposable {
  /** Absolute path. */
  readonly registryFile: string;
  /** Title for the banner. */
  readonly title: string;
  /** Names of the local clusters. */
  readonly names: readonly string[];
  readonly vantage: string;
  /** Environment variables of the functions. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface CheckedClustersOptions {
  /** Directory for the generated registry of the demonstration. */
  readonly directory: string;
  readonly storm: boolean;
  readonly log: (line: string) => void;
}

/** Throws ConfigurationError or RegistryError if the user's registry is invalid. */
export async function checkedClusters(
  registryFile: string | undefined,
  { directory, storm, log }: CheckedClustersOptions,
): Promise<CheckedClusters> {
  const environment = ownEnvironment();
  if (registryFile !== undefined) {
    const { clusters } = await loadRegistry(registryFile);
    const names = clusters.map(({ name }) => name);
    return {
      registryFile,
      title: registryFile,
      names,
      vantage: hostname(),
      environment,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const fleet = await startDemoFleet({ log, now: new Date(), storm });
  const file = join(directory, 'clusters.yml');
  for (const [name, content] of Object.entries({ ...fleet.files, 'clusters.yml': fleet.registry }))
    await writeFile(join(directory, name), content, { mode: 0o600 });
  return {
    registryFile: file,
    title: `${file} (simulated clusters)`,
    names: fleet.locals,
    vantage: hostname(),
    environment: { ...environment, ...DEMO_SECRETS },
    [Symbol.asyncDispose]: () => fleet.close(),
  };
}

/**
 * The environment without variables that connect the SDK to a real AWS account, and without Node
 * options.
 */
function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:AWS_|NODE_OPTIONS$|npm_)/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value = '']) => [name, value]));
}
