/**
 * What `import … from 'remote-cluster-checker'` gives: the check of the command, with its defaults.
 */
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type CheckOptions, check as checkRegistry } from './check.ts';
import { registryFromUrls as fromUrls } from './registry/fromUrls.ts';
import { loadRegistry as load } from './registry/load.ts';
import type { Registry } from './registry/schema.ts';
import { localSecretResolvers } from './registry/secret.ts';
import type { CheckReport } from './result/result.ts';

export { ConfigurationError } from './errors.ts';
export { type Mistake, RegistryError } from './registry/load.ts';
export type { Registry } from './registry/schema.ts';
export type { SecretResolver, SecretResolvers } from './registry/secret.ts';
export type { Finding } from './result/finding.ts';
export type { CheckReport, CheckResult, Status } from './result/result.ts';

type Selection = Pick<CheckOptions, 'clusters' | 'remotes' | 'timeoutMs' | 'signal' | 'onProgress'>;

export interface LibraryOptions extends Selection {
  /**
   * How secret references are read. If absent: `env:` from `process.env`, and `file:` from the
   * directory of the registry file, or from the working directory if there is no file.
   */
  readonly secrets?: CheckOptions['secrets'] | undefined;
  /** Where the check runs. If absent, the registry's `vantage`, or else the name of this host. */
  readonly vantage?: string | undefined;
}

/** `file:` references start here. A registry has no room for the directory that it came from. */
const directories = new WeakMap<Registry, string>();

/**
 * Reads `clusters.yml`. Throws ConfigurationError if the file cannot be read, and RegistryError
 * with all mistakes in the file.
 */
export async function loadRegistry(file: string): Promise<Registry> {
  const registry = await load(file);
  directories.set(registry, dirname(resolve(file)));
  return registry;
}

/**
 * A registry of one local cluster, from the HTTP addresses of its nodes. Credentials come from
 * `env`, in the variables of the command, such as ELASTICSEARCH_API_KEY. Throws ConfigurationError
 * if a URL or a variable cannot be used; URLs with credentials are refused.
 */
export function registryFromUrls(
  urls: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Registry {
  return fromUrls(urls, env);
}

/**
 * Checks the remote clusters of the registry's local clusters. Whatever fails is a value in the
 * report, in the shape of docs/check-report.schema.json. Ends by its deadline (30 seconds if
 * neither the registry nor `timeoutMs` sets it). Throws ConfigurationError only if `clusters` or
 * `remotes` names something that does not exist.
 */
export async function check(
  registry: Registry,
  { secrets, vantage, ...selection }: LibraryOptions = {},
): Promise<CheckReport> {
  const directory = directories.get(registry) ?? process.cwd();
  return checkRegistry(registry, {
    ...selection,
    secrets: secrets ?? localSecretResolvers(directory, process.env),
    vantage: vantage ?? hostname(),
  });
}
